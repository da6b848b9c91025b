/** Sections 1.9 and 4: the track blob, and what is told of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blob, blobBody, message, tailOf, type BlobFields } from './support/blob.ts';
import { openWorld, type Row, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const decode = (encoded: string): string => `GET /v4/decodetrack?encodedTrack=${encodeURIComponent(encoded)}`;

const YOUTUBE_V2 =
  'QAAAjQIAJVJpY2sgQXN0bGV5IC0gTmV2ZXIgR29ubmEgR2l2ZSBZb3UgVXAADlJpY2tBc3RsZXlWRVZPAAAAAAADPCAAC2RRdzR3OVdnWGNRAAEAK2h0dHBzOi8vd3d3LnlvdXR1YmUuY29tL3dhdGNoP3Y9ZFF3NHc5V2dYY1EAB3lvdXR1YmUAAAAAAAAAAA==';
const YOUTUBE_V1 = 'AAAALQABVAABQQAAAAAAAAPoAAthYmNkZWZnaGlqawAAB3lvdXR1YmUAAAAAAAAAAA==';
const LIVE =
  'QAAAeQMADVVua25vd24gdGl0bGUADlVua25vd24gYXJ0aXN0f/////////8AG2h0dHA6Ly9leGFtcGxlLmNvbS9saXZlLm1wMwEBABtodHRwOi8vZXhhbXBsZS5jb20vbGl2ZS5tcDMAAAAEaHR0cAADbXAzAAAAAAAAAAA=';
const LOCAL =
  'QAAAaAMAC1Nvbmcg7aC97biAAAXDnG7DrwAAAAAAAsrYABAvbXVzaWMvc29uZy5mbGFjAAEAEC9tdXNpYy9zb25nLmZsYWMAAQAMVVNSQzE3NjA3ODM5AAVsb2NhbAAEZmxhYwAAAAAAAKQQ';
const HLS =
  'QAAAgQMADVVua25vd24gdGl0bGUADlVua25vd24gYXJ0aXN0f/////////8AGmh0dHBzOi8vZXhhbXBsZS5jb20vYS5tM3U4AQEAGmh0dHBzOi8vZXhhbXBsZS5jb20vYS5tM3U4AAAABGh0dHAADW0zdXxobHMtb3V0ZXIAAAAAAAAAAA==';
const DEEZER =
  'QAAA4wMAB0FuaW1hbHMACkFyY2hpdGVjdHMAAAAAAAO5IAAKMTA5MDUzODA4MgABACNodHRwczovL2RlZXplci5jb20vdHJhY2svMTA5MDUzODA4MgABAAxVU0VQNDIwNTgwMTAABmRlZXplcgEAHEZvciBUaG9zZSBUaGF0IFdpc2ggVG8gRXhpc3QBACZodHRwczovL3d3dy5kZWV6ZXIuY29tL2FsYnVtLzE3NTUzNzA4MgEAJGh0dHBzOi8vd3d3LmRlZXplci5jb20vYXJ0aXN0LzE1OTEyNgAAAAAAAAAAAAAA';

const UNKNOWN = {
  status: 400,
  message: /^Failed to decode track due to a mismatching version or missing source manager/,
};

/** The whole answer as text, key order and all digits included. */
const whole: readonly (readonly [section: string, what: string, encoded: string, text: string])[] = [
  [
    '4.7 C',
    'a live stream; its length survives as a 64-bit number',
    LIVE,
    `{"encoded":"${LIVE}","info":{"identifier":"http://example.com/live.mp3","isSeekable":false,"author":"Unknown artist","length":9223372036854775807,"isStream":true,"position":0,"title":"Unknown title","uri":"http://example.com/live.mp3","sourceName":"http","artworkUrl":null,"isrc":null},"pluginInfo":{"probeInfo":"mp3"},"userData":{}}`,
  ],
  [
    '4.7 D',
    'surrogates, an ISRC and a position',
    LOCAL,
    `{"encoded":"${LOCAL}","info":{"identifier":"/music/song.flac","isSeekable":true,"author":"Ünï","length":183000,"isStream":false,"position":42000,"title":"Song 😀","uri":"/music/song.flac","sourceName":"local","artworkUrl":null,"isrc":"USRC17607839"},"pluginInfo":{"probeInfo":"flac"},"userData":{}}`,
  ],
];

