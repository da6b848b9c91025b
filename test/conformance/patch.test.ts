/** Sections 1.10, 1.11 (steps 1 to 6), 3.1 and 3.2: what a PATCH may say. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { freshGuild, openWorld, type Expected, type Row, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({
    config: ['--lavalink.server.filters.karaoke=false', '--lavalink.server.filters.lowPass=false'],
  });
});
afterAll(() => world.close());

const PLAYER = 'PATCH /v4/sessions/{s}/players/{g}';
const VOICE = { token: 'a', endpoint: 'b.example', sessionId: 'c', channelId: '1' };
const BAD: Expected = { status: 400, json: { error: 'Bad Request' } };
const NO_VOICE: Expected = {
  status: 400,
  message: 'token, endpoint, sessionId and channelId must be provided in voice state',
};
const EMPTY_PLAYER =
  /^\{"guildId":"\d+","track":null,"volume":100,"paused":false,"state":\{"time":\d{13},"position":0,"connected":false,"ping":-1\},"voice":\{"token":"","endpoint":"","sessionId":"","channelId":null\},"filters":\{\}\}$/;

const patch = (
  what: string,
  body: unknown,
  expected: Expected | number,
  query = '',
  section = '1.10',
): Row => [section, what, { line: `${PLAYER}${query}`, body }, expected];

const bodies: readonly Row[] = [
  patch('nothing at all: a player with all its keys', {}, { status: 200, text: EMPTY_PLAYER }),
  patch('track: null', { track: null }, BAD),
  patch('track: {} is no request', { track: {} }, { status: 200, json: { track: null } }),
  patch(
    'track.encoded: null is a stop of nothing',
    { track: { encoded: null } },
    { status: 200, json: { track: null } },
  ),
  patch('track.identifier: null', { track: { identifier: null } }, BAD),
  patch('track.userData: null', { track: { userData: null } }, BAD),
  patch('track.userData: a list', { track: { userData: [] } }, BAD),
  patch('track.userData: a string', { track: { userData: 'x' } }, BAD),
  patch(
    'track.userData without a track is ignored',
    { track: { userData: { a: 1 } } },
    { status: 200, json: { track: null } },
  ),
  patch('encodedTrack: null', { encodedTrack: null }, { status: 200, json: { track: null } }),
  patch('identifier: null', { identifier: null }, BAD),
  patch('position: null', { position: null }, BAD),
  patch(
    'position without a track is ignored',
    { position: 5000 },
    { status: 200, json: { state: { position: 0 } } },
  ),
  patch('endTime: null', { endTime: null }, 200),
  patch('endTime without a track is ignored', { endTime: 5000 }, 200),
  patch('volume: null', { volume: null }, BAD),
  patch('paused: null', { paused: null }, BAD),
  patch('filters: null', { filters: null }, BAD),
  patch('filters: {}', { filters: {} }, { status: 200, json: { filters: {} } }),
  patch('filters: a list', { filters: [] }, BAD),
  patch('voice: null', { voice: null }, BAD),
  patch('volume is cut to 1000', { volume: 5000 }, { status: 200, json: { volume: 1000 } }),
  patch('volume is raised to 0', { volume: -1 }, { status: 200, json: { volume: 0 } }),
  patch('paused without a track', { paused: true }, { status: 200, json: { paused: true } }),
];

const voices: readonly Row[] = [
  ...(['token', 'endpoint', 'sessionId'] as const).flatMap((key) => [
    patch(`no ${key}`, { voice: { ...VOICE, [key]: undefined } }, BAD, '', '3.1'),
    patch(`${key}: null`, { voice: { ...VOICE, [key]: null } }, BAD, '', '3.1'),
    patch(`a blank ${key}`, { voice: { ...VOICE, [key]: ' ' } }, NO_VOICE, '', '3.1'),
  ]),
  patch('a blank channelId', { voice: { ...VOICE, channelId: '' } }, NO_VOICE, '', '3.1'),
  patch('an endpoint that is no host', { voice: { ...VOICE, endpoint: 'not a host' } }, 500, '', '3.2'),
  patch(
    'a channelId that is no number',
    { voice: { ...VOICE, channelId: 'abc' } },
    { status: 400, message: /channelId/ },
    '',
    '3.1 better',
  ),
  patch(
    'a port where nobody listens',
    { voice: { ...VOICE, endpoint: '127.0.0.1:1' } },
    { status: 500, message: 'Failed to connect to voice server' },
    '',
    '3.2 better',
  ),
  patch(
    'a name that nobody has',
    { voice: { ...VOICE, endpoint: 'nobody.invalid' } },
    { status: 500, message: 'Failed to connect to voice server' },
    '',
    '3.2 better',
  ),
];

const meanings: readonly Row[] = [
  patch(
    'track beside encodedTrack',
    { track: {}, encodedTrack: 'x' },
    { status: 400, message: 'Cannot specify both track and encodedTrack/identifier' },
    '',
    '1.11.2',
  ),
  patch(
    'track beside identifier',
    { track: { userData: {} }, identifier: 'x' },
    { status: 400, message: 'Cannot specify both track and encodedTrack/identifier' },
    '',
    '1.11.2',
  ),
  patch(
    'encoded beside identifier',
    { track: { encoded: 'x', identifier: 'y' } },
    { status: 400, message: 'Cannot specify both encodedTrack and identifier' },
    '',
    '1.11.3',
  ),
  patch(
    'even a null counts',
    { encodedTrack: null, identifier: 'y' },
    { status: 400, message: 'Cannot specify both encodedTrack and identifier' },
    '',
    '1.11.3',
  ),
  patch(
    'filters that are switched off, in their order',
    { filters: { lowPass: { smoothing: 2 }, karaoke: {} } },
    { status: 400, message: 'Following filters are disabled in the config: karaoke, lowPass' },
    '',
    '1.11.4',
  ),
  patch(
    'the key alone is enough',
    { filters: { karaoke: null } },
    { status: 400, message: 'Following filters are disabled in the config: karaoke' },
    '',
    '1.11.4',
  ),
  patch(
    'also among the plugin filters',
    { filters: { pluginFilters: { karaoke: 1 } } },
    { status: 400, message: 'Following filters are disabled in the config: karaoke' },
    '',
    '1.11.4',
  ),
  patch('pluginFilters: null', { filters: { pluginFilters: null } }, BAD, '', '6.1'),
  patch('a filter that is off may be null', { filters: { tremolo: null, vibrato: null } }, 200, '', '6.1'),
  patch(
    'endTime: 0',
    { endTime: 0 },
    { status: 400, message: 'End time must be greater than 0' },
    '',
    '1.11.6',
  ),
  patch(
    'endTime: -1',
    { endTime: -1 },
    { status: 400, message: 'End time must be greater than 0' },
    '',
    '1.11.6',
  ),
  patch(
    'filters come before voice',
    { filters: { karaoke: {} }, voice: { ...VOICE, token: '' } },
    { status: 400, message: /^Following filters/ },
    '',
    '1.11',
  ),
  patch('voice comes before endTime', { voice: { ...VOICE, token: '' }, endTime: 0 }, NO_VOICE, '', '1.11'),
  patch(
    'a blob that is none: 400 in place of 500',
    { track: { encoded: '!!!!' } },
    { status: 400, message: /Illegal base64 character/ },
    '',
    '4.6 better',
  ),
  patch(
    'nothing under an identifier',
    { track: { identifier: 'nothing like this' } },
    { status: 400, message: 'No matches found for identifier' },
    '',
    '1.11.15c',
  ),
  patch(
    'an identifier that cannot be loaded',
    { track: { identifier: 'http://127.0.0.1:1/a.mp3' } },
    { status: 400, message: 'Something went wrong while looking up the track.' },
    '',
    '1.11.15c',
  ),
];

const flags: readonly (readonly [query: string, status: number])[] = [
  ...['true', 'TRUE', 'on', 'yes', '1', 'false', 'False', 'off', 'no', '0'].map(
    (value) => [`?noReplace=${value}`, 200] as const,
  ),
  ...['?noReplace=', '?noReplace', '?noReplace=2', '?noReplace=maybe'].map((query) => [query, 400] as const),
  ['?', 200],
  ['?noreplace=maybe', 200],
  ['?trace=true&noReplace=false', 200],
];

describe.each([
  ['1.10 fields', bodies],
  ['3.1 voice', voices],
  ['1.11 validation', meanings],
])('%s', (_title, rows) => {
  it.each(rows)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));
});

describe('1.10 noReplace', () => {
  it.each(flags)('1.10 `%s`: %i', (query, status) =>
    world.holds({ line: `${PLAYER}${query}`, body: {} }, status),
  );
});

describe('1.11 a request that fails in the validation', () => {
  it.each(meanings.filter(([, , , expected]) => expected !== 200).slice(0, 12))(
    '%s leaves no player behind: %s',
    async (_section, _what, request) => {
      const guildId = freshGuild();
      await world.ask(request, guildId);
      await world.holds(`GET /v4/sessions/{s}/players/${guildId}`, {
        status: 404,
        message: 'Player not found',
      });
    },
  );
});
