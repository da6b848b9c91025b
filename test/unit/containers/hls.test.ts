import { describe, expect, test } from 'vitest';
import type { Packet } from '../../../streams/ports.ts';
import { adtsSyntax } from '../../../src/containers/adts/header.ts';
import { adts } from '../../../src/containers/adts/index.ts';
import { createHls } from '../../../src/containers/hls/index.ts';
import { containers } from '../../../src/containers/index.ts';
import { framesIn } from '../../../src/containers/shared/frame.ts';
import { mp3 } from '../../../src/containers/mp3/index.ts';
import type { Demuxer } from '../../../src/containers/types.ts';
import { concat, drain, encode, firstAfter, openBytes, truePositions } from './demux.support.ts';
import { hlsSite, KEY, text, web } from './hls.support.ts';
import type { Site } from './hls.support.ts';

const hls = createHls({
  containers: containers.filter(({ name }) => name !== 'mp3').concat(mp3),
  clock: { now: () => 0, wait: async () => undefined },
});

const NOISE = ['-f', 'lavfi', '-i', 'anoisesrc=d=21:a=0.5:seed=3'];
const aac = encode('aac', ['-c:a', 'aac', '-b:a', '128k', '-ac', '2'], NOISE);
const bare = await drain(await openBytes(adts, aac));
const FRAME_MS = 1024 / 48;

/** Without the seven bytes of their headers, which may say the same in other ways. */
const sounds = (packets: readonly Packet[]): readonly string[] =>
  packets.map(({ data }) => Buffer.from(data.subarray(7)).toString('base64'));

const fromAac = (args: readonly string[], files: Site = new Map()): Site =>
  hlsSite(
    ['-i', '{folder}/in.aac'],
    ['-c', 'copy', '-hls_time', '4', ...args],
    new Map([['in.aac', aac], ...files]),
  );

const keyFiles = (iv: string): Site =>
  new Map([
    ['key', new Uint8Array(KEY)],
    ['keyinfo', new Uint8Array(Buffer.from(`key\n{folder}/key\n${iv}`.replaceAll('{folder}/', '')))],
  ]);

const open = async (site: Site, path = 'list.m3u8'): Promise<Demuxer> =>
  hls.open(await web((name) => site.get(name)).open(path));

const ts = fromAac([]);
const list = Buffer.from(ts.get('list.m3u8') ?? []).toString();

/** Bare AAC in segments whose clock stands in an ID3 tag. */
const packed = (): Site => {
  const site: Site = new Map();
  const lines = ['#EXT-X-TARGETDURATION:5', '#EXT-X-MEDIA-SEQUENCE:7'];
  for (let at = 0; at < bare.length; at += 200) {
    const frames = bare.slice(at, at + 200);
    const owner = Buffer.from('com.apple.streaming.transportStreamTimestamp\0');
    const frame = Buffer.alloc(10 + owner.length + 8);
    frame.write('PRIV', 0);
    frame.writeUInt32BE(owner.length + 8, 4);
    owner.copy(frame, 10);
    frame.writeBigUInt64BE((2n ** 33n - 90_000n + BigInt(at * 1920)) % 2n ** 33n, 10 + owner.length);
    const tag = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, frame.length]);
    site.set(`${at}.aac`, concat(tag, frame, ...frames.map(({ data }) => data)));
    lines.push(`#EXTINF:${(frames.length * FRAME_MS) / 1000},Lied für alle 🎵`, `${at}.aac`);
  }
  return site.set('list.m3u8', text([...lines, '#EXT-X-ENDLIST']));
};

const FMP4 = ['-hls_segment_type', 'fmp4', '-bsf:a', 'aac_adtstoasc'];
const AES = ['-hls_key_info_file', 'keyinfo'];

const SITES: readonly (readonly [string, Site])[] = [
  ['transport stream', ts],
  ['fragmented MP4', fromAac(FMP4)],
  ['ranges of one file', fromAac(['-hls_flags', 'single_file'])],
  ['bare AAC', packed()],
  ['AES-128', fromAac(AES, keyFiles('000102030405060708090a0b0c0d0e0f'))],
  ['AES-128, numbers for vectors', fromAac([...AES, '-start_number', '300'], keyFiles(''))],
];