const info: readonly (readonly [section: string, what: string, fields: BlobFields, info: object])[] = [
  [
    '4.2',
    'version 1 has no uri',
    { version: 1 },
    { uri: null, artworkUrl: null, isrc: null, title: 'Title' },
  ],
  ['4.2', 'version 2 has one', { version: 2 }, { uri: 'http://example.com/a.mp3', artworkUrl: null }],
  [
    '4.2',
    'version 3 has artwork',
    { artworkUrl: 'http://a/b.png' },
    { artworkUrl: 'http://a/b.png', isrc: null },
  ],
  ['4.2', 'version 3 has an ISRC', { isrc: 'QZ' }, { artworkUrl: null, isrc: 'QZ' }],
  ['4.2', 'version 9 is read like 3', { version: 9, isrc: 'QZ' }, { isrc: 'QZ' }],
  ['4.2', 'any byte but zero says that a value follows', { there: 2 }, { uri: 'http://example.com/a.mp3' }],
  ['4.2', 'no uri', { uri: null }, { uri: null }],
  ['4.2', 'NUL in a title', { title: 'a\0b' }, { title: 'a\0b' }],
  ['4.2', 'an empty title', { title: '' }, { title: '' }],
  ['4.2', 'a lone surrogate does no harm', { title: 'a\ud83db' }, {}],
  ['4.2', 'the longest title', { title: 'x'.repeat(65_535) }, { title: 'x'.repeat(65_535) }],
  ['4.2', 'isSeekable is what a stream is not', { isStream: true }, { isStream: true, isSeekable: false }],
  ['4.5', 'the position is told', { position: 1234n }, { position: 1234 }],
  ['4.3', 'matroska/webm is a probe', { probe: 'matroska/webm' }, {}],
  ['4.3', 'so is adts', { probe: 'adts' }, {}],
  ['4.3', 'so is mp4', { probe: 'mp4' }, {}],
  ['4.3', 'so is ogg', { probe: 'ogg' }, {}],
  ['4.3', 'so is wav', { probe: 'wav' }, {}],
];

const failures: readonly Row[] = [
  [
    '1.9',
    'nothing to decode',
    'GET /v4/decodetrack',
    { status: 400, message: 'No track to decode provided' },
  ],
  [
    '1.9',
    'an empty list',
    { line: 'POST /v4/decodetracks', body: [] },
    { status: 400, message: 'No tracks to decode provided' },
  ],
  ['1.9', 'no list', { line: 'POST /v4/decodetracks', body: {} }, 400],
  ['1.9', 'a list in a string (a bug of magmastream)', { line: 'POST /v4/decodetracks', body: '"[]"' }, 400],
  ['1.9', 'a list of numbers', { line: 'POST /v4/decodetracks', body: [1] }, 400],
  ['1.9', 'a list with null', { line: 'POST /v4/decodetracks', body: [null] }, 400],
  ['1.9', 'one bad entry fails all', { line: 'POST /v4/decodetracks', body: [blob(), 'x', blob()] }, 400],
  [
    '4.6 better',
    'no base64: 400, with the character',
    decode('!!!!'),
    { status: 400, message: /Illegal base64 character 21/ },
  ],
  ['4.6 better', 'an empty string', decode(''), 400],
  [
    '4.6 better',
    'a unit too few',
    decode('QAAAA'),
    { status: 400, message: /Last unit does not have enough valid bits/ },
  ],
  [
    '4.6 better',
    'half the padding',
    decode(`${YOUTUBE_V1.slice(0, -1)}`),
    { status: 400, message: /wrong 4-byte ending unit/ },
  ],
  ['4.6 better', 'truncated', decode(Buffer.from(blob(), 'base64').subarray(0, 40).toString('base64')), 400],
  ['4.6 better', 'only a header', decode('QAAAAA=='), 400],
  ['4.6 better', 'a length of zero', decode('AAAAAA=='), 400],
  ['4.6 better', 'an unknown source', decode(YOUTUBE_V2), UNKNOWN],
  ['4.6 better', 'an unknown source, version 1', decode(YOUTUBE_V1), UNKNOWN],
  ['4.6 better', 'an unknown source with a tail', decode(DEEZER), UNKNOWN],
  ['4.6 better', 'an unknown probe', decode(blob({ probe: 'midi' })), UNKNOWN],
  ['4.6 better', 'no probe', decode(blob({ probe: null })), 400],
  ['4.6 better', 'malformed text', decode(broken()), { status: 400, message: /malformed input/ }],
  [
    '4.6 better',
    'a length that lies',
    decode(message(blobBody(), 1).fill(0x7f, 1, 4).toString('base64')),
    400,
  ],
];

