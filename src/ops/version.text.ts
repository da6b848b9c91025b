/** `--version`: what this is, for people and their bug reports. */
import type { BuildInfo } from './build.info.ts';

/** Is it all that was asked for? As in the reference: the first argument, in any case. */
export const asksForVersion = ([first = '']: readonly string[]): boolean => /^(?:--version|-v)$/i.test(first);

const timeText = (epochMs: number): string =>
  epochMs > 0 ? new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ') + ' UTC' : 'unknown';

/**
 * @param version of Lavastream itself
 * @example versionText('0.1.0', buildInfo())
 */
export const versionText = (
  version: string,
  { version: reference, buildTimeMs, git, jvm }: BuildInfo,
): string =>
  [
    `Version:      Lavastream ${version} (Lavalink ${reference.semver})`,
    `Build time:   ${timeText(buildTimeMs)}`,
    `Branch:       ${git.branch === '' ? 'unknown' : git.branch}`,
    `Commit:       ${git.commit === '' ? 'unknown' : git.commit}`,
    `Commit time:  ${timeText(git.commitTimeMs)}`,
    `Runtime:      ${jvm}`,
    '',
  ].join('\n');
