/** What `scripts/build.mjs` says of the build that it made. */

export interface BuildStamp {
  /** Epoch ms; -1: nobody built it. */
  readonly buildTimeMs: number;
  readonly git: {
    /** Empty: unknown, or none. */
    readonly branch: string;
    /** Abbreviated; with `-dirty` where files had been changed since. Empty: unknown. */
    readonly commit: string;
    /** Epoch ms; 0: unknown. */
    readonly commitTimeMs: number;
  };
}

/** Put in by the bundler; sources that run as they are have none. */
declare const LAVASTREAM_BUILD: BuildStamp | undefined;

export const BUILD_STAMP: BuildStamp =
  typeof LAVASTREAM_BUILD === 'undefined'
    ? { buildTimeMs: -1, git: { branch: '', commit: '', commitTimeMs: 0 } }
    : LAVASTREAM_BUILD;
