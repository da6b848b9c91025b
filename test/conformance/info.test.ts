/** Section 1.7, Info: the document by which clients choose what they offer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from './support/world.ts';

interface Info {
  readonly version: Readonly<
    Record<'semver' | 'preRelease', string> & Record<'major' | 'minor' | 'patch', number>
  >;
  readonly buildTime: number;
  readonly git: { readonly branch: string; readonly commit: string; readonly commitTime: number };
  readonly jvm: string;
  readonly lavaplayer: string;
  readonly sourceManagers: readonly string[];
  readonly filters: readonly string[];
  readonly plugins: readonly unknown[];
}

let world: World;
let info: Info;
let raw: string;
beforeAll(async () => {
  world = await openWorld();
  raw = (await world.ask('GET /v4/info')).text;
  info = JSON.parse(raw) as Info;
});
afterAll(() => world.close());

type Check = readonly [section: string, what: string, check: () => void | Promise<void>];

const whole = (value: unknown): void => expect(Number.isInteger(value), String(value)).toBe(true);

const rows: readonly Check[] = [
  [
    '1.7',
    'all keys, and in this order',
    () =>
      expect(Object.keys(info)).toEqual([
        'version',
        'buildTime',
        'git',
        'jvm',
        'lavaplayer',
        'sourceManagers',
        'filters',
        'plugins',
      ]),
  ],
  [
    '1.7',
    'the keys of the version; no build',
    () => expect(Object.keys(info.version)).toEqual(['semver', 'major', 'minor', 'patch', 'preRelease']),
  ],
  ['1.7', 'the keys of git', () => expect(Object.keys(info.git)).toEqual(['branch', 'commit', 'commitTime'])],
  ['1.7', 'the version begins with its parts', () => expect(info.version.semver).toMatch(/^4\.\d+\.\d+/)],
  [
    '1.7',
    'the parts are those of semver',
    () => {
      const { semver, major, minor, patch } = info.version;
      expect(semver.startsWith(`${major}.${minor}.${patch}`)).toBe(true);
    },
  ],
  [
    '0',
    'preRelease is what stands behind the dash, else empty',
    () => expect(info.version.preRelease).toBe(info.version.semver.split('-')[1] ?? ''),
  ],
  [
    'clients 3',
    '/version says the same',
    () => world.holds('GET /version', { status: 200, text: info.version.semver }),
  ],
  ['1.7', 'buildTime is a whole number', () => whole(info.buildTime)],
  ['1.7', 'commitTime is a whole number', () => whole(info.git.commitTime)],
  [
    '1.7',
    'commit and branch are text',
    () => expect([typeof info.git.commit, typeof info.git.branch]).toEqual(['string', 'string']),
  ],
  ['1.7', 'jvm is text', () => expect(info.jvm).toMatch(/./)],
  ['1.7', 'lavaplayer is text', () => expect(info.lavaplayer).toMatch(/./)],
  ['1.7', 'sources in their order, http last', () => expect(info.sourceManagers).toEqual(['local', 'http'])],
  [
    'clients 3',
    'filters is a list of names',
    () => expect(info.filters.every((name) => typeof name === 'string')).toBe(true),
  ],
  [
    '9.8',
    'the filters of LavaDSPX come after the ten, in its order of registration',
    () => expect(info.filters.slice(10)).toEqual(['echo', 'high-pass', 'low-pass', 'normalization']),
  ],
  [
    '1.7',
    'plugins names the plugin whose wire is spoken: clients look for it',
    () => expect(info.plugins).toEqual([{ name: 'lavadspx-plugin', version: '0.0.5' }]),
  ],
  ['clients 3', 'no sign of NodeLink', () => expect(raw.toLowerCase()).not.toContain('nodelink')],
  ['1.7', 'it never changes', async () => expect((await world.ask('GET /v4/info')).text).toBe(raw)],
];

describe('1.7 info', () => {
  it.each(rows)('%s %s', (_section, _what, check) => check());
});

describe('1.7 sources that are off', () => {
  it('1.7 are not listed, nor is the local one by itself', async () => {
    const other = await openWorld({ config: ['--lavalink.server.sources.local=false'] });
    await other.holds('GET /v4/info', { status: 200, json: { sourceManagers: ['http'] } });
    await other.holds('GET /v4/loadtracks?identifier=%2Fetc%2Fhostname', {
      status: 200,
      json: { loadType: 'empty' },
    });
    await other.close();
  });
});
