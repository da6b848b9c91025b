/** Why a gateway socket never opened: as the table of endings knows it, and in words for people. */
import type { ConnectCause } from '../../../streams/voice/classify.ts';

const code = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

const TEXTS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'refused the connection'],
  ['ECONNRESET', 'reset the connection'],
  ['ENOTFOUND', 'was not found (DNS)'],
  ['EAI_AGAIN', 'could not be looked up (DNS does not answer)'],
  ['ETIMEDOUT', 'did not answer'],
  ['EHOSTUNREACH', 'cannot be reached'],
  ['ENETUNREACH', 'cannot be reached'],
  ['EPROTO', 'does not speak TLS'],
]);

const CAUSES: ReadonlyMap<string, ConnectCause> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'refused'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ETIMEDOUT', 'connectTimeout'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EPROTO', 'tls'],
]);

const UPGRADE = /^Unexpected server response: (\d+)$/;

const isTls = (error: unknown): boolean => /^ERR_(SSL|TLS)|CERT|SIGNATURE/.test(code(error));

/** @param error what `ws` reported; undefined if the socket closed without a word */
export const connectCause = (error: unknown): ConnectCause => {
  const known = CAUSES.get(code(error));
  if (known !== undefined) return known;
  if (isTls(error)) return 'tls';
  return error instanceof Error && UPGRADE.test(error.message) ? 'upgrade' : 'other';
};

/**
 * @param error what `ws` reported; undefined if the socket closed without a word
 * @example connectFailure('a.discord.media:443', { code: 'ECONNREFUSED' }) // 'a.discord.media:443 refused the connection.'
 */
export const connectFailure = (endpoint: string, error: unknown): string => {
  const known = TEXTS.get(code(error));
  if (known !== undefined) return `${endpoint} ${known}.`;
  const message = error instanceof Error ? error.message : '';
  const status = UPGRADE.exec(message)?.[1];
  if (status !== undefined) return `${endpoint} refused the WebSocket upgrade (HTTP ${status}).`;
  if (isTls(error)) return `TLS with ${endpoint} failed: ${message}.`;
  return message === '' ? `${endpoint} closed the connection.` : `${endpoint}: ${message}.`;
};
