import { describe, expect, it } from 'vitest';
import { createFilters, liveFilterBlocks } from '../../../src/dsp/index.ts';
import { gaps, levelDb, peakHz } from '../../support/sound.ts';

const SECONDS = 3;

const sine = (hz: number): Float32Array =>
  Float32Array.from({ length: SECONDS * 48_000 }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / 48_000));

const stretched = (
  timescale: { speed: number; pitch: number; rate: number },
  leftHz = 440,
  rightHz = 660,
) => {
  const chain = createFilters().chain({ timescale });
  if (chain === null) throw new Error('no chain');
  const [l, r] = [sine(leftHz), sine(rightHz)];
  const out: { left: number[]; right: number[] } = { left: [], right: [] };
  const drain = (): void => {
    while (chain.available > 0) {
      const [left, right] = [new Float32Array(960), new Float32Array(960)];
      const count = chain.take(left, right);
      out.left.push(...left.subarray(0, count));
      out.right.push(...right.subarray(0, count));
    }
  };
  for (let i = 0; i < l.length; i += 960) {
    chain.push({ left: l.subarray(i, i + 960), right: r.subarray(i, i + 960) });
    drain();
  }
  chain.flush();
  drain();
  chain.free();
  return { left: Float32Array.from(out.left), right: Float32Array.from(out.right) };
};

const cents = (hz: number, expected: number): number => Math.abs(1200 * Math.log2(hz / expected));

describe('timescale', () => {
  it.each([
    { speed: 1.5, pitch: 1, rate: 1 },
    { speed: 0.5, pitch: 1, rate: 1 },
    { speed: 2, pitch: 1, rate: 1 },
    { speed: 1, pitch: 1.25, rate: 1 },
    { speed: 1, pitch: 0.8, rate: 1 },
    { speed: 1, pitch: 1, rate: 1.3 },
    { speed: 1, pitch: 1, rate: 0.7 },
    { speed: 1.2, pitch: 1.2, rate: 1 },
    { speed: 1.1, pitch: 0.9, rate: 1.2 },
  ])('$speed/$pitch/$rate: pitch within 2 cents, length to the sample, no hole', (timescale) => {
    const { speed, pitch, rate } = timescale;
    const { left, right } = stretched(timescale);
    expect(left.length).toBe(Math.round((SECONDS * 48_000) / (speed * rate)));
    const middle = (channel: Float32Array) => channel.subarray(9600, channel.length - 9600);
    expect(cents(peakHz(middle(left)), 440 * pitch * rate)).toBeLessThan(2);
    expect(cents(peakHz(middle(right)), 660 * pitch * rate)).toBeLessThan(2);
    expect(Math.abs(levelDb(middle(left)) - levelDb(sine(440)))).toBeLessThan(0.6);
    expect(gaps({ left, right }, 15, -30)).toEqual([]);
    expect(liveFilterBlocks()).toBe(0);
  });

  it.each([0.7, 1.05, 1.3])('rate %d alone adds nothing: what is not the tone is below −105 dB', (rate) => {
    for (const hz of [1000, 10_000]) {
      const { left } = stretched({ speed: 1, pitch: 1, rate }, hz);
      const tone = left.subarray(4800, left.length - 4800);
      const wave = (phase: number) =>
        tone.map((_, i) => Math.sin((2 * Math.PI * hz * rate * i) / 48_000 + phase));
      const [sin, cos] = [wave(0), wave(Math.PI / 2)];
      const along = (other: Float32Array) =>
        (2 * tone.reduce((sum, x, i) => sum + x * (other[i] ?? 0), 0)) / tone.length;
      const [a, b] = [along(sin), along(cos)];
      const rest = tone.map((x, i) => x - a * (sin[i] ?? 0) - b * (cos[i] ?? 0));
      expect(levelDb(rest) - levelDb(tone)).toBeLessThan(-105);
    }
  });

  it('keeps the channels together: what is the same on both sides stays the same', () => {
    const { left, right } = stretched({ speed: 1.3, pitch: 1, rate: 1 }, 500, 500);
    expect(left).toEqual(right);
  });

  it('is silent at the edge of the band rather than mirrored into it', () => {
    const { left } = stretched({ speed: 1, pitch: 1, rate: 1.6 }, 18_000, 18_000);
    expect(levelDb(left.subarray(4800, left.length - 4800))).toBeLessThan(-60);
  });
});

describe('the end of the sound under a time scale', () => {
  /** What comes out of a tone of 440 Hz that is `samples` long and pushed in pieces of `block`. */
  const ended = (samples: number, speed: number, block = 960): Float32Array => {
    const chain = createFilters().chain({ timescale: { speed, pitch: 1, rate: 1 } });
    if (chain === null) throw new Error('no chain');
    const tone = sine(440).subarray(0, samples);
    const out = new Float32Array(Math.ceil(samples / speed) + 1000);
    let given = 0;
    const drain = (): void => {
      while (chain.available > 0)
        given += chain.take(out.subarray(given, given + 960), new Float32Array(960));
    };
    for (let i = 0; i < samples; i += block) {
      chain.push({ left: tone.slice(i, i + block), right: tone.slice(i, i + block) });
      drain();
    }
    chain.flush();
    drain();
    chain.free();
    return out.subarray(0, given);
  };

  it.each([0.1, 0.5, 0.75, 1.1, 2, 5, 20])(
    'speed %d: sounds to its last sample, whatever its length',
    (speed) => {
      for (const samples of [1000, 3000, 9600, 100_001]) {
        const out = ended(samples, speed);
        expect(out.length).toBe(Math.round(samples / speed));
        for (let from = 0; from + 480 <= out.length; from += 480)
          expect(levelDb(out.subarray(from, from + 480))).toBeGreaterThan(-15);
      }
    },
  );

  it('is the same however the sound was cut into blocks', () => {
    expect(ended(100_001, 0.8, 333)).toEqual(ended(100_001, 0.8));
  });
});
