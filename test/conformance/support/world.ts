/** The whole node, one connected bot, and rows that are asked of them. */
import { expect } from 'vitest';
import { startRig, type Rig } from '../../integration/node/rig.ts';
import type { GatewayOptions } from '../../support/voice-gateway/index.ts';
import { Client, type ClientOptions } from './client.ts';
import { ask, type Answer, type Ask } from './http.ts';

/** What a row expects of an answer. */
export interface Expected {
  readonly status: number;
  /** A value, a pattern, or null for a header that must not be there. */
  readonly header?: Readonly<Record<string, string | RegExp | null>>;
  /** The whole body, or a pattern in it. */
  readonly text?: string | RegExp;
  /** Must be in the body, as JSON. */
  readonly json?: unknown;
  /** The `message` of an error body. */
  readonly message?: string | RegExp;
}

/** Section of the specification, what it says, what is asked, what must come. A bare number is a status. */
export type Row = readonly [
  section: string,
  what: string,
  request: Ask | string,
  expected: Expected | number,
];

const ERROR_KEYS = ['timestamp', 'status', 'error', 'message', 'path'];
const TRACED_KEYS = ['timestamp', 'status', 'error', 'trace', 'message', 'path'];

const matches = (value: string | undefined, expected: string | RegExp | null, what: string): void => {
  if (expected === null) expect(value, what).toBeUndefined();
  else if (typeof expected === 'string') expect(value, what).toBe(expected);
  else expect(value, what).toMatch(expected);
};

/** What holds for every answer of the node: 1.1 for the headers, 1.4 for the error body, clients.md §3. */
export const isWellFormed = (answer: Answer): void => {
  expect(answer.header('Lavalink-Api-Version'), 'Lavalink-Api-Version').toBe('4');
  for (const name of ['isNodelink', 'IamNodelink', 'Access-Control-Allow-Origin', 'WWW-Authenticate']) {
    matches(answer.header(name), null, name);
  }
  if (!answer.text.startsWith('{') || answer.status < 400) return;
  const body = JSON.parse(answer.text) as Record<string, unknown>;
  expect(Object.keys(body)).toEqual('trace' in body ? TRACED_KEYS : ERROR_KEYS);
  expect(body).toMatchObject({
    timestamp: expect.any(Number) as number,
    status: answer.status,
    error: expect.stringMatching(/\w/) as string,
    message: expect.stringMatching(/\w/) as string,
  });
  expect(answer.header('Content-Type')).toMatch(/^application\/json(?:;charset=utf-8)?$/);
};

/** Does the answer keep the row's promise? */
export const fits = (answer: Answer, expected: Expected | number): void => {
  isWellFormed(answer);
  const {
    status,
    header = {},
    text,
    json,
    message,
  } = typeof expected === 'number' ? { status: expected } : expected;
  expect(answer.status, answer.text).toBe(status);
  for (const [name, value] of Object.entries(header)) matches(answer.header(name), value, name);
  if (text !== undefined) matches(answer.text, text, 'the body');
  if (json !== undefined) expect(JSON.parse(answer.text)).toMatchObject(json as object);
  if (message !== undefined) {
    matches(String((JSON.parse(answer.text) as { message: unknown }).message), message, 'message');
  }
};

let guilds = 0;

/** Never the same twice within a test file. */
export const freshGuild = (): string => String(7_000_000 + 10 * (guilds += 1));

export interface World {
  readonly rig: Rig;
  readonly port: number;
  readonly client: Client;
  /** In line and body of a request: `{s}` is the client's session, `{g}` a guild that nobody used before. */
  ask(request: Ask | string, guildId?: string): Promise<Answer>;
  /** Asks for what the row says, and sees whether it comes. */
  holds(request: Ask | string, expected: Expected | number): Promise<void>;
  /** The same, for a row that looks at more of the answer. */
  answers(request: Ask | string, expected: Expected | number): Promise<Answer>;
  /** PATCH of a player of the client's session. */
  patch(guildId: string, body: unknown, query?: string): Promise<Answer>;
  connect(options?: ClientOptions): Promise<Client>;
  /** What Discord would give a bot for this guild. */
  voice(guildId: string): {
    readonly token: string;
    readonly endpoint: string;
    readonly sessionId: string;
    readonly channelId: string;
  };
  /** A voice PATCH, and the playerUpdate that says it is up. */
  join(guildId: string): Promise<void>;
  /** Resolves when everything that was under way on this client's socket has come. */
  settled(client?: Client): Promise<void>;
  close(): Promise<void>;
}

const fill = (text: string, sessionId: string, guildId: string): string =>
  text.replaceAll('{s}', sessionId).replaceAll('{g}', guildId);

/** Starts everything a file of rows needs. Calls without encryption (DAVE 0), since the wire does not show it. */
export const openWorld = async (
  options: { readonly gateway?: GatewayOptions; readonly config?: readonly string[] } = {},
): Promise<World> => {
  const rig = await startRig({ daveVersion: 0, ...options.gateway }, ...(options.config ?? []));
  const { port } = rig.node;
  const clients: Client[] = [];
  const connect = async (wanted?: ClientOptions): Promise<Client> => {
    const client = new Client(port, wanted);
    clients.push(client);
    return client.ready();
  };
  const client = await connect();
  const patchOf = (of: Client, guildId: string, body: unknown, query = ''): Promise<Answer> =>
    ask(port, { line: `PATCH /v4/sessions/${of.sessionId}/players/${guildId}${query}`, body });
  const world: World = {
    rig,
    port,
    client,
    connect,
    ask: (request, guildId = freshGuild()) => {
      const { line, body, ...more } = typeof request === 'string' ? { line: request } : request;
      const filled = fill(line, client.sessionId, guildId);
      const payload = typeof body === 'string' ? fill(body, client.sessionId, guildId) : body;
      return ask(port, { ...more, line: filled, ...(payload === undefined ? {} : { body: payload }) });
    },
    holds: async (request, expected) => {
      await world.answers(request, expected);
    },
    answers: async (request, expected) => {
      const answer = await world.ask(request);
      fits(answer, expected);
      return answer;
    },
    patch: (guildId, body, query) => patchOf(client, guildId, body, query),
    voice: (guildId) => {
      const place = { guildId, userId: '170939974227591168' };
      const { token, endpoint, sessionId, channelId } = rig.gateway.credentials(place);
      return { token, endpoint, sessionId, channelId };
    },
    join: async (guildId) => {
      const answer = await world.patch(guildId, { voice: world.voice(guildId) });
      expect(answer.status, answer.text).toBe(200);
      await client.until((said) =>
        said.find(
          (one) =>
            one.op === 'playerUpdate' &&
            one.guildId === guildId &&
            (one['state'] as { connected: boolean }).connected,
        ),
      );
    },
    settled: async (of = client) => {
      const fence = freshGuild();
      await patchOf(of, fence, { filters: {} });
      await of.until((said) => said.find(({ guildId }) => guildId === fence));
    },
    close: async () => {
      for (const one of clients) one.socket.terminate();
      await rig.close();
    },
  };
  return world;
};
