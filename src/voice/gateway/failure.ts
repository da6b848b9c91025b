/** Why a gateway socket never opened, in words for people. */

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

const UPGRADE = /^Unexpected server response: (\d+)$/;

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
  if (/^ERR_(SSL|TLS)|CERT|SIGNATURE/.test(code(error))) return `TLS with ${endpoint} failed: ${message}.`;
  return message === '' ? `${endpoint} closed the connection.` : `${endpoint}: ${message}.`;
};
