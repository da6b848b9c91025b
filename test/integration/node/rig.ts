/** A whole node in this process, driven over its real HTTP and WebSocket, with the loopback voice gateway. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { isLeft } from 'fp-ts/lib/Either.js';
import { WebSocket } from 'ws';
import { loadConfig, type Config } from '../../../src/config/index.ts';
import { startNode, type RunningNode } from '../../../src/main.ts';
import { trustTestCertificate } from '../../support/tls.ts';
import {
  startVoiceGateway,
  type GatewayOptions,
  type VoiceGateway,
} from '../../support/voice-gateway/index.ts';

export const PASSWORD = 'youshallnotpass';
export const USER_ID = '170939974227591168';

export interface Message {
  readonly op: string;
  readonly type?: string;
  readonly guildId?: string;
  readonly atMs: number;
  readonly [key: string]: unknown;
}

export const configOf = (...more: readonly string[]): Config => {
  const argv = [
    '--server.port=0',
    '--server.address=127.0.0.1',
    `--lavalink.server.password=${PASSWORD}`,
    '--lavalink.server.sources.local=true',
    '--lavalink.server.httpConfig.allowPrivateNetworks=true',
    ...more,
  ];
  const loaded = loadConfig({ argv, env: {}, cwd: '/', readFile: () => null });
  if (isLeft(loaded)) throw new Error(loaded.left.problems.map(({ message }) => message).join('\n'));
  return loaded.right.config;
};

/** One client session over plain fetch and ws. */
export class Bot {
  readonly #base: string;
  readonly #socket: WebSocket;
  readonly messages: Message[] = [];
  readonly #waiting = new Set<() => void>();
  readonly userId: string;
  sessionId = '';

  /** `resume`: the id of a session that waits for its client. */
  constructor(port: number, userId = USER_ID, resume?: string) {
    this.userId = userId;
    this.#base = `http://127.0.0.1:${port}`;
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}/v4/websocket`, {
      headers: {
        Authorization: PASSWORD,
        'User-Id': userId,
        'Client-Name': 'rig/1',
        ...(resume === undefined ? {} : { 'Session-Id': resume }),
      },
    });
    this.#socket.on('message', (data: Buffer) => {
      this.messages.push({ ...(JSON.parse(data.toString()) as Message), atMs: performance.now() });
      for (const look of this.#waiting) look();
    });
  }

  /** The first message, past or future, that fits. */
  async message(fits: (message: Message) => boolean, timeoutMs = 15_000): Promise<Message> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.messages.find(fits);
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const seen = this.messages.map(({ op, type }) => type ?? op).join(' ');
        reject(new Error(`No such message within ${timeoutMs} ms; there were: ${seen}`));
      }, timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }

  event(type: string, guildId?: string, timeoutMs?: number): Promise<Message> {
    return this.nthEvent(1, type, guildId, timeoutMs);
  }

  /** The `n`th (1 is the first) event of this type, past or future. */
  nthEvent(n: number, type: string, guildId?: string, timeoutMs?: number): Promise<Message> {
    const fits = (message: Message): boolean =>
      message.type === type && (guildId === undefined || message.guildId === guildId);
    return this.message((message) => this.messages.filter(fits)[n - 1] === message, timeoutMs);
  }

  async ready(): Promise<this> {
    const { sessionId } = await this.message(({ op }) => op === 'ready');
    this.sessionId = String(sessionId);
    return this;
  }

  /** One request over a connection of its own, so that none is left behind. */
  async rest(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const headers = { Authorization: PASSWORD, 'Content-Type': 'application/json' };
    const sent = request(`${this.#base}${path}`, { method, headers, agent: false });
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const text = await readText(answer);
    return { status: answer.statusCode ?? 0, body: text === '' ? null : (JSON.parse(text) as unknown) };
  }

  async load(
    identifier: string,
  ): Promise<{ loadType: string; data: { encoded: string; info: Record<string, unknown> } }> {
    const { body } = await this.rest('GET', `/v4/loadtracks?identifier=${encodeURIComponent(identifier)}`);
    return body as { loadType: string; data: { encoded: string; info: Record<string, unknown> } };
  }

  patch(guildId: string, body: object): Promise<{ status: number; body: unknown }> {
    return this.rest('PATCH', `/v4/sessions/${this.sessionId}/players/${guildId}`, body);
  }

  destroy(guildId: string): Promise<{ status: number; body: unknown }> {
    return this.rest('DELETE', `/v4/sessions/${this.sessionId}/players/${guildId}`);
  }

  close(): void {
    this.#socket.terminate();
  }
}

export interface Rig {
  readonly node: RunningNode;
  readonly gateway: VoiceGateway;
  readonly logged: { readonly level: string; readonly message: string; readonly fields?: object }[];
  bot(userId?: string, resume?: string): Promise<Bot>;
  /** Joins a guild's voice channel and waits until sound could be heard by a listener. */
  join(bot: Bot, guildId: string, userId?: string): Promise<void>;
  close(): Promise<void>;
}

export const startRig = async (options: GatewayOptions = {}, ...config: readonly string[]): Promise<Rig> => {
  trustTestCertificate();
  const logged: Rig['logged'] = [];
  const at =
    (level: string) =>
    (message: string, fields?: object): void =>
      void logged.push({ level, message, ...(fields === undefined ? {} : { fields }) });
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const gateway = await startVoiceGateway(options);
  const node = await startNode({ config: configOf(...config), log });
  const bots: Bot[] = [];
  return {
    node,
    gateway,
    logged,
    bot: async (userId, resume) => {
      const bot = new Bot(node.port, userId, resume);
      bots.push(bot);
      return bot.ready();
    },
    join: async (bot, guildId, userId = USER_ID) => {
      const { token, endpoint, sessionId } = gateway.credentials({ guildId, userId });
      const channelId = gateway.call(guildId).channelId;
      const answer = await bot.patch(guildId, { voice: { token, endpoint, sessionId, channelId } });
      if (answer.status !== 200) throw new Error(`Joining failed: ${JSON.stringify(answer.body)}`);
      await bot.message(
        ({ op, guildId: of, state }) =>
          op === 'playerUpdate' && of === guildId && (state as { connected: boolean }).connected,
      );
    },
    close: async () => {
      for (const bot of bots) bot.close();
      await node.close();
      await gateway.close();
    },
  };
};
