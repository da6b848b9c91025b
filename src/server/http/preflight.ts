/** A browser's question whether it may: no. There is no CORS (protocol §1.3). */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** On any path, and before anybody asks for a password. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;

/** In the reference's form: three lines of `Vary`, and no type for the text. */
export const refusePreflight = (response: ServerResponse): void => {
  const body = 'Invalid CORS request';
  response.setHeader('Vary', ['Origin', 'Access-Control-Request-Method', 'Access-Control-Request-Headers']);
  response.writeHead(403, { 'Content-Length': body.length });
  response.end(body);
};
