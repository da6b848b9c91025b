/** What this build is, and which Lavalink it stands in for. */
import type { InfoMessage } from '../protocol/index.ts';
import manifest from '../../package.json' with { type: 'json' };

/** Our own version. */
export const VERSION = manifest.version;

/** The reference whose protocol is spoken: clients read `/version` and choose their dialect by it. */
export const REFERENCE_VERSION = '4.2.2';

/** @param plugins what this node does that the reference does by plugins: clients look for their names */
export const buildInfo = (
  plugins: InfoMessage['plugins'] = [],
): Omit<InfoMessage, 'sourceManagers' | 'filters'> => ({
  version: { semver: REFERENCE_VERSION, major: 4, minor: 2, patch: 2, preRelease: '' },
  buildTimeMs: -1,
  git: { branch: '', commit: '', commitTimeMs: 0 },
  jvm: `Node.js ${process.versions.node}`,
  lavaplayer: `lavastream ${VERSION}`,
  plugins,
});
