import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  gaps,
  levelDb,
  peak,
  peakHz,
  rms,
  slice,
  soundSpan,
  toneAmplitude,
  writeWav,
} from '../../support/sound.ts';

const RATE = 48_000;

const sine = (hz: number, seconds: number, amplitude = 0.5): Float32Array =>
  Float32Array.from(
    { length: seconds * RATE },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE),
  );

describe('sound analysis', () => {
  it('finds the frequency and the level of any tone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 15_000 }), fc.integer({ min: 5, max: 100 }), (hz, percent) => {
        const tone = sine(hz, 0.5, percent / 100);
        expect(Math.abs(peakHz(tone) - hz)).toBeLessThan(1);
        expect(levelDb(tone)).toBeCloseTo(20 * Math.log10(percent / 100) - 3.01, 1);
        expect(peak(tone)).toBeCloseTo(percent / 100, 1);
      }),
      { seed: 42, numRuns: 50 },
    );
  });

  it('measures one tone among others', () => {
    const low = sine(300, 1, 0.4);
    const mix = sine(700, 1, 0.1).map((sample, i) => sample + (low[i] ?? 0));
    expect(toneAmplitude(mix, 300)).toBeCloseTo(0.4, 4);
    expect(toneAmplitude(mix, 700)).toBeCloseTo(0.1, 4);
    expect(toneAmplitude(mix, 500)).toBeLessThan(0.001);
    expect(Math.round(peakHz(mix))).toBe(300);
  });

  it('says what silence is', () => {
    const nothing = new Float32Array(RATE);
    expect(levelDb(nothing)).toBe(-Infinity);
    expect(peakHz(nothing)).toBeNaN();
    expect(rms(new Float32Array(0))).toBe(0);
    expect(soundSpan({ left: nothing, right: nothing })).toBeNull();
    expect(gaps({ left: nothing, right: nothing })).toEqual([]);
  });

  it('finds where sound begins and ends, and the holes in it', () => {
    const left = new Float32Array(2 * RATE);
    left.set(sine(1000, 1), RATE / 2);
    left.fill(0, RATE, RATE + 960);
    const pcm = { left, right: new Float32Array(2 * RATE) };
    expect(soundSpan(pcm)?.startMs).toBeCloseTo(500, 0);
    expect(soundSpan(pcm)?.durationMs).toBeCloseTo(1000, 0);
    const [hole, ...others] = gaps(pcm);
    expect(others).toEqual([]);
    expect(hole?.startMs).toBeCloseTo(1000, 0);
    expect(hole?.durationMs).toBeCloseTo(20, 0);
    expect(gaps(pcm, 25)).toEqual([]);
    expect(gaps({ left, right: sine(1000, 2) })).toEqual([]);
    expect(slice(pcm, 500, 520).left.length).toBe(960);
  });

  it('writes WAV that says what is in it', async () => {
    const path = join(tmpdir(), `lavastream-${process.pid}.wav`);
    await writeWav(path, { left: Float32Array.of(0.5, 2), right: Float32Array.of(-0.5, -2) });
    const bytes = await readFile(path);
    expect(bytes.length).toBe(52);
    expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect(bytes.readUInt32LE(24)).toBe(RATE);
    expect([44, 46, 48, 50].map((at) => bytes.readInt16LE(at))).toEqual([16_384, -16_383, 32_767, -32_767]);
  });
});
