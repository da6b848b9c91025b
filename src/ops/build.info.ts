/** What this build is, and which Lavalink it stands in for. */
import type { InfoMessage } from '../protocol/index.ts';
import { BUILD_STAMP } from './build.stamp.ts';
import manifest from '../../package.json' with { type: 'json' };

/** Our own version. */
export const VERSION = manifest.version;

/** The reference whose protocol is spoken: clients read `/version` and choose their dialect by it. */
export const REFERENCE_VERSION = '4.2.2';

/** A semantic version and its parts. */
const versionOf = (semver: string): InfoMessage['version'] => {
  const [core = '', ...preRelease] = semver.split('-');
  const [major = 0, minor = 0, patch = 0] = core.split('.').map(Number);
  return { semver, major, minor, patch, preRelease: preRelease.join('-') };
};

export type BuildInfo = Omit<InfoMessage, 'sourceManagers' | 'filters'>;

/** @param plugins what this node does that the reference does by plugins: clients look for their names */
export const buildInfo = (plugins: InfoMessage['plugins'] = []): BuildInfo => ({
  version: versionOf(REFERENCE_VERSION),
  ...BUILD_STAMP,
  jvm: `Node.js ${process.versions.node}`,
  lavaplayer: `lavastream ${VERSION}`,
  plugins,
});
