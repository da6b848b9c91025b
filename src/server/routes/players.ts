/** Players: shown, changed, removed (protocol §1.10 to §1.12). */
import { firstValueFrom } from 'rxjs';
import type { PlayerSnapshot } from '../../../streams/events.ts';
import { UpdatePlayer, writePlayer, writePlayers } from '../../protocol/index.ts';
import { json, noContent } from '../http/answer.ts';
import { decodeJsonBody } from '../http/body.ts';
import { parseGuildId } from '../http/guild.id.ts';
import { Problem, badRequest, notFound } from '../http/problem.ts';
import type { Handler, RequestContext } from '../http/request.ts';
import { query } from '../http/request.ts';
import type { Route } from '../http/route.ts';
import { applyPlan } from '../player/apply.ts';
import type { Lanes } from '../player/lanes.ts';
import { planUpdate } from '../player/plan.ts';
import type { ServerContext } from '../ports.ts';
import type { Registry } from '../sessions/registry.ts';
import type { Session } from '../sessions/session.ts';
import { playerMessage } from '../sessions/wire.ts';
import { findSession } from './sessions.ts';

interface Players {
  readonly context: ServerContext;
  readonly registry: Registry;
  readonly lanes: Lanes;
}

/** @throws {Problem} 400 */
const guildIdOf = ({ req }: RequestContext): string => {
  const text = req.param('guildId') ?? '';
  const guildId = parseGuildId(text);
  if (guildId === null) throw badRequest(`guildId: ${JSON.stringify(text.slice(0, 40))} is no 64-bit number`);
  return guildId;
};

const noReplaceOf = (context: RequestContext): boolean => {
  const text = query(context).get('noReplace')?.toLowerCase() ?? 'false';
  if (['true', 'on', 'yes', '1'].includes(text)) return true;
  if (['false', 'off', 'no', '0'].includes(text)) return false;
  throw badRequest(`noReplace: ${JSON.stringify(text.slice(0, 40))} is no boolean`);
};

/** The channel to connect to if the client names none, and the memory for the next time. */
const knownChannel = (session: Session, guildId: string, told: string | null | undefined): string | null => {
  if (told !== undefined && told !== null) session.channels.set(guildId, told);
  return session.channels.get(guildId) ?? null;
};

const list =
  ({ context, registry }: Players): Handler =>
  (request) => {
    const { id } = findSession(registry, request);
    return json(writePlayers(context.engine.snapshots(id).map(playerMessage)));
  };

/** The player that a path names. @throws {Problem} 400 for what is no guild id, 404 where there is none */
export const findPlayer = (
  { context, registry }: { readonly context: Pick<ServerContext, 'engine'>; readonly registry: Registry },
  request: RequestContext,
): PlayerSnapshot => {
  const guildId = guildIdOf(request);
  const { id } = findSession(registry, request);
  const snapshot = context.engine.snapshot(id, guildId);
  if (snapshot === undefined) throw notFound('Player not found');
  return snapshot;
};

const show =
  (players: Players): Handler =>
  (request) =>
    json(writePlayer(playerMessage(findPlayer(players, request))));

const update =
  ({ context, registry, lanes }: Players): Handler =>
  async (request) => {
    const body = await decodeJsonBody(UpdatePlayer, request.env.incoming);
    const guildId = guildIdOf(request);
    const noReplace = noReplaceOf(request);
    const session = findSession(registry, request);
    const plan = planUpdate(body, noReplace, {
      switches: context.settings.filters ?? {},
      problem: context.filterProblem,
    });
    const address = registry.address(session, guildId);
    const knownChannelId = knownChannel(session, guildId, plan.voice?.channelId);
    const applied$ = lanes.run(address, applyPlan({ plan, address, knownChannelId, context }));
    const snapshot = await firstValueFrom(applied$, { defaultValue: null });
    if (snapshot === null) throw new Problem(409, 'The player was destroyed while the request waited.');
    return json(writePlayer(playerMessage(snapshot)));
  };

const remove =
  ({ context, registry, lanes }: Players): Handler =>
  (request) => {
    const guildId = guildIdOf(request);
    const session = findSession(registry, request);
    const address = registry.address(session, guildId);
    // What hangs or waits must neither hold this up nor bring the player back.
    lanes.cut(address);
    context.engine.send(address, { type: 'destroy' });
    return noContent();
  };

export const playerRoutes = (players: Players): readonly Route[] => [
  { path: '/v4/sessions/:sessionId/players', methods: { GET: list(players) } },
  {
    path: '/v4/sessions/:sessionId/players/:guildId',
    methods: { GET: show(players), PATCH: update(players), DELETE: remove(players) },
  },
];
