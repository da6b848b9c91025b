/** The rest: the socket's path without a socket, old paths, and the reference's error page. */
import { empty } from '../http/answer.ts';
import { JSON_TYPE } from '../http/media.ts';
import { Problem } from '../http/problem.ts';
import type { Handler } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { Clock, Log } from '../ports.ts';
import { SOCKET_PATH, readHandshake } from '../socket/handshake.ts';

/** What gets here asks for no proper upgrade, so the handshake always finds a reason to refuse. */
const notUpgraded =
  (isPassword: (header: string | undefined) => boolean): Handler =>
  ({ req, env }) => {
    if (req.method === 'HEAD') {
      throw new Problem(405, "Method 'HEAD' is not supported.", { headers: { Allow: 'GET' } });
    }
    const handshake = readHandshake(env.incoming, isPassword);
    if (handshake.type === 'greeting') return empty(400);
    const { status, headers, body } = handshake;
    return body === '' ? empty(status, headers) : new Response(body, { status, headers });
  };

const useV4 =
  (log: Log): Handler =>
  ({ req }) => {
    log.warn(`a client asks for ${req.path}; the WebSocket is at ${SOCKET_PATH}`);
    return empty(200);
  };

/** The reference's page for errors, asked for without one (protocol §1.4). Its figures are what that comes to. */
const noError =
  (clock: Clock): Handler =>
  () => {
    const body = { timestamp: clock.wall(), status: 999, error: 'None', message: 'No message available' };
    const headers = { 'Content-Type': JSON_TYPE };
    return new Response(JSON.stringify(body), { status: 500, headers });
  };

export const otherRoutes = (
  { log, clock }: { readonly log: Log; readonly clock: Clock },
  isPassword: (header: string | undefined) => boolean,
): readonly Route[] => [
  { path: SOCKET_PATH, isOpen: true, isPlain: true, allow: 'GET', methods: { GET: notUpgraded(isPassword) } },
  { path: '/error', isOpen: true, methods: { GET: noError(clock), POST: noError(clock) } },
  { path: '/', isPlain: true, methods: { GET: useV4(log) } },
  { path: '/v3/websocket', isPlain: true, methods: { GET: useV4(log) } },
];
