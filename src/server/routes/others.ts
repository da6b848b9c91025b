/** The rest: the socket's path without a socket, and old paths. */
import { empty } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import type { Handler } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { Log } from '../ports.ts';
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

export const otherRoutes = (
  log: Log,
  isPassword: (header: string | undefined) => boolean,
): readonly Route[] => [
  { path: SOCKET_PATH, isOpen: true, isPlain: true, allow: 'GET', methods: { GET: notUpgraded(isPassword) } },
  { path: '/', isPlain: true, methods: { GET: useV4(log) } },
  { path: '/v3/websocket', isPlain: true, methods: { GET: useV4(log) } },
];
