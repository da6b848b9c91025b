/** A bot's WebSocket as the wire shows it: raw texts in their order, the headers of the 101, and how it ended. */
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { PASSWORD } from './http.ts';

export interface Said {
  readonly op: string;
  readonly type?: string;
  readonly guildId?: string;
  readonly [key: string]: unknown;
}

export interface ClientOptions {
  readonly userId?: string;
  readonly sessionId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deflate?: boolean;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

export class Client {
  readonly port: number;
  readonly socket: WebSocket;
  /** Messages as they came. */
  readonly texts: string[] = [];
  /** The answer to the upgrade: 101, or a refusal. */
  readonly upgraded: Promise<IncomingMessage>;
  readonly closed: Promise<Closed>;
  sessionId = '';
  readonly #watchers = new Set<() => void>();

  constructor(port: number, options: ClientOptions = {}) {
    const { userId = '170939974227591168', sessionId, headers = {}, deflate = false } = options;
    this.port = port;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/v4/websocket`, {
      perMessageDeflate: deflate,
      headers: {
        Authorization: PASSWORD,
        'User-Id': userId,
        'Client-Name': 'conformance/1',
        ...(sessionId === undefined ? {} : { 'Session-Id': sessionId }),
        ...headers,
      },
    });
    this.upgraded = new Promise((resolve, reject) => {
      this.socket.once('upgrade', resolve);
      this.socket.once('unexpected-response', (_request, answer) => {
        answer.resume();
        resolve(answer);
      });
      this.socket.once('error', reject);
    });
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.socket.on('message', (data: Buffer) => {
      this.texts.push(data.toString());
      for (const look of this.#watchers) look();
    });
  }

  get said(): readonly Said[] {
    return this.texts.map((text) => JSON.parse(text) as Said);
  }

  /** The first answer to `look` that is not undefined, now or after any later message. */
  until<T>(look: (said: readonly Said[]) => T | undefined, timeoutMs = 15_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        const found = look(this.said);
        if (found === undefined) return;
        clearTimeout(timer);
        this.#watchers.delete(attempt);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(attempt);
        reject(new Error(`Not within ${timeoutMs} ms; there were: ${this.texts.join('\n')}`));
      }, timeoutMs);
      this.#watchers.add(attempt);
      attempt();
    });
  }

  async ready(): Promise<this> {
    const ready = await this.until((said) => said.find(({ op }) => op === 'ready'));
    this.sessionId = String(ready['sessionId']);
    return this;
  }

  /** Ends without a close frame, as a lost network does; resolves when the socket is gone. */
  async cut(): Promise<void> {
    this.socket.terminate();
    await this.closed;
  }
}

/** `TrackStart`, `TrackEnd replaced`, `WebSocketClosed 1000`, `pu`: what a guild's messages come to. */
export const wordOf = (said: Said): string => {
  if (said.op === 'playerUpdate') return 'pu';
  if (said.op !== 'event') return said.op;
  const detail =
    said.type === 'TrackEndEvent' ? said['reason'] : said.type === 'WebSocketClosedEvent' ? said['code'] : '';
  return `${String(said.type).replace(/Event$/, '')} ${String(detail)}`.trim();
};

export const wordsOf = (said: readonly Said[], guildId: string): string =>
  said
    .filter((one) => one.guildId === guildId)
    .map(wordOf)
    .join(' ');
