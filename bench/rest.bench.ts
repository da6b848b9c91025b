/** What a bot waits for: requests to the built node, alone and under load, against a bare Hono server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { median, percentile, rowOf } from './support/measure.ts';
import { createRestClient, type RestClient } from './support/rest.client.ts';
import { cpuMsOf, startLoadedNode, type LoadedNode } from './support/rest.node.ts';
import type { Bench, Row } from './types.ts';

const ROUNDS = 9;
const WARM_UP = 2_000;
const REQUESTS = 500;
const SESSIONS = 1_000;
const PLAYERS = 50;
const bareServer = fileURLToPath(new URL('./support/bare.server.ts', import.meta.url));

type Ask = readonly [method: string, path: string, body?: string];

interface Bare {
  readonly pid: number;
  readonly client: RestClient;
  close(): void;
}

/** Answers the same requests with the same JSON. */
const startBare = async (info: string, player: string): Promise<Bare> => {
  const child = spawn(process.execPath, [bareServer, info, player], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    pid: child.pid ?? NaN,
    client: createRestClient(Number(port.toString()), 'bench'),
    close: () => void child.kill(),
  };
};

const beside = async (what: string, ask: Ask, node: LoadedNode, bare: Bare): Promise<readonly Row[]> => {
  const sides = {
    node: { ...node, times: [] as number[], cpu: [] as number[] },
    bare: { ...bare, times: [] as number[], cpu: [] as number[] },
  };
  for (const { client } of Object.values(sides)) await client.time(WARM_UP, ...ask);
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? [sides.node, sides.bare] : [sides.bare, sides.node];
    for (const { client, pid, times, cpu } of order) {
      const beforeMs = await cpuMsOf(pid);
      times.push(median(await client.time(REQUESTS, ...ask)));
      cpu.push(((await cpuMsOf(pid)) - beforeMs) / REQUESTS);
    }
  }
  const meaning = 'one after the other over one connection, against a bare Hono handler with the same JSON';
  return [
    rowOf(
      { what: `${what}: time to the answer`, unit: 'µs', meaning },
      sides.node.times,
      sides.bare.times,
      1000,
    ),
    rowOf({ what: `${what}: CPU of the server`, unit: 'µs', meaning }, sides.node.cpu, sides.bare.cpu, 1000),
  ];
};

const late = (what: string, times: readonly number[]): Row => ({
  what,
  value: percentile(times, 0.99),
  unit: 'ms, p99',
  floor: null,
  ratio: null,
  meaning: `with ${SESSIONS} connected sessions and ${PLAYERS} players that pass Opus through.`,
});

const run = async (): Promise<readonly Row[]> => {
  const node = await startLoadedNode();
  try {
    const [sessionId = ''] = await node.connect(1);
    const info: Ask = ['GET', '/v4/info'];
    const volume: Ask = ['PATCH', `/v4/sessions/${sessionId}/players/999`, '{"volume":90}'];
    const bare = await startBare(
      (await node.client.ask(...info)).text,
      (await node.client.ask(...volume)).text,
    );
    const rows = [
      ...(await beside('GET /v4/info', info, node, bare)),
      ...(await beside('PATCH volume', volume, node, bare)),
    ];
    bare.close();
    await node.connect(SESSIONS - 1);
    await node.play(sessionId, PLAYERS);
    return [
      ...rows,
      late('GET /v4/info under load', await node.client.time(ROUNDS * REQUESTS, ...info)),
      late('PATCH volume under load', await node.client.time(ROUNDS * REQUESTS, ...volume)),
    ];
  } finally {
    await node.close();
  }
};

export const bench: Bench = { name: 'rest', about: 'requests to the built node', run };
