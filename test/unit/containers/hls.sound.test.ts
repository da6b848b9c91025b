/** What is heard of HLS streams on this machine: the right notes at the right time, also after a seek. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFile } from '../../../src/sources/local/file.ts';
import type { Pcm } from '../../../streams/ports.ts';
import { decoded } from '../../support/decoded.ts';
import { levelDb, peakHz, slice } from '../../support/sound.ts';
import { hlsSite } from './hls.support.ts';

const SECONDS = 9;
/** Another note in each second. */
const noteAt = (second: number): number => 300 + 50 * second;
const NOTES = [
  '-f',
  'lavfi',
  '-i',
  `aevalsrc=0.5*sin(2*PI*(300+50*floor(t))*t)|0.5*sin(2*PI*(300+50*floor(t))*t):s=44100:d=${SECONDS}`,
];
const FILM = ['-f', 'lavfi', '-i', `testsrc=duration=${SECONDS}:size=64x48:rate=10`];
const AAC = ['-c:a', 'aac', '-b:a', '128k', '-hls_time', '3'];

const KINDS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['transport streams', NOTES, AAC],
  ['MP3 in transport streams', NOTES, ['-c:a', 'libmp3lame', '-b:a', '128k', '-hls_time', '3']],
  ['MP4', NOTES, [...AAC, '-hls_segment_type', 'fmp4']],
  ['films', [...NOTES, ...FILM], [...AAC, '-c:v', 'mpeg2video', '-g', '30']],
  ['films in MP4', [...NOTES, ...FILM], [...AAC, '-c:v', 'mpeg4', '-g', '30', '-hls_segment_type', 'fmp4']],
];

describe.each(KINDS)('%s', (_, input, args) => {
  const folder = mkdtempSync(join(tmpdir(), 'hls-sound-'));
  const list = join(folder, 'list.m3u8');
  beforeAll(() => {
    for (const [name, bytes] of hlsSite(input, args)) writeFileSync(join(folder, name), bytes);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const sound = async (fromMs: number): Promise<Pcm & { lengthMs: number | undefined }> => {
    const source = await openFile(list);
    if (source === null) throw new Error('no list');
    try {
      return await decoded(source, { fromMs });
    } finally {
      source.close();
    }
  };

  /** When each note begins, by where its neighbour's ends. */
  const expectNotes = (pcm: Pcm, fromMs: number): void => {
    for (let second = Math.ceil(fromMs / 1000); second < SECONDS; second += 1) {
      const at = second * 1000 - fromMs;
      const early = slice(pcm, at + 60, at + 460).left;
      const late = slice(pcm, at + 540, at + 940).left;
      expect(peakHz(early), `second ${second}`).toBeCloseTo(noteAt(second), -1);
      expect(peakHz(late), `second ${second}`).toBeCloseTo(noteAt(second), -1);
      expect(levelDb(early)).toBeGreaterThan(-10);
    }
  };

  test('all of it, and from any place on to the millisecond', async () => {
    const whole = await sound(0);
    expect(Math.abs((whole.lengthMs ?? 0) - SECONDS * 1000)).toBeLessThan(100);
    expect(Math.abs(whole.left.length / 48 - SECONDS * 1000)).toBeLessThan(100);
    expectNotes(whole, 0);
    for (const fromMs of [500, 2990, 7300]) {
      const part = await sound(fromMs);
      expectNotes(part, fromMs);
      // The same samples as in the whole, up to a shift that the best fit finds.
      const shiftMs = bestShiftMs(whole.left, part.left, fromMs);
      expect(Math.abs(shiftMs), `from ${fromMs}`).toBeLessThanOrEqual(1);
    }
  });
});

/** By how much `part` is off from `whole` at `fromMs`: where the change of a note within a second fits best. */
const bestShiftMs = (whole: Float32Array, part: Float32Array, fromMs: number): number => {
  const changeMs = Math.ceil((fromMs + 100) / 1000) * 1000;
  const at = Math.round((changeMs - fromMs - 30) * 48);
  const span = 60 * 48;
  let best = { ms: NaN, error: Infinity };
  for (let shift = -50 * 48; shift <= 50 * 48; shift += 12) {
    let error = 0;
    for (let index = 0; index < span; index += 3) {
      const there = whole[Math.round((changeMs - 30) * 48) + shift + index] ?? 0;
      error += (there - (part[at + index] ?? 0)) ** 2;
    }
    if (error < best.error) best = { ms: shift / 48, error };
  }
  return best.ms;
};
