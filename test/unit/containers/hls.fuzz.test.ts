import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHls } from '../../../src/containers/hls/index.ts';
import { containers } from '../../../src/containers/index.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { encode } from './demux.support.ts';
import { hlsSite, KEY, web } from './hls.support.ts';
import type { Site } from './hls.support.ts';

const aac = encode('aac', ['-c:a', 'aac', '-b:a', '32k', '-ac', '1'], ['-f', 'lavfi', '-i', 'sine=d=4']);
const make = (args: readonly string[]): Site =>
  hlsSite(
    ['-i', '{folder}/in.aac'],
    ['-c', 'copy', '-hls_time', '1', ...args],
    new Map([
      ['in.aac', aac],
      ['key', new Uint8Array(KEY)],
      ['keyinfo', Buffer.from('key\nkey\n')],
    ]),
  );

const SITES = [
  make([]),
  make(['-hls_key_info_file', 'keyinfo']),
  make(['-hls_segment_type', 'fmp4', '-bsf:a', 'aac_adtstoasc']),
  make(['-hls_flags', 'single_file']),
];

/** Lines that fit in anywhere, and mean something. */
const LINES = [
  '#EXT-X-DISCONTINUITY',
  '#EXT-X-ENDLIST',
  '#EXT-X-GAP',
  '#EXTINF:1e99,',
  '#EXTINF:-5,',
  '#EXTINF:x',
  '#EXT-X-KEY:METHOD=AES-128,URI="key",IV=0x1',
  '#EXT-X-KEY:METHOD=NONE',
  '#EXT-X-MAP:URI="list0.ts",BYTERANGE="99999999@5"',
  '#EXT-X-BYTERANGE:10',
  '#EXT-X-BYTERANGE:0@-7',
  '#EXT-X-MEDIA-SEQUENCE:-3',
  '#EXT-X-TARGETDURATION:0',
  '#EXT-X-STREAM-INF:BANDWIDTH=x',
  '#EXT-X-PART:DURATION=1,URI="x"',
  '#EXT-X-SKIP:SKIPPED-SEGMENTS=3',
  'http://[',
  'list0.ts',
  'list.m3u8',
  '\u0000',
];

test('lists that are damaged or malicious end in packets or in an error for people', async () => {
  const damage = fc.record({
    kind: fc.nat(SITES.length - 1),
    lines: fc.array(fc.record({ at: fc.nat(40), line: fc.constantFrom(...LINES) }), { maxLength: 6 }),
    drop: fc.array(fc.nat(40), { maxLength: 3 }),
    seekMs: fc.nat(6000),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ kind, lines, drop, seekMs }) => {
      const site = SITES[kind] ?? new Map<string, Uint8Array>();
      const text = Buffer.from(site.get('list.m3u8') ?? [])
        .toString()
        .split('\n')
        .filter((_, at) => at === 0 || !drop.includes(at));
      for (const { at, line } of lines) text.splice(1 + (at % text.length), 0, line);
      const list = Buffer.from(text.join('\n'));
      const there = web((name) => (name === 'list.m3u8' ? list : site.get(name)));
      let now = 0;
      const clock = { now: () => now, wait: async (ms: number) => void (now += ms + 1) };
      const root = await there.open('list.m3u8');
      try {
        const demuxer = await createHls({ containers, clock }).open(root);
        let last = -Infinity;
        for (let blocks = 0; blocks < 500; blocks += 1) {
          const block = await demuxer.read();
          if (block === null) break;
          for (const { positionMs, durationMs, data } of block) {
            expect(Number.isFinite(positionMs) && durationMs > 0 && data.length > 0).toBe(true);
            expect(positionMs).toBeGreaterThan(last - 60_000);
            last = positionMs;
          }
        }
        if (demuxer.isSeekable) {
          await demuxer.seek(seekMs);
          await demuxer.read();
        }
      } catch (error) {
        if (!(error instanceof ContainerError)) expect(String(error)).toMatch(/^Error: 404/);
      }
      expect(there.count()).toBeLessThanOrEqual(2);
    }),
    { seed: 42, numRuns: 200 },
  );
});
