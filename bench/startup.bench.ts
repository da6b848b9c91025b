/** From nothing to the first answer, and what an idle node costs, against an empty Node process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Bench, Row } from './types.ts';

const RUNS = 7;
const POLL_MS = 2;
const IDLE_MS = 2_000;
const PASSWORD = 'bench';
const launcher = fileURLToPath(new URL('../bin/lavastream.mjs', import.meta.url));

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const stopped = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });

const rssMb = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

const answers = async (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/version`, { headers: { Authorization: PASSWORD } }).then(
    ({ ok }) => ok,
    () => false,
  );

const startNode = async (): Promise<{ readonly ms: number; readonly mb: number }> => {
  const port = await freePort();
  const startMs = performance.now();
  const child = spawn(process.execPath, [launcher], {
    stdio: 'ignore',
    env: { ...process.env, SERVER_PORT: String(port), LAVALINK_SERVER_PASSWORD: PASSWORD },
  });
  while (!(await answers(port))) await wait(POLL_MS);
  const ms = performance.now() - startMs;
  await wait(IDLE_MS);
  const mb = await rssMb(child.pid ?? 0);
  await stopped(child);
  return { ms, mb };
};

const startEmpty = async (): Promise<{ readonly ms: number; readonly mb: number }> => {
  const startMs = performance.now();
  const child = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => {}, 1e6)"], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const ms = performance.now() - startMs;
  const mb = await rssMb(child.pid ?? 0);
  await stopped(child);
  return { ms, mb };
};

const run = async (): Promise<readonly Row[]> => {
  const nodes: { ms: number; mb: number }[] = [];
  const empty: { ms: number; mb: number }[] = [];
  for (let i = 0; i < RUNS; i += 1) {
    nodes.push(await startNode());
    empty.push(await startEmpty());
  }
  const row = (what: string, unit: 'ms' | 'mb', meaning: string): Row => {
    const value = median(nodes.map((one) => one[unit]));
    const floor = median(empty.map((one) => one[unit]));
    return { what, value, unit: unit === 'mb' ? 'MB' : unit, floor, ratio: value / floor, meaning };
  };
  return [
    row(
      'start to first answer',
      'ms',
      'From the start of the process to the first 200 of /version; floor: an empty Node process.',
    ),
    row(
      'idle memory',
      'mb',
      'Resident memory two seconds after the first answer, nothing connected; floor: an empty Node process.',
    ),
  ];
};

export const bench: Bench = { name: 'startup', about: 'Start-up and idle memory (build first)', run };
