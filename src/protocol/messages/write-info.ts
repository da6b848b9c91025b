/** Info and Session (protocol §1.7). */
import type { JsonText } from '../json/index.ts';
import { array, boolean, integer, object, string } from './text.ts';

export interface InfoMessage {
  readonly version: {
    readonly semver: string;
    readonly major: number;
    readonly minor: number;
    readonly patch: number;
    /** Empty for a plain `x.y.z`; null, with three zeros, if `semver` is no version. */
    readonly preRelease: string | null;
  };
  /** Epoch ms, −1 if unknown. */
  readonly buildTimeMs: number;
  readonly git: {
    readonly branch: string;
    readonly commit: string;
    /** Epoch ms, 0 if unknown. */
    readonly commitTimeMs: number;
  };
  readonly jvm: string;
  readonly lavaplayer: string;
  readonly sourceManagers: readonly string[];
  readonly filters: readonly string[];
  readonly plugins: readonly { readonly name: string; readonly version: string }[];
}

export const writeInfo = (info: InfoMessage): JsonText =>
  object({
    version: object({
      semver: string(info.version.semver),
      major: integer(info.version.major),
      minor: integer(info.version.minor),
      patch: integer(info.version.patch),
      preRelease: string(info.version.preRelease),
    }),
    buildTime: integer(info.buildTimeMs),
    git: object({
      branch: string(info.git.branch),
      commit: string(info.git.commit),
      commitTime: integer(info.git.commitTimeMs),
    }),
    jvm: string(info.jvm),
    lavaplayer: string(info.lavaplayer),
    sourceManagers: array(info.sourceManagers.map(string)),
    filters: array(info.filters.map(string)),
    plugins: array(
      info.plugins.map(({ name, version }) => object({ name: string(name), version: string(version) })),
    ),
  });

export interface SessionMessage {
  readonly resuming: boolean;
  /** Seconds. */
  readonly timeout: number | bigint;
}

export const writeSession = (session: SessionMessage): JsonText =>
  object({ resuming: boolean(session.resuming), timeout: integer(session.timeout) });
