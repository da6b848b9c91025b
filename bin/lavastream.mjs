#!/usr/bin/env node
// Starts the bundled node; builds the bundle first where `npm ci` could not (scripts disabled).
import { existsSync } from 'node:fs';
import * as modules from 'node:module';
import { handOver } from './own.node.mjs';

// The server decides which requests become WebSockets (http's `shouldUpgradeCallback`): since 22.21 and 24.9.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 24 || (major === 24 && minor >= 9) || (major === 22 && minor >= 21);

if (!isNewEnough && !handOver()) {
  console.error(
    `Lavastream needs Node 22.21 or 24.9 or newer; this is ${process.versions.node}, and \`npm ci\` has brought none of its own.`,
  );
  process.exitCode = 1;
} else if (isNewEnough) {
  modules.enableCompileCache();
  const bundle = new URL('../dist/main.js', import.meta.url);
  if (!existsSync(bundle)) await import('../scripts/build.mjs');
  const { main } = await import(bundle.href);
  await main();
}
