/** What the server talks to. It hides where a guild's pipeline runs: this thread, a worker, another node. */
import type { Observable } from 'rxjs';
import type { Address, Command, Track } from '../../streams/commands.ts';
import type { EngineEvent, Failure, PlayerSnapshot } from '../../streams/events.ts';

export interface Engine {
  /**
   * Commands for one player take effect in the order of their `send`; the first one creates it. State that does not
   * wait for the world (track, volume, pause, position target) is in the next `snapshot`, and the events that the
   * command causes at once are emitted before `send` returns.
   */
  send(address: Address, command: Command): void;
  /** Hot. Every event of every player. */
  readonly events$: Observable<EngineEvent>;
  snapshot(sessionId: string, guildId: string): PlayerSnapshot | undefined;
  /** All players of one session, or of the node. */
  snapshots(sessionId?: string): readonly PlayerSnapshot[];
}

export interface Playlist {
  readonly name: string;
  /** Index of the selected track, −1 if none. */
  readonly selectedTrack: number;
  readonly tracks: readonly Track[];
}

/** What an identifier stands for (protocol §5). */
export type LoadResult =
  | { readonly loadType: 'track'; readonly track: Track }
  | { readonly loadType: 'playlist'; readonly playlist: Playlist }
  | { readonly loadType: 'search'; readonly tracks: readonly Track[] }
  | { readonly loadType: 'empty' }
  | { readonly loadType: 'error'; readonly failure: Failure };

export interface Loader {
  /** Names of the registered sources, in the order in which they are asked. */
  readonly sourceNames: readonly string[];
  /** Never rejects: failures are results. */
  load(identifier: string): Promise<LoadResult>;
  /**
   * Can this track be played here? Null if so, else why not (protocol §4.6): its source is not registered or its
   * container's name is unknown.
   */
  refuse(track: Track): string | null;
}
