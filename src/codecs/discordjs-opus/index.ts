/** Opus encoder, native libopus 1.3.1: optional. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { resolvePackage } from '../installed.ts';
import type { CodecProvider } from '../provider.ts';

const PACKAGE = '@discordjs/opus';

/** The package installs even when its binary could be neither fetched nor built: look for one for this Node. */
const probe = (): string | null => {
  const entry = resolvePackage(PACKAGE);
  if (entry === null) return `${PACKAGE} is not installed`;
  try {
    const builds = readdirSync(join(dirname(entry), '..', 'prebuild'));
    const wanted = `node-v${process.versions.modules}-`;
    if (
      builds.some(
        (build) => build.startsWith(wanted) && build.includes(`-${process.platform}-${process.arch}`),
      )
    )
      return null;
  } catch {
    // No folder is as good as an empty one: the sentence below says it.
  }
  return `${PACKAGE} has no binary for Node ${process.versions.node} on ${process.platform} ${process.arch}`;
};

export const discordjsOpus: CodecProvider = {
  name: PACKAGE,
  probe,
  encoder: { load: async () => (await import('./encoder.ts')).openEncoder },
};
