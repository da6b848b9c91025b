/** What every source is: a place where tracks come from. `src/media` asks them in turn and plays what they give. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Track } from '../../streams/commands.ts';
import type { Failure } from '../../streams/events.ts';
import type { ByteSource } from '../containers/types.ts';
import type { Playlist } from '../engine/types.ts';

/** What a source knows of a file before anybody looked into it: the containers that it hints at are probed first. */
export interface MediaHints {
  /** The `Content-Type` as the server sent it. */
  readonly contentType?: string;
  /** Of the file name: lower case, without the dot. */
  readonly extension?: string;
}

/** Bytes of a media file (or of a playlist file): their container says what they are. Whoever receives it closes `bytes`. */
export interface MediaResolution {
  readonly type: 'media';
  readonly bytes: ByteSource;
  readonly hints: MediaHints;
  /** Where the bytes are in the end: the track's identifier and uri. `open` must understand it. */
  readonly identifier: string;
  /** What the server says about them; the file's own tags win over it. */
  readonly title?: string;
  readonly author?: string;
}

/** What an identifier stands for. */
export type Resolution =
  | MediaResolution
  /** It is to be found elsewhere: all sources are asked again. */
  | { readonly type: 'redirect'; readonly identifier: string; readonly title?: string }
  | { readonly type: 'track'; readonly track: Track }
  | { readonly type: 'playlist'; readonly playlist: Playlist }
  | { readonly type: 'search'; readonly tracks: readonly Track[] }
  /** Certainly nothing: the sources after this one are not asked. */
  | { readonly type: 'nothing' };

export interface Source {
  /** As it is stored in a track's blob, e.g. `http`. */
  readonly name: string;
  /** Null: this identifier is not for me, ask the next one. An aborted `signal` gives the request up. */
  load(identifier: string, signal?: AbortSignal): TaskEither<Failure, Resolution | null>;
  /** The bytes of a track of this source, from their beginning. Whoever receives them closes them. */
  open(track: Track, signal?: AbortSignal): TaskEither<Failure, ByteSource>;
}