test.each(SITES)('%s: all packets, the length and the places', async (_, site) => {
  const demuxer = await open(site);
  expect(Math.abs((demuxer.lengthMs ?? 0) - bare.length * FRAME_MS)).toBeLessThan(30);
  expect(demuxer.isSeekable).toBe(true);
  const packets = await drain(demuxer);
  expect(sounds(packets)).toEqual(sounds(bare));
  packets.forEach(({ positionMs }, at) => expect(positionMs).toBeCloseTo(at * FRAME_MS, 4));
  const truth = truePositions(packets);
  for (const target of [20_000, 0, 3999, 4001, 8100, 12_345, 99_999]) {
    const packet = await firstAfter(demuxer, target);
    const wanted = Math.max(0, Math.min(target, demuxer.lengthMs ?? 0) - 250);
    expect(packet.positionMs).toBeLessThanOrEqual(wanted + 1);
    expect(wanted - packet.positionMs).toBeLessThan(30);
    expect(Math.abs(packet.positionMs - (truth(packet) ?? NaN))).toBeLessThan(2);
  }
});

test('MP4 segments become the frames of a stream with headers', async () => {
  const [packet] = (await (await open(fromAac(FMP4))).read()) ?? [];
  const [header] = framesIn(adtsSyntax, packet?.data ?? new Uint8Array(0));
  expect(header).toMatchObject({
    sampleRate: 48_000,
    channels: 2,
    profile: 1,
    byteLength: packet?.data.length,
  });
});

test('only what is needed is asked for, and closed', async () => {
  const site = web((name) => ts.get(name));
  const root = await site.open('list.m3u8');
  const demuxer = await hls.open(root);
  await demuxer.seek(13_000);
  await demuxer.read();
  expect(site.asked).toEqual(['list.m3u8', 'list0.ts', 'list3.ts']);
  await drain(demuxer);
  root.close();
  expect(site.count()).toBe(0);
});

describe('discontinuities', () => {
  const other = encode('aac', ['-c:a', 'aac', '-b:a', '64k', '-ac', '1', '-ar', '32000'], NOISE);
  const ad = hlsSite(
    ['-i', '{folder}/ad.aac'],
    ['-c', 'copy', '-hls_time', '8'],
    new Map([['ad.aac', other]]),
  );
  const spliced = (): Site => {
    const site: Site = new Map(ts);
    site.set('ad0.ts', ad.get('list0.ts') ?? new Uint8Array(0));
    const adLine = /#EXTINF.*/.exec(Buffer.from(ad.get('list.m3u8') ?? []).toString())?.[0] ?? '';
    const [before = '', after = ''] = list.split('list1.ts\n');
    const middle = `list1.ts\n#EXT-X-DISCONTINUITY\n${adLine}\nad0.ts\n#EXT-X-DISCONTINUITY\n`;
    return site.set('list.m3u8', new Uint8Array(Buffer.from(before + middle + after)));
  };

  test('lose no sound, although clock, rate and channels change; seeks land behind them, too', async () => {
    const site = spliced();
    const demuxer = await open(site);
    const packets = await drain(demuxer);
    const adPackets = packets.filter(({ durationMs }) => durationMs === 32);
    expect(sounds(packets.filter(({ durationMs }) => durationMs !== 32))).toEqual(sounds(bare));
    expect(adPackets.length).toBeGreaterThan(240);
    packets.slice(1).forEach(({ positionMs }, at) => {
      const before = packets[at];
      expect(positionMs).toBeCloseTo((before?.positionMs ?? NaN) + (before?.durationMs ?? NaN), 4);
    });
    const truth = truePositions(packets);
    for (const target of [7000, 9000, 20_000, 1000]) {
      const packet = await firstAfter(await open(site), target);
      expect(Math.abs(packet.positionMs - (truth(packet) ?? NaN)), `${target}`).toBeLessThan(35);
    }
  });
});

