/** Sections 6.6 and 9.8: filters beyond the ten, inside `pluginFilters`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type Row, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({
    config: ['--lavalink.server.filters.normalization=false', '--lavalink.server.filters.reverb=false'],
  });
});
afterAll(() => world.close());

const patch = (section: string, what: string, pluginFilters: unknown, expected: Row[3]): Row => [
  section,
  what,
  { line: 'PATCH /v4/sessions/{s}/players/{g}', body: { filters: { volume: 0.5, pluginFilters } } },
  expected,
];
const echoed = (filters: unknown): Row[3] => ({ status: 200, json: { filters } });
const refused = (message: string): Row[3] => ({ status: 400, message });

const ECHO = { echoLength: 0.3, decay: 0.5, unknown: [1, null] };

const rows: readonly Row[] = [
  patch(
    '1.7',
    'a known one is echoed as it was sent',
    { echo: ECHO },
    echoed({ pluginFilters: { echo: ECHO } }),
  ),
  patch('6.6', 'one that is off, too', { echo: {} }, echoed({ pluginFilters: { echo: {} } })),
  patch('6.6', 'any JSON: null is off', { echo: null }, echoed({ pluginFilters: { echo: null } })),
  patch(
    '6.6',
    'what nobody registered is dropped, whatever it is',
    { nobody: 'x', other: [1] },
    {
      status: 200,
      text: /"filters":\{"volume":0\.5\}/,
    },
  ),
  patch(
    '6.6',
    'only that',
    { nobody: 1, 'low-pass': { cutoffFrequency: 80 }, 'LOW-PASS': 2 },
    {
      status: 200,
      text: /"filters":\{"volume":0\.5,"pluginFilters":\{"low-pass":\{"cutoffFrequency":80\}\}\}/,
    },
  ),
  patch(
    '1.11.4',
    'those that are switched off are refused',
    { normalization: null, echo: {} },
    refused('Following filters are disabled in the config: normalization'),
  ),
  patch(
    '6.6',
    'also names that nobody registered',
    { reverb: 1 },
    refused('Following filters are disabled in the config: reverb'),
  ),
  patch(
    '6.4',
    'impossible values, with the field',
    { echo: { echoLength: 0.3, decay: 2 } },
    refused('pluginFilters.echo.decay must be from 0 to 1, not 2'),
  ),
  patch(
    '6.4',
    'wrong types, with the field',
    { 'high-pass': { cutoffFrequency: 'high' } },
    refused('pluginFilters.high-pass.cutoffFrequency must be a number, not "high"'),
  ),
  [
    '6.1',
    'outside pluginFilters they are nothing',
    { line: 'PATCH /v4/sessions/{s}/players/{g}', body: { filters: { echo: { decay: 9 } } } },
    { status: 200, text: /"filters":\{\}/ },
  ],
];

describe('pluginFilters', () => {
  it.each(rows)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));

  it('1.7 switched off, they are not listed', async () => {
    const { filters } = JSON.parse((await world.ask('GET /v4/info')).text) as { filters: string[] };
    expect(filters.slice(10)).toEqual(['echo', 'high-pass', 'low-pass']);
  });
});
