/** Sections 1.8 and 5.1 to 5.6: what is found under an identifier. */
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toneFile } from '../support/tones.ts';
import type { Web } from './support/files.ts';
import { FORMATS, openLibrary } from './support/library.ts';
import { openWorld, type World } from './support/world.ts';

let world: World;
let web: Web;
let song: string;
let titled: string;
beforeAll(async () => {
  world = await openWorld();
  ({ web, song, titled } = await openLibrary());
});
afterAll(async () => {
  await world.close();
  await web.close();
});

interface Loaded {
  readonly loadType: string;
  readonly data: {
    readonly info: Readonly<Record<string, unknown>>;
    readonly pluginInfo: unknown;
    readonly message?: string;
    readonly severity?: string;
    readonly cause?: string;
    readonly causeStackTrace?: string;
  };
}

const load = async (identifier: string): Promise<Loaded> => {
  const line = `GET /v4/loadtracks?identifier=${encodeURIComponent(identifier)}`;
  return JSON.parse((await world.answers(line, 200)).text) as Loaded;
};

const EMPTY = '{"loadType":"empty","data":null}';

const empties: readonly (readonly [section: string, what: string, query: string])[] = [
  ['1.8', 'an empty identifier', ''],
  ['5.3', 'words', 'never+gonna+give+you+up'],
  ['5.3', 'a search of a source that is not there', 'ytsearch%3Anever'],
  ['5.3', 'a YouTube id', 'dQw4w9WgXcQ'],
  ['5.3', 'a path that is not there', '%2Fno%2Fsuch%2Ffile.mp3'],
  ['5.3', 'a folder', '%2Ftmp'],
  ['5.3', 'another scheme', 'ftp%3A%2F%2Fexample.com%2Fa.mp3'],
  ['5.3', 'a path with a NUL', '%2Ftmp%2F%00a'],
];

describe('5.1 nothing', () => {
  it.each(empties)('%s %s is empty, with data: null', async (_section, _what, query) => {
    expect((await world.answers(`GET /v4/loadtracks?identifier=${query}`, 200)).text).toBe(EMPTY);
  });

  it.each([
    ['5.4', 'a URL that is 404', '/nothing.mp3'],
    ['5.4', 'a redirect to it', '/to404'],
    ['5.4', 'redirects in a circle', '/loop'],
  ])('%s %s is empty', async (_section, _what, path) => {
    expect(await load(web.url(path))).toEqual({ loadType: 'empty', data: null });
  });
});

describe('5.4 local', () => {
  it('5.4 a file as a whole: identifier and uri are the path as given', async () => {
    const { text: raw } = await world.answers(
      `GET /v4/loadtracks?identifier=${encodeURIComponent(song)}`,
      200,
    );
    const { data } = JSON.parse(raw) as { data: { encoded: string } };
    expect(raw).toBe(
      `{"loadType":"track","data":{"encoded":"${data.encoded}","info":{"identifier":"${song}","isSeekable":true,` +
        `"author":"Unknown artist","length":2000,"isStream":false,"position":0,"title":"Unknown title","uri":"${song}",` +
        `"sourceName":"local","artworkUrl":null,"isrc":null},"pluginInfo":{"probeInfo":"wav"},"userData":{}}}`,
    );
  });

  it('5.4 what was loaded decodes to the same track', async () => {
    const { text: raw } = await world.ask(`GET /v4/loadtracks?identifier=${encodeURIComponent(song)}`);
    const { data } = JSON.parse(raw) as { data: { encoded: string } };
    const decoded = await world.ask(`GET /v4/decodetrack?encodedTrack=${encodeURIComponent(data.encoded)}`);
    expect(JSON.parse(decoded.text)).toEqual(data);
  });

  it('5.4 tags are told', async () =>
    expect(await load(titled)).toMatchObject({
      data: { info: { title: 'Tiefes Grün', author: 'Somebody' } },
    }));

  it('5.3 a relative path is one of the working folder', async () =>
    expect(await load('demo.wav.not')).toEqual({ loadType: 'empty', data: null }));

  it('5.6 a file that is no sound is an error that says so', async () => {
    const { loadType, data } = await load(`${process.cwd()}/package.json`);
    expect(loadType).toBe('error');
    expect(data).toMatchObject({ message: 'Unknown file format.', severity: 'common' });
  });
});

