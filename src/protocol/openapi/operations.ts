/** Every request that is understood below `/v4`, and `/version`: what it takes and what it gives (protocol §1.6). */
import * as t from 'io-ts';
import {
  Info,
  LoadResult,
  Player,
  RoutePlannerStatus,
  Session,
  Stats,
  Track,
  VoiceConnection,
} from '../messages/answers/index.ts';
import { DecodeTracks, FreeAddress, UpdatePlayer, UpdateSession } from '../messages/requests.ts';

export interface QueryParameter {
  readonly name: string;
  readonly description: string;
  readonly type: 'string' | 'boolean';
  readonly isRequired?: boolean;
}

export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Path parameters in braces. */
  readonly path: string;
  /** Unique, and a name that generated clients can use. */
  readonly id: string;
  readonly summary: string;
  readonly query?: readonly QueryParameter[];
  readonly body?: t.Mixed;
  /** By status. A codec stands for JSON, `text` for plain text, null for no body. */
  readonly answers: Readonly<
    Record<number, { readonly says: string; readonly body: t.Mixed | 'text' | null }>
  >;
  /** What else it may refuse, as an error body, besides what every request may be refused for. */
  readonly errors?: Readonly<Record<number, string>>;
}

const ok = (body: t.Mixed | 'text') => ({ 200: { says: 'OK', body } });
const done = { 204: { says: 'Done', body: null } };
const NO_SESSION = { 404: 'There is no such session, or its client is away' };
const BAD = { 400: 'A parameter, the body or a track cannot be read, or makes no sense' };
const BAD_BODY = { ...BAD, 415: 'The body is no JSON' };
const NO_PLANNER = { 500: 'There is no route planner' };
const PLAYER = '/v4/sessions/{sessionId}/players/{guildId}';

const encodedTrack = (name: string, description: string): QueryParameter => ({
  name,
  description,
  type: 'string',
});

export const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/version',
    id: 'getVersion',
    summary: 'The version of Lavalink that is spoken',
    answers: ok('text'),
  },
  { method: 'get', path: '/v4/info', id: 'getInfo', summary: 'What this node is and can', answers: ok(Info) },
  { method: 'get', path: '/v4/stats', id: 'getStats', summary: 'How it does', answers: ok(Stats) },
  {
    method: 'get',
    path: '/v4/openapi.json',
    id: 'getOpenApi',
    summary: 'This document',
    answers: ok(t.UnknownRecord),
  },
  {
    method: 'get',
    path: '/v4/loadtracks',
    id: 'loadTracks',
    summary: 'Finds tracks. Failures of sources are results, with status 200',
    query: [
      { name: 'identifier', description: 'A URL, a path, or a search', type: 'string', isRequired: true },
    ],
    answers: ok(LoadResult),
    errors: BAD,
  },
  {
    method: 'get',
    path: '/v4/decodetrack',
    id: 'decodeTrack',
    summary: 'Reads one encoded track',
    query: [
      encodedTrack('encodedTrack', 'The encoded track'),
      encodedTrack('track', 'The same, under its old name'),
    ],
    answers: ok(Track),
    errors: BAD,
  },
  {
    method: 'post',
    path: '/v4/decodetracks',
    id: 'decodeTracks',
    summary: 'Reads encoded tracks',
    body: DecodeTracks,
    answers: ok(t.array(Track)),
    errors: BAD_BODY,
  },
  {
    method: 'patch',
    path: '/v4/sessions/{sessionId}',
    id: 'updateSession',
    summary: 'What becomes of the session when its socket is lost',
    body: UpdateSession,
    answers: ok(Session),
    errors: { ...BAD_BODY, ...NO_SESSION },
  },
  {
    method: 'get',
    path: '/v4/sessions/{sessionId}/players',
    id: 'getPlayers',
    summary: 'All players of a session',
    answers: ok(t.array(Player)),
    errors: NO_SESSION,
  },
  {
    method: 'get',
    path: PLAYER,
    id: 'getPlayer',
    summary: 'One player',
    answers: ok(Player),
    errors: { ...BAD, 404: 'There is no such session or player' },
  },
  {
    method: 'patch',
    path: PLAYER,
    id: 'updatePlayer',
    summary: 'Changes a player, and makes it if need be',
    query: [{ name: 'noReplace', description: 'Leave a track that is playing alone', type: 'boolean' }],
    body: UpdatePlayer,
    answers: ok(Player),
    errors: {
      ...BAD_BODY,
      ...NO_SESSION,
      409: 'The player was destroyed while the request waited',
      429: 'The voice connection is not tried: the node is full, or the breaker open',
      500: 'The voice connection cannot be made',
    },
  },
  {
    method: 'delete',
    path: PLAYER,
    id: 'destroyPlayer',
    summary: 'Removes a player and leaves its voice channel',
    answers: done,
    errors: { ...BAD, ...NO_SESSION },
  },
  {
    method: 'get',
    path: `${PLAYER}/voice`,
    id: 'getVoiceConnection',
    summary: "A player's voice connection: state, history, breaker, encryption. Not in Lavalink",
    answers: ok(VoiceConnection),
    errors: { ...BAD, 404: 'There is no such session or player' },
  },
  {
    method: 'delete',
    path: `${PLAYER}/voice/breaker`,
    id: 'resetVoiceBreaker',
    summary: 'Closes the circuit breaker of a player: its next voice state is tried. Not in Lavalink',
    answers: done,
    errors: { ...BAD, 404: 'There is no such session or player' },
  },
  {
    method: 'get',
    path: '/v4/routeplanner/status',
    id: 'getRoutePlannerStatus',
    summary: 'Local addresses and those that fail',
    answers: { ...ok(RoutePlannerStatus), 204: { says: 'There is no route planner', body: null } },
  },
  {
    method: 'post',
    path: '/v4/routeplanner/free/address',
    id: 'freeAddress',
    summary: 'Takes one address off the list of those that fail',
    body: FreeAddress,
    answers: done,
    errors: { ...BAD_BODY, ...NO_PLANNER },
  },
  {
    method: 'post',
    path: '/v4/routeplanner/free/all',
    id: 'freeAllAddresses',
    summary: 'Empties that list',
    answers: done,
    errors: NO_PLANNER,
  },
];
