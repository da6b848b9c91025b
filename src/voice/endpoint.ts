/** Where a voice gateway is, as clients get it from Discord: a host, mostly with a port, never with a scheme. */
import { left, right, type Either } from 'fp-ts/lib/Either.js';

const SHAPE = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i;
const MAX_PORT = 65_535;

/** The URL of version 8 of the gateway at `endpoint`. Left: what is wrong with it, for people. */
export const gatewayUrl = (endpoint: string, scheme: 'ws' | 'wss' = 'wss'): Either<string, string> => {
  const match = SHAPE.exec(endpoint);
  if (match === null) return left('The endpoint is not host[:port].');
  const port = match[1];
  if (port !== undefined && (Number(port) < 1 || Number(port) > MAX_PORT)) {
    return left(`The endpoint's port ${port} is not between 1 and ${MAX_PORT}.`);
  }
  const url = `${scheme}://${endpoint}/?v=8`;
  return URL.canParse(url) ? right(url) : left('The endpoint is not a host name.');
};
