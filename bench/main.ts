/**
 * Speed, as ratios against a floor measured in the same run: `npm run bench` for all, `npm run bench -- NAME …` for
 * some. Each bench gets a process of its own, so that no other's heap and machine code is in its numbers.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tableOf } from './support/table.ts';
import type { Bench } from './types.ts';

const benches: Readonly<Record<string, () => Promise<{ readonly bench: Bench }>>> = {
  encode: () => import('./encode.bench.ts'),
  filters: () => import('./filters.bench.ts'),
  player: () => import('./player.bench.ts'),
  passthrough: () => import('./passthrough.bench.ts'),
  shed: () => import('./shed.bench.ts'),
  ticks: () => import('./ticks.bench.ts'),
  rest: () => import('./rest.bench.ts'),
  startup: () => import('./startup.bench.ts'),
};

const runHere = async (load: () => Promise<{ readonly bench: Bench }>): Promise<void> => {
  const { bench } = await load();
  console.log(tableOf(bench, await bench.run()));
  // Native libraries and voice keepalives may hold the process; all that was to be said is said.
  process.exit();
};

const runEach = (names: readonly string[]): void => {
  for (const name of names) {
    const { status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), name], {
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
};

const asked = process.argv.slice(2);
const [only] = asked;
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
const load = only === undefined ? undefined : benches[only];

if (unknown.length > 0) {
  console.error(`No bench is called ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 1;
} else if (load !== undefined && asked.length === 1) await runHere(load);
else runEach(asked.length > 0 ? asked : Object.keys(benches));
