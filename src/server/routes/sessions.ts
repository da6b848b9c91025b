/** What becomes of a session without its socket: PATCH session (protocol §1.7). */
import { UpdateSession, writeSession } from '../../protocol/index.ts';
import { json } from '../http/answer.ts';
import { decodeJsonBody } from '../http/body.ts';
import { notFound } from '../http/problem.ts';
import type { RequestContext } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import type { Registry } from '../sessions/registry.ts';
import type { Session } from '../sessions/session.ts';

/** @throws {Problem} 404 for a session that is unknown, over, or parked */
export const findSession = (registry: Pick<Registry, 'connected'>, { req }: RequestContext): Session => {
  const session = registry.connected(req.param('sessionId') ?? '');
  if (session === undefined) throw notFound('Session not found');
  return session;
};

export const sessionRoutes = (registry: Registry): readonly Route[] => [
  {
    path: '/v4/sessions/:sessionId',
    methods: {
      PATCH: async (context) => {
        const update = await decodeJsonBody(UpdateSession, context.env.incoming);
        const session = findSession(registry, context);
        session.resumption = { ...session.resumption, ...update };
        return json(writeSession(session.resumption));
      },
    },
  },
];
