/** A bot's WebSocket that remembers what it was sent. */
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import type { ClientOptions } from 'ws';
import type { TestNode } from './node.ts';
import { AUTH, USER_ID } from './node.ts';

export type Op = Readonly<Record<string, unknown>>;

export interface Bot {
  readonly socket: WebSocket;
  readonly handshake: IncomingHttpHeaders;
  readonly messages: Op[];
  readonly sessionId: string;
  /** Waits until a message (past or future) matches. */
  wait(matches: (message: Op) => boolean): Promise<Op>;
  /** Ops and event types, in order. */
  names(): readonly string[];
  /** Closes, and waits until the server has noticed. */
  leave(code?: number): Promise<void>;
}

export const nameOf = (message: Op): string =>
  message['op'] === 'event' ? String(message['type']) : String(message['op']);

export const named =
  (name: string) =>
  (message: Op): boolean =>
    nameOf(message) === name;

const isOp = (value: unknown): value is Op => typeof value === 'object' && value !== null;

/** Connects and waits for `ready`. */
export const connectBot = async (
  node: Pick<TestNode, 'port'>,
  headers: Readonly<Record<string, string>> = {},
  options: ClientOptions = {},
): Promise<Bot> => {
  const socket = new WebSocket(`ws://127.0.0.1:${node.port}/v4/websocket`, {
    ...options,
    headers: { ...AUTH, 'User-Id': USER_ID, 'Client-Name': 'test/1.0', ...headers },
  });
  const messages: Op[] = [];
  socket.on('message', (data: Buffer) => {
    const message: unknown = JSON.parse(data.toString());
    if (isOp(message)) messages.push(message);
    socket.emit('told');
  });
  let handshake: IncomingHttpHeaders = {};
  socket.once('upgrade', (answer) => (handshake = answer.headers));

  const wait = async (matches: (message: Op) => boolean): Promise<Op> => {
    for (;;) {
      const found = messages.find(matches);
      if (found !== undefined) return found;
      await once(socket, 'told');
    }
  };
  const ready = await wait(named('ready'));
  return {
    socket,
    handshake,
    messages,
    sessionId: String(ready['sessionId']),
    wait,
    names: () => messages.map(nameOf),
    leave: async (code = 1000) => {
      socket.close(code);
      await once(socket, 'close');
    },
  };
};

/** Waits for the close of a socket. */
export const closeOf = (socket: WebSocket): Promise<{ readonly code: number; readonly reason: string }> =>
  new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