/** The title's first byte continues nothing. */
function broken(): string {
  const body = blobBody();
  body[3] = 0x80;
  return message(body, 1).toString('base64');
}

describe('4.7 worked examples', () => {
  it.each(whole)('%s %s', async (_section, _what, encoded, text) => {
    expect((await world.answers(decode(encoded), 200)).text).toBe(text);
  });

  // HLS comes later, but the tail's form is fixed.
  it('4.7 E a probe with parameters is one that is known, or is refused as unknown', async () => {
    const answer = await world.ask(decode(HLS));
    if (answer.status === 200) expect(answer.text).toContain('"probeInfo":"m3u|hls-outer"');
    else expect((JSON.parse(answer.text) as { message: string }).message).toMatch(UNKNOWN.message);
  });
});

describe('4.2 fields', () => {
  it.each(info)('%s %s', async (_section, _what, fields, expected) => {
    await world.holds(decode(blob(fields)), { status: 200, json: { info: expected } });
  });
});

const accepted: readonly (readonly [section: string, what: string, line: string, encoded: string])[] = [
  ['4.1', 'no padding at all', decode(LIVE.replaceAll('=', '')), LIVE.replaceAll('=', '')],
  [
    '4.1',
    'bytes behind the body',
    decode(Buffer.concat([message(blobBody(), 1), Buffer.from('more')]).toString('base64')),
    Buffer.concat([message(blobBody(), 1), Buffer.from('more')]).toString('base64'),
  ],
  ['1.9', 'the older name', `GET /v4/decodetrack?track=${encodeURIComponent(LIVE)}`, LIVE],
  [
    '1.9',
    'encodedTrack goes first',
    `GET /v4/decodetrack?track=x&encodedTrack=${encodeURIComponent(LIVE)}`,
    LIVE,
  ],
];

/** A title whose blob has both characters that differ in URLs. */
const ODD = blob({ title: '\u00fb\u00ff\u00fe>>>???~~~\u07ff\u07ff' });

describe('1.9 what is taken', () => {
  it.each(accepted)('%s %s; it is echoed as it came', async (_section, _what, line, encoded) => {
    await world.holds(line, { status: 200, json: { encoded } });
  });

  it('1.9 the blob under test has a plus and a slash', () => {
    expect(ODD).toMatch(/\+/);
    expect(ODD).toMatch(/\//);
  });

  it('1.9 better: a plus that was not escaped arrives as a space, and is understood', () =>
    world.holds(`GET /v4/decodetrack?encodedTrack=${ODD.replaceAll('=', '%3D')}`, {
      status: 200,
      json: { info: { author: 'Author' } },
    }));

  it('1.9 better: base64url is understood', () =>
    world.holds(decode(ODD.replaceAll('+', '-').replaceAll('/', '_')), {
      status: 200,
      json: { info: { author: 'Author' } },
    }));

  it('1.9 the order of a list is kept', async () => {
    const body = ['c', 'a', 'b'].map((title) => blob({ title }));
    const answer = await world.answers({ line: 'POST /v4/decodetracks', body }, 200);
    const titles = (JSON.parse(answer.text) as { info: { title: string } }[]).map(
      ({ info: { title } }) => title,
    );
    expect(titles).toEqual(['c', 'a', 'b']);
  });

  it.each(failures)('%s %s', (_section, _what, request, expected) => world.holds(request, expected));
});

describe('4.5 the blob that comes back', () => {
  it('4.5 is version 3, whatever came, and ends with the position', async () => {
    const sent = blob({
      version: 2,
      source: 'local',
      identifier: '/nowhere.wav',
      probe: 'wav',
      position: 5000n,
    });
    const answer = await world.answers(
      { line: 'PATCH /v4/sessions/{s}/players/{g}', body: { track: { encoded: sent }, paused: true } },
      { status: 200, json: { track: { info: { position: 5000 } } } },
    );
    const { track } = JSON.parse(answer.text) as { track: { encoded: string } };
    expect(tailOf(track.encoded)).toEqual({ version: 3, position: 5000n });
  });

  it('4.4 a length of 64 bits survives in a player, too', async () => {
    const body = { track: { encoded: LIVE }, paused: true };
    const answer = await world.answers({ line: 'PATCH /v4/sessions/{s}/players/{g}', body }, 200);
    expect(answer.text).toContain('"length":9223372036854775807,');
  });
});
