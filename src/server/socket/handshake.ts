/** May this request become a WebSocket? The checks of protocol §2.1, in their order. */
import type { IncomingMessage } from 'node:http';

export const SOCKET_PATH = '/v4/websocket';

/** What the client says of itself. */
export interface Greeting {
  readonly type: 'greeting';
  readonly userId: string;
  /** The session it would like to have back. */
  readonly wantedId: string | undefined;
  /** `NAME/VERSION`, or whatever it sends. */
  readonly clientName: string | undefined;
  /** Same-origin if present. */
  readonly origin: string | undefined;
}

export interface Refusal {
  readonly type: 'refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For the log. */
  readonly reason: string;
}

const KEY = /^[+/0-9A-Za-z]{22}==$/;
const USER_ID = /^\d{1,20}$/;
const MAX_USER_ID = 2n ** 64n - 1n;

const refusal = (
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Refusal => ({ type: 'refusal', status, reason, headers, body });

const single = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

const isUserId = (text: string): boolean =>
  USER_ID.test(text) && BigInt(text) > 0n && BigInt(text) <= MAX_USER_ID;

/** Host and port, normalised. The scheme is left out: behind a proxy that ends TLS it is not ours to know. */
const hostOf = (url: string): string | null => (URL.canParse(url) ? new URL(url).host : null);

const isSameOrigin = (origin: string, host: string | undefined): boolean =>
  hostOf(origin) !== null && hostOf(origin) === hostOf(`http://${host ?? ''}`);

const hasToken = (header: string | undefined, token: string): boolean =>
  (header ?? '').split(',').some((part) => part.trim().toLowerCase() === token);

/** The checks of any WebSocket server. */
const checkUpgrade = ({ headers }: IncomingMessage): Refusal | null => {
  const text = { 'Content-Type': 'text/plain;charset=UTF-8' };
  if (!hasToken(headers.upgrade, 'websocket')) {
    return refusal(400, 'no upgrade', text, 'Can "Upgrade" only to "WebSocket".');
  }
  if (!hasToken(headers.connection, 'upgrade')) {
    return refusal(400, 'no connection upgrade', text, '"Connection" must be "upgrade".');
  }
  if (headers['sec-websocket-version'] !== '13' && headers['sec-websocket-version'] !== '8') {
    return refusal(426, 'unsupported WebSocket version', { 'Sec-WebSocket-Version': '13, 8' });
  }
  return KEY.test(headers['sec-websocket-key'] ?? '') ? null : refusal(400, 'no Sec-WebSocket-Key');
};

/** @example readHandshake(request, createPasswordCheck('youshallnotpass')) */
export const readHandshake = (
  request: IncomingMessage,
  isPassword: (header: string | undefined) => boolean,
): Greeting | Refusal => {
  const { headers } = request;
  if (!isPassword(headers.authorization)) return refusal(401, 'wrong password');
  const userId = single(headers['user-id']) ?? '';
  if (!isUserId(userId)) return refusal(400, 'no valid User-Id');
  const { origin } = headers;
  const late = { 'Session-Resumed': 'false' };
  if (origin !== undefined && !isSameOrigin(origin, headers.host)) {
    return refusal(403, `foreign origin ${origin}`, late);
  }
  const refused = checkUpgrade(request);
  if (refused !== null) return { ...refused, headers: { ...refused.headers, ...late } };
  const clientName = single(headers['client-name']);
  return { type: 'greeting', userId, wantedId: single(headers['session-id']), clientName, origin };
};
