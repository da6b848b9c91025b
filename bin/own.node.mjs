// A checkout has a Node of its own (the development dependency `node`): one that is too old hands over to it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const OWN = fileURLToPath(new URL('../node_modules/node/bin/node', import.meta.url));

/** Runs the same command with the checkout's Node, and ends as it ends. False: there is none. */
export const handOver = () => {
  if (!existsSync(OWN) || process.env.LAVASTREAM_HANDED_OVER === '1') return false;
  // Should that one be too old as well, it says so instead of handing over for ever.
  const env = { ...process.env, LAVASTREAM_HANDED_OVER: '1' };
  const child = spawn(OWN, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit', env });
  // A terminal sends Ctrl+C to both; what is sent to this process alone is passed on.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${OWN} cannot be started: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
  return true;
};