describe('5.4 http', () => {
  it.each(FORMATS)('5.4 %s is probed as %s, by its bytes alone', async (_format, probeInfo, path) => {
    const { loadType, data } = await load(web.url(path));
    expect(loadType).toBe('track');
    expect(data.pluginInfo).toEqual({ probeInfo });
    expect(data.info).toMatchObject({
      identifier: web.url(path),
      uri: web.url(path),
      sourceName: 'http',
      isStream: false,
      isSeekable: true,
    });
    // ADTS carries no length; what is told is an estimate.
    expect(Math.abs(Number(data.info['length']) - 2000)).toBeLessThan(path.endsWith('.aac') ? 1000 : 100);
  });

  it.each([301, 302, 303, 307])('5.4 %i is followed; the track has the last address', async (code) =>
    expect(await load(web.url(`/${code}`))).toMatchObject({
      loadType: 'track',
      data: { info: { identifier: web.url('/a.wav'), uri: web.url('/a.wav') } },
    }),
  );

  it.each([
    ['5.4 better', 'a 308 is followed', '/308', '/a.wav'],
    ['5.4', 'a relative redirect', '/relative', '/a.wav'],
    ['5.4', 'the first absolute link of an m3u', '/a.m3u', '/a.wav'],
    ['5.4 better', 'an extended m3u of files is a list, not HLS', '/ext.m3u', '/a.wav'],
    ['5.4', 'a pls', '/a.pls', '/a.wav'],
    ['5.4', 'a link in plain text', '/a.txt', '/a.wav'],
    ['5.4', 'a Content-Type that lies', '/lies.wav', '/lies.wav'],
  ])('%s: %s', async (_section, _what, path, at) =>
    expect(await load(web.url(path))).toMatchObject({
      loadType: 'track',
      data: { info: { uri: web.url(at) } },
    }),
  );

  it('5.4 tags over http', async () =>
    expect(await load(web.url('/titled.mp3'))).toMatchObject({
      data: { info: { title: 'Tiefes Grün', author: 'Somebody' } },
    }));

  it('5.3 icy:// is http', async () =>
    expect(await load(web.url('/a.wav').replace('http:', 'icy:'))).toMatchObject({ loadType: 'track' }));

  it('5.4 a radio is a stream of unknown length, with the words of its headers', async () => {
    const { text: raw } = await world.ask(
      `GET /v4/loadtracks?identifier=${encodeURIComponent(web.url('/radio'))}`,
    );
    expect(raw).toContain('"length":9223372036854775807,"isStream":true');
    expect(JSON.parse(raw)).toMatchObject({
      data: { info: { isSeekable: false, author: 'Radio Name', title: 'Radio Words' } },
    });
  });

  it('5.4 a radio without a description is called by its address', async () =>
    expect(await load(web.url('/radio-url'))).toMatchObject({
      data: { info: { title: 'http://radio.example' } },
    }));
});

/** Better: the real reason instead of "Something went wrong while looking up the track." */
const errors: readonly (readonly [
  section: string,
  what: string,
  identifier: () => string,
  message: RegExp,
  severity: RegExp,
])[] = [
  ['5.4', 'a page that is gone', () => web.url('/410'), /not playable|410/, /common|suspicious/],
  ['5.4', 'a forbidden page', () => web.url('/403'), /not playable|403/, /common|suspicious/],
  ['5.4', 'a broken server', () => web.url('/500'), /not playable|500/, /common|suspicious/],
  ['5.4', 'a page without content', () => web.url('/204'), /not playable|204/, /common|suspicious/],
  ['5.6', 'a web page', () => web.url('/page.html'), /Unknown file format\./, /common/],
  ['5.6', 'an empty file', () => web.url('/empty.mp3'), /./, /common|suspicious/],
  [
    '5.4',
    'an m3u without a link',
    () => web.url('/none.m3u'),
    /The playlist file contains no links\./,
    /common/,
  ],
  ['5.4', 'plain text without a link', () => web.url('/none.txt'), /./, /common/],
  [
    '5.6',
    'a server that is not there',
    () => 'http://127.0.0.1:1/a.mp3',
    /Connecting to the URL failed\./,
    /suspicious/,
  ],
  [
    '5.6',
    'a name that is not there',
    () => 'http://nobody.invalid/a.mp3',
    /Connecting to the URL failed\./,
    /suspicious/,
  ],
  ['5.6', 'no URL at all', () => 'http://', /Not a valid URL\./, /common/],
  ['5.6', 'a port that is none', () => 'http://example.com:99999/', /Not a valid URL\./, /common/],
];

describe('5.6 errors', () => {
  it.each(errors)(
    '%s better: %s says what is wrong',
    async (_section, _what, identifier, message, severity) => {
      const { loadType, data } = await load(identifier());
      expect(loadType).toBe('error');
      expect(Object.keys(data)).toEqual(['message', 'severity', 'cause', 'causeStackTrace']);
      expect(data.message).toMatch(message);
      expect(data.severity).toMatch(severity);
      expect([typeof data.cause, typeof data.causeStackTrace]).toEqual(['string', 'string']);
    },
  );
});

describe('1.8 the query', () => {
  it('1.8 a plus is a space', async () => {
    const spaced = await toneFile({ format: 'wav', seconds: 1 });
    const folder = `${dirname(spaced)}/a b`;
    await mkdir(folder, { recursive: true });
    await copyFile(spaced, `${folder}/c+d.wav`);
    const plain = `${folder}/c+d.wav`;
    const form = plain.replaceAll('+', '%2B').replaceAll(' ', '+');
    await world.holds(`GET /v4/loadtracks?identifier=${form}`, {
      status: 200,
      json: { loadType: 'track', data: { info: { identifier: plain } } },
    });
  });

  it('1.8 a URL that was not escaped loses only what the query takes', () =>
    world.holds(`GET /v4/loadtracks?identifier=${web.url('/a.wav')}?x=1`, {
      status: 200,
      json: { loadType: 'track' },
    }));
});
