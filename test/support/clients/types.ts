/** Client libraries, seen through what a bot does with any of them. */
import type { VoiceGateway } from '../voice-gateway/index.ts';

export interface World {
  readonly port: number;
  readonly password: string;
  readonly userId: string;
  /** Whom the fake Discord takes voice credentials from. */
  readonly gateway: VoiceGateway;
}

/** One library that is connected to the node, with one player at most. What it cannot do awaitably it has only begun. */
export interface Client {
  join(guildId: string, channelId: string): Promise<void>;
  /** Searches, and plays what was found: at once, in place of what plays (a skip, as this library does it). */
  play(url: string): Promise<void>;
  pause(isPaused: boolean): Promise<void>;
  seek(positionMs: number): Promise<void>;
  /** Percent. */
  setVolume(volume: number): Promise<void>;
  /** Null clears all filters. */
  setPitch(pitch: number | null): Promise<void>;
  /** How often the library said that a track starts. */
  starts(): number;
  /** Resolves when the library says that a track was played to its end with nothing after it. */
  untilOver(): Promise<unknown>;
  /** Breaks the socket, and resolves when the library is back. Undefined: it does not resume sessions. */
  readonly comesBack?: () => Promise<unknown>;
  /** Leaves the channel, and destroys the player. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

export type Connect = (world: World) => Promise<Client>;

/** `op` 4 as libraries send it to Discord's gateway. */
export interface VoicePayload {
  readonly d: { readonly guild_id: string; readonly channel_id: string | null };
}

export const present = <A>(value: A | null | undefined, what: string): A => {
  if (value === null || value === undefined) throw new Error(`There is no ${what}`);
  return value;
};
