import { describe, expect, test } from 'vitest';
import { adts } from '../../../src/containers/adts/index.ts';
import { createHls } from '../../../src/containers/hls/index.ts';
import { containers } from '../../../src/containers/index.ts';
import type { Packet } from '../../../streams/ports.ts';
import { drain, encode, openBytes } from './demux.support.ts';
import { hlsSite, text, web } from './hls.support.ts';

const FRAME_MS = 1024 / 48;
const aac = encode(
  'aac',
  ['-c:a', 'aac', '-b:a', '128k', '-ac', '2'],
  ['-f', 'lavfi', '-i', 'anoisesrc=d=40:a=0.5:seed=3'],
);
const bare = await drain(await openBytes(adts, aac));
const ts = hlsSite(['-i', '{folder}/in.aac'], ['-c', 'copy', '-hls_time', '4'], new Map([['in.aac', aac]]));

/** A list of the segments `from` to `to` (not included). */
const listOf = (from: number, to: number, isEnded = false): Uint8Array =>
  text([
    '#EXT-X-TARGETDURATION:4',
    `#EXT-X-MEDIA-SEQUENCE:${from}`,
    ...Array.from({ length: to - from }, (_, at) => `#EXTINF:4.0,\nlist${from + at}.ts`),
    ...(isEnded ? ['#EXT-X-ENDLIST'] : []),
  ]);

/** A station whose list is the next of `lists` each time that it is asked for; the last one stays. */
const station = (lists: readonly (Uint8Array | undefined)[]) => {
  let now = 0;
  let loads = 0;
  const waits: number[] = [];
  const site = web((name) => {
    if (name !== 'live.m3u8') return ts.get(name);
    const list = lists[Math.min(loads, lists.length - 1)];
    loads += 1;
    return list;
  });
  const clock = {
    now: () => now,
    wait: async (ms: number) => {
      waits.push(ms);
      now += ms;
    },
  };
  const hls = createHls({ containers, clock });
  const pass = (ms: number): void => void (now += ms);
  return { ...site, waits, pass, play: async () => hls.open(await site.open('live.m3u8')) };
};

const keys = (packets: readonly Packet[]): readonly string[] =>
  packets.map(({ data }) => Buffer.from(data).toString('base64'));

const FULL = keys(bare);
/** Where the sound of a stream that was heard is in the whole. */
const placeOf = (packets: readonly Packet[]): readonly [first: number, last: number] => {
  const heard = keys(packets);
  const [first, last] = [FULL.indexOf(heard[0] ?? ''), FULL.indexOf(heard.at(-1) ?? '')];
  expect(heard).toEqual(FULL.slice(first, last + 1));
  return [first, last];
};

const segmentOf = (packet: number): number => Math.floor((packet * FRAME_MS) / 4000);

test('joins three segments before the end, follows the list, and ends with it', async () => {
  const lists = [listOf(0, 5), listOf(1, 6), listOf(2, 7), listOf(3, 8, true)];
  const { play, waits, asked } = station(lists);
  const demuxer = await play();
  expect(demuxer).toMatchObject({ lengthMs: undefined, isSeekable: false });
  await expect(demuxer.seek(1000)).rejects.toThrow('A live stream has no places.');
  const packets = await drain(demuxer);
  expect(packets[0]?.positionMs).toBe(0);
  expect(placeOf(packets).map(segmentOf)).toEqual([2, 7]);
  packets.forEach(({ positionMs }, at) => expect(positionMs).toBeCloseTo(at * FRAME_MS, 4));
  expect(waits).toEqual([4000, 4000, 4000]);
  expect(asked.filter((name) => name === 'live.m3u8')).toHaveLength(4);
});

test('asks sooner again when nothing is new, and outlives reloads that fail or come from a slow cache', async () => {
  const lists = [listOf(0, 3), listOf(0, 3), undefined, listOf(0, 4), listOf(0, 2), listOf(0, 5, true)];
  const { play, waits } = station(lists);
  expect(placeOf(await drain(await play())).map(segmentOf)).toEqual([0, 4]);
  expect(waits).toEqual([4000, 2000, 2000, 4000, 2000]);
});

test('six reloads in a row that fail are an error', async () => {
  const { play, waits } = station([listOf(0, 3), undefined]);
  await expect(play().then(drain)).rejects.toThrow('404 live.m3u8');
  expect(waits).toHaveLength(6);
});

test('so are six that lead to a list of lists', async () => {
  const master = text(['#EXT-X-STREAM-INF:BANDWIDTH=1', 'other.m3u8']);
  const { play, waits } = station([listOf(0, 3), master]);
  await expect(play().then(drain)).rejects.toThrow('no list of segments any more');
  expect(waits).toHaveLength(6);
});

describe('what cannot be played in a row', () => {
  test('after a long pause it goes on where the stream is now', async () => {
    const { play } = station([listOf(0, 3), listOf(6, 10, true)]);
    const packets = await drain(await play());
    const first = packets.slice(0, 500);
    expect(placeOf(first).map(segmentOf)).toEqual([0, 2]);
    expect(segmentOf(FULL.indexOf(keys(packets.slice(-1))[0] ?? ''))).toBe(9);
    expect(keys(packets)).toContain(FULL[Math.ceil(28_100 / FRAME_MS)]);
    expect(keys(packets)).not.toContain(FULL[Math.ceil(26_000 / FRAME_MS)]);
  });

  test('after a pause an old list is not believed', async () => {
    const { play, pass, asked } = station([listOf(0, 3), listOf(6, 10, true)]);
    const demuxer = await play();
    await demuxer.read();
    pass(60_000);
    await drain(demuxer);
    expect(asked).toEqual(['live.m3u8', 'list0.ts', 'live.m3u8', 'list7.ts', 'list8.ts', 'list9.ts']);
  });

  test('a station that begins anew is followed', async () => {
    const { play } = station([listOf(5, 9), listOf(0, 2), listOf(0, 3, true)]);
    const heard = keys(await drain(await play()));
    expect(heard).toContain(FULL[Math.ceil(35_000 / FRAME_MS)]);
    expect(heard).toContain(FULL[10]);
    expect(heard).toContain(FULL[Math.ceil(11_000 / FRAME_MS)]);
  });
});

test('a station that falls silent without a word is over after half a minute', async () => {
  const { play, waits } = station([listOf(0, 3)]);
  expect(placeOf(await drain(await play())).map(segmentOf)).toEqual([0, 2]);
  expect(waits.reduce((sum, ms) => sum + ms)).toBeGreaterThan(30_000);
  expect(waits.length).toBeLessThan(20);
});

test('closing ends a wait', async () => {
  const site = web((name) => (name === 'live.m3u8' ? listOf(0, 3) : ts.get(name)));
  const root = await site.open('live.m3u8');
  const closing = new AbortController();
  const around = { ...root.around, url: root.around?.url ?? '', closed: closing.signal };
  const live = { ...root, around: { ...around, open: (url: string) => site.open(url.replace(/^.*\//, '')) } };
  const demuxer = await createHls({ containers }).open(live);
  const drained = drain(demuxer);
  setImmediate(() => closing.abort());
  await expect(drained).rejects.toThrow('aborted');
});
