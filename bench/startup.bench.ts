/** From nothing to the first answer, and what an idle node costs, against an empty Node process. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from './support/free.port.ts';
import { median } from './support/measure.ts';
import type { Bench, Row } from './types.ts';

const RUNS = 5;
const POLL_MS = 2;
const IDLE_MS = 2_000;
/** Somebody has to wait for a node that never comes up, but not for ever. */
const GIVE_UP_MS = 30_000;
const PASSWORD = 'bench';
const launcher = fileURLToPath(new URL('../bin/lavastream.mjs', import.meta.url));
const build = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url));

interface Start {
  readonly ms: number;
  /** NaN where there is no /proc. */
  readonly mb: number;
}

const residentMb = async ({ pid }: ChildProcess): Promise<number> => {
  if (process.platform !== 'linux') return NaN;
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
};

/** Memory after a while of idleness, then an orderly end: it is at its end that Node writes the compile cache. */
const idle = async (child: ChildProcess): Promise<number> => {
  await wait(IDLE_MS);
  const mb = await residentMb(child);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return mb;
};

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/version`, { headers: { Authorization: PASSWORD } }).then(
    ({ ok }) => ok,
    // Not listening yet.
    () => false,
  );

const startNode = async (cacheFolder: string): Promise<Start> => {
  const port = await freePort();
  const startMs = performance.now();
  const child = spawn(process.execPath, [launcher], {
    stdio: 'ignore',
    cwd: cacheFolder,
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: cacheFolder,
      SERVER_PORT: String(port),
      LAVALINK_SERVER_PASSWORD: PASSWORD,
    },
  });
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`The node ended with code ${child.exitCode}.`);
    if (performance.now() - startMs > GIVE_UP_MS) throw new Error('The node does not answer.');
    await wait(POLL_MS);
  }
  return { ms: performance.now() - startMs, mb: await idle(child) };
};

const startEmpty = async (): Promise<Start> => {
  const startMs = performance.now();
  const child = spawn(process.execPath, ['-e', "console.log('up'); setInterval(() => {}, 1e6)"], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return { ms: performance.now() - startMs, mb: await idle(child) };
};

const inNewFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  const folder = await mkdtemp(join(tmpdir(), 'lavastream-bench-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const run = async (): Promise<readonly Row[]> => {
  await promisify(execFile)(process.execPath, [build]);
  const [first, again, empty]: [Start[], Start[], Start[]] = [[], [], []];
  for (let i = 0; i < RUNS; i += 1) {
    await inNewFolder(async (cacheFolder) => {
      first.push(await startNode(cacheFolder));
      again.push(await startNode(cacheFolder));
    });
    empty.push(await startEmpty());
  }
  const row = (what: string, starts: readonly Start[], key: keyof Start, meaning: string): Row => {
    const [value, floor] = [starts, empty].map((list) => median(list.map((start) => start[key])));
    return {
      what,
      value: value ?? NaN,
      unit: key === 'mb' ? 'MB resident' : 'ms',
      floor: floor ?? NaN,
      ratio: (value ?? NaN) / (floor ?? NaN),
      meaning,
    };
  };
  const answer = 'from the start of the process to the first 200 of /version, against an empty Node process';
  return [
    row('first start', first, 'ms', `${answer}; nothing is cached, as in a new container.`),
    row('start', again, 'ms', `${answer}; with the compile cache of the start before.`),
    row(
      'idle memory',
      again,
      'mb',
      `${IDLE_MS / 1000} s after the first answer, nothing connected, against an empty Node process.`,
    ),
  ];
};

export const bench: Bench = { name: 'startup', about: `the built node, median of ${RUNS} starts`, run };
