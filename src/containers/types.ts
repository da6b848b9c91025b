/** What sources give, what containers make of it. Both sides of the line between bytes and packets. */
import type { Observable } from 'rxjs';
import type { StreamTitle } from '../../streams/ports.ts';
import type { AudioFormat, Packet } from '../../streams/ports.ts';

/** How files that name others (playlists) get to them. */
export interface Around {
  /** Absolute URL of the file itself, after redirects: what relative addresses in it are relative to. */
  readonly url: string;
  /** Aborted when the file is closed; then everything is closed that was opened through it. */
  readonly closed: AbortSignal;
  /**
   * The bytes at an absolute URL of the same kind: a file on this machine never leads to the net, nor the other way
   * round. Whoever receives them closes them. Rejects with an Error.
   */
  open(url: string): Promise<ByteSource>;
}

/** Bytes of one file or response, wherever they are. Never the whole of it in memory. */
export interface ByteSource {
  /** Total size in bytes; undefined for a live stream or where the server does not say. */
  readonly size: number | undefined;
  /** May `read` be called with any offset (file, HTTP with Range)? Otherwise only forward. */
  readonly seekable: boolean;
  /**
   * Bytes from `offset`: at least one and at most `length`, empty only at the end. Reading on from where the last
   * read ended is cheap; a jump may cost a new request. One call at a time. Rejects with an Error.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): void;
  /** Absent where the bytes stand alone. */
  readonly around?: Around | undefined;
  /** What a radio says that it plays, as it is read; absent where nobody could. Repeats its last one. */
  readonly titles$?: Observable<StreamTitle> | undefined;
}

/** Tags that decide a track's title, author and isrc (spec audio.md §3.2). Absent is not the same as empty. */
export interface Tags {
  readonly title?: string;
  readonly author?: string;
  readonly isrc?: string;
}

/** An opened container: a stream of packets of its one chosen audio track. */
export interface Demuxer {
  readonly format: AudioFormat;
  /** True length in ms; undefined where unknown (live). */
  readonly lengthMs: number | undefined;
  /**
   * What the container's own clock shows at the first packet that is read, ms: it runs on from one part of a stream to
   * the next. Absent where there is none.
   */
  readonly clockMs?: number | undefined;
  /** Where the sound ends and padding begins, ms, to the sample; absent where the file does not say. May come late. */
  readonly soundEndMs?: number | undefined;
  readonly isSeekable: boolean;
  readonly tags: Tags;
  /** Next packets, roughly 100–200 ms; null at the end. Rejects with an Error on damage it cannot skip. */
  read(): Promise<readonly Packet[] | null>;
  /** Next `read` starts at the last packet at or before `positionMs` (clamped to the track). */
  seek(positionMs: number): Promise<void>;
}

/** One container format. Every folder in `src/containers/` exports one of these from its `index.ts`. */
export interface Container {
  /** The probe name, as it is stored in a track's blob: `mp3 wav ogg flac matroska/webm mp4 adts mpegts-adts m3u`. */
  readonly name: string;
  /** What stands behind the name in a blob, as in `m3u|hls-outer`. */
  readonly detail?: string;
  /** Does a file that begins with `head` (1,024 bytes, fewer only for shorter files) look like this format? */
  matches(head: Uint8Array): boolean;
  /**
   * Reads headers and tags. Rejects with a {@link ContainerError} when nothing in it can be played.
   *
   * @param earlier another part of the same stream, for what this one may not repeat
   */
  open(source: ByteSource, earlier?: Demuxer): Promise<Demuxer>;
}

/** A file that is not what it says, or holds nothing we can play. The message is for people. */
export class ContainerError extends Error {
  override readonly name = 'ContainerError';
}
