/** A node over a fake engine, on a real port. */
import { problemWith } from '../../../../src/dsp/index.ts';
import { createServer } from '../../../../src/server/index.ts';
import type { LavalinkServer, ServerOptions } from '../../../../src/server/index.ts';
import type { Loader } from '../../../../src/engine/types.ts';
import { createFakeEngine, createFakeLoader } from '../../../support/fake.engine.ts';
import type { FakeEngine } from '../../../support/fake.engine.ts';

export const PASSWORD = 'youshallnotpass';
export const AUTH = { Authorization: PASSWORD };
export const USER_ID = '170939974227591168';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: object;
}

export interface TestNode {
  readonly port: number;
  readonly url: string;
  readonly engine: FakeEngine;
  readonly server: LavalinkServer;
  readonly logs: LogLine[];
  /** JSON over REST, with the password. `body` may be text. */
  rest(method: string, path: string, body?: unknown): Promise<RestAnswer>;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON, `undefined` if it is none. */
  readonly json: unknown;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Many answers are no JSON, and that is what a test wants to know.
    return undefined;
  }
};

export const startNode = async (
  options: Partial<ServerOptions> & { readonly loader?: Loader } = {},
): Promise<TestNode> => {
  const engine = createFakeEngine();
  const logs: LogLine[] = [];
  const line =
    (level: string) =>
    (message: string, fields: object = {}): void =>
      void logs.push({ level, message, fields });
  const server = createServer({
    engine,
    loader: createFakeLoader(),
    filterProblem: problemWith,
    settings: { address: '127.0.0.1', port: 0, password: PASSWORD },
    info: {
      version: { semver: '4.2.2', major: 4, minor: 2, patch: 2, preRelease: '' },
      buildTimeMs: -1,
      git: { branch: '', commit: '', commitTimeMs: 0 },
      jvm: 'Node.js',
      lavaplayer: '2.2.6',
      plugins: [],
    },
    stats: {
      sample: () => ({
        uptimeMs: 1000,
        memory: { free: 1, used: 2, allocated: 3, reservable: 4 },
        cpu: { cores: 2, systemLoad: 0.5, lavalinkLoad: 0.25 },
      }),
    },
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    clock: { now: () => performance.now(), wall: () => Date.now() },
    ...options,
  });
  const { port } = await server.listen();
  const url = `http://127.0.0.1:${port}`;
  const rest = async (method: string, path: string, body?: unknown): Promise<RestAnswer> => {
    const answer = await fetch(url + path, {
      method,
      headers: body === undefined ? AUTH : { ...AUTH, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
  };
  return { port, url, engine, server, logs, rest };
};