describe('what is missing', () => {
  test('up to three segments in a row are passed over, after each was asked for three times', async () => {
    const site = web((name) => (/list[12]\.ts/.test(name) ? undefined : ts.get(name)));
    const demuxer = await hls.open(await site.open('list.m3u8'));
    const packets = await drain(demuxer);
    expect(packets.length).toBeLessThan(bare.length - 350);
    expect(sounds(packets.slice(-100))).toEqual(sounds(bare.slice(-100)));
    expect(packets.at(-1)?.positionMs).toBeCloseTo(bare.at(-1)?.positionMs ?? 0, -1);
    expect(site.asked.filter((name) => name === 'list1.ts')).toHaveLength(3);
  });

  test('more is an error', async () => {
    const site = web((name) => (/list[1-4]\.ts/.test(name) ? undefined : ts.get(name)));
    const demuxer = await hls.open(await site.open('list.m3u8'));
    await expect(drain(demuxer)).rejects.toThrow('404 list4.ts');
  });

  test('gaps that the list announces are not asked for', async () => {
    const site = web((name) =>
      name === 'list.m3u8' ? Buffer.from(list.replace('list1.ts', '#EXT-X-GAP\nlist1.ts')) : ts.get(name),
    );
    await drain(await hls.open(await site.open('list.m3u8')));
    expect(site.asked).not.toContain('list1.ts');
  });
});

describe('master lists', () => {
  const variant = (attributes: string, path: string) => [`#EXT-X-STREAM-INF:${attributes}`, path];
  const FILM = 'CODECS="avc1.4d401e,mp4a.40.2"';
  test.each([
    [
      'the rendition of the best variant',
      [
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="lo",NAME="a",DEFAULT=YES,URI="lo.m3u8"',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="hi",NAME="a",URI="other.m3u8"',
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="hi",NAME="b",DEFAULT=YES,URI="sound/hi.m3u8"',
        ...variant(`BANDWIDTH=1,AUDIO="lo",${FILM}`, 'a.m3u8'),
        ...variant(`BANDWIDTH=9,AUDIO="hi",${FILM}`, 'b.m3u8'),
      ],
      'sound/hi.m3u8',
    ],
    [
      'the best without pictures',
      [
        ...variant(`BANDWIDTH=1,${FILM}`, 'a.m3u8'),
        ...variant('BANDWIDTH=3,CODECS="mp4a.40.2"', 'b.m3u8'),
        ...variant('BANDWIDTH=2,CODECS="mp4a.40.5"', 'c.m3u8'),
        ...variant('BANDWIDTH=9,CODECS="ac-3"', 'd.m3u8'),
      ],
      'b.m3u8',
    ],
    [
      'the smallest film',
      [
        ...variant(`BANDWIDTH=5,${FILM}`, 'a.m3u8'),
        ...variant('BANDWIDTH=1,CODECS="avc1.4d401e"', 'silent.m3u8'),
        ...variant(`BANDWIDTH=3,${FILM}`, 'b.m3u8'),
      ],
      'b.m3u8',
    ],
  ])('%s', async (_, lines, chosen) => {
    const site = web((name) =>
      name === 'deep/master.m3u8' ? text(lines) : ts.get(name.replace(/^.*\//, '')),
    );
    await expect(hls.open(await site.open('deep/master.m3u8'))).rejects.toThrow('404');
    expect(site.asked[1]).toBe(`deep/${chosen}`);
  });
});

test.each([
  ['#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x"', 'The stream is protected (SAMPLE-AES).'],
  ['#EXT-X-KEY:METHOD=AES-128,KEYFORMAT="com.apple",URI="x"', 'The stream is protected (AES-128).'],
])('%s', async (line, message) => {
  const site = new Map([['list.m3u8', Buffer.from(list.replace('#EXTINF', `${line}\n#EXTINF`))]]);
  await expect(open(site)).rejects.toThrow(message);
});

test('MP3 segments, and a list of files that is no HLS', async () => {
  const song = encode('mp3', ['-write_xing', '0', '-id3v2_version', '0']);
  const frames = await drain(await openBytes(mp3, song));
  const half = Math.floor(frames.length / 2);
  const part = (from: number, to: number) => concat(...frames.slice(from, to).map(({ data }) => data));
  const site: Site = new Map([
    ['a.mp3', part(0, half)],
    ['b.mp3', part(half, frames.length)],
    [
      'list.m3u8',
      text(['#EXT-X-TARGETDURATION:3', '#EXTINF:2.5', 'a.mp3', '#EXTINF:2.5', 'b.mp3', '#EXT-X-ENDLIST']),
    ],
  ]);
  expect(sounds(await drain(await open(site)))).toEqual(sounds(frames));
  expect(hls.matches(site.get('list.m3u8') ?? new Uint8Array(0))).toBe(true);
  expect(hls.matches(text(['#EXTINF:1,Song', 'a.mp3']))).toBe(false);
});
