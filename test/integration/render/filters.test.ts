/** Each of the ten filters as it can be measured on a rendered file, held to its formula (audio.md §1). */
import { describe, expect, it } from 'vitest';
import { peak, peakHz, toDb, toneAmplitude } from '../../support/sound.ts';
import * as formulas from '../../unit/dsp/formulas.ts';
import type { Stereo } from '../../unit/dsp/formulas.ts';
import { difference, filtered, RATE, render, sine, sound, soundFile } from './support.ts';

/** Gain in dB of an impulse response at a frequency. */
const gainAt = (response: Float32Array, hz: number): number => {
  let [re, im] = [0, 0];
  response.forEach((x, i) => {
    re += x * Math.cos((2 * Math.PI * hz * i) / RATE);
    im -= x * Math.sin((2 * Math.PI * hz * i) / RATE);
  });
  return toDb(Math.hypot(re, im));
};

/** Gain in dB of 1 + 4 Σ g·α(1 − z⁻²)/(1 − γz⁻¹ + βz⁻²) at a frequency, by the bands' design formula. */
const equalizerGain = (gains: readonly number[], hz: number): number => {
  const [w1, w2] = [(2 * Math.PI * hz) / RATE, (4 * Math.PI * hz) / RATE];
  let [re, im] = [1, 0];
  formulas.HZ.forEach((centre, k) => {
    const { alpha, beta, gamma } = formulas.design(centre);
    const up = [alpha * (1 - Math.cos(w2)), alpha * Math.sin(w2)] as const;
    const down = [
      1 - gamma * Math.cos(w1) + beta * Math.cos(w2),
      gamma * Math.sin(w1) - beta * Math.sin(w2),
    ] as const;
    const power = down[0] ** 2 + down[1] ** 2;
    re += (4 * (gains[k] ?? 0) * (up[0] * down[0] + up[1] * down[1])) / power;
    im += (4 * (gains[k] ?? 0) * (up[1] * down[0] - up[0] * down[1])) / power;
  });
  return toDb(Math.hypot(re, im));
};

const impulse = (): Stereo => {
  const [left, right] = [new Float32Array(2 * RATE), new Float32Array(2 * RATE)];
  left[0] = right[0] = 1 / 8;
  return [left, right];
};

const constant = (level: number, seconds = 2): Stereo => sound(seconds, () => level);

const rangeOf = (samples: Float32Array): readonly [number, number] => [
  samples.reduce((a, b) => Math.min(a, b), Infinity),
  samples.reduce((a, b) => Math.max(a, b), -Infinity),
];

/** Rises through `level`, per second. */
const risesPerSecond = (samples: Float32Array, level: number): number => {
  const rises: number[] = [];
  for (let i = 1; i < samples.length; i += 1) {
    const [a, b] = [samples[i - 1] ?? 0, samples[i] ?? 0];
    if (a < level && b >= level) rises.push(i - 1 + (level - a) / (b - a));
  }
  const [first = NaN, last = NaN] = [rises[0], rises.at(-1)];
  return ((rises.length - 1) * RATE) / (last - first);
};

const gains = [0.2, 0.15, -0.1, 0, 0.25, -0.25, 0.5, 0, 0, 0.1, -0.2, 0.3, 0, 0.1, -0.05];

describe('what each filter does', () => {
  it('equalizer: each band as its transfer function says', async () => {
    const [left] = await filtered(soundFile('impulse.wav', impulse()), {
      equalizer: gains.map((gain, band) => ({ band, gain })),
    });
    for (const hz of [50, 100, 200, 400, 1000, 2000, 4000, 8000, 16_000, 20_000])
      expect(gainAt(left, hz) + toDb(8)).toBeCloseTo(equalizerGain(gains, hz), 1);
    const [muted] = await filtered(soundFile('tone.wav', sound(2, sine(1000))), {
      equalizer: [{ band: 8, gain: -0.25 }],
    });
    expect(toDb(toneAmplitude(muted.subarray(RATE), 1000) / 0.5)).toBeLessThan(-100);
  });

  it('lowPass 20: −3 dB at 392 Hz, −8.75 at 1 kHz, −20.1 at 4 kHz, and no ramp at the start', async () => {
    const steps = await filtered(soundFile('step.wav', constant(0.5)), { lowPass: { smoothing: 20 } });
    expect(rangeOf(steps[0])).toEqual([0.5, 0.5]);
    for (const [hz, db] of [
      [392, -3.01],
      [1000, -8.75],
      [4000, -20.1],
      [16_000, -30.6],
    ] as const) {
      const [left] = await filtered(soundFile(`low${hz}.wav`, sound(1, sine(hz))), {
        lowPass: { smoothing: 20 },
      });
      expect(toDb(toneAmplitude(left.subarray(RATE / 2), hz) / 0.5)).toBeCloseTo(db, 1);
    }
  });

  it('tremolo: from 1 − depth to 1, at its frequency, beginning half way', async () => {
    const [left, right] = await filtered(soundFile('tremolo.wav', constant(0.5, 3)), {
      tremolo: { frequency: 5, depth: 0.6 },
    });
    const [low, high] = rangeOf(left);
    expect(low).toBeCloseTo(0.5 * 0.4, 6);
    expect(high).toBeCloseTo(0.5, 6);
    expect(left[0]).toBeCloseTo(0.5 * 0.7, 6);
    expect(risesPerSecond(left, 0.35)).toBeCloseTo(5, 4);
    expect(right).toEqual(left);
  });

  it('vibrato: deviates by 96·depth·π·f/48000, at its frequency', async () => {
    const [left] = await filtered(soundFile('vibrato.wav', sound(3, sine(1000))), {
      vibrato: { frequency: 5, depth: 0.5 },
    });
    // Frequency from one rising zero to the next, averaged over ten periods of the tone.
    const zeros: number[] = [];
    for (let i = 200; i < left.length; i += 1) {
      const [a, b] = [left[i - 1] ?? 0, left[i] ?? 0];
      if (a < 0 && b >= 0) zeros.push(i - 1 - a / (b - a));
    }
    const hz = Float32Array.from(zeros.slice(10), (zero, i) => (10 * RATE) / (zero - (zeros[i] ?? 0)) - 1000);
    const deviation = (1000 * 96 * 0.5 * Math.PI * 5) / RATE;
    // Ten periods at 5 Hz flatten the peaks by sin(x)/x, x = π·5·0.01.
    const seen = (deviation * Math.sin(Math.PI * 0.05)) / (Math.PI * 0.05);
    const [low, high] = rangeOf(hz);
    expect(Math.abs(high - seen)).toBeLessThan(0.1);
    expect(Math.abs(-low - seen)).toBeLessThan(0.1);
    expect((risesPerSecond(hz, 0) / RATE) * 1000).toBeCloseTo(5, 1);
  });

  it('rotation: (1 ± sin)/2, from half to full left, at its rate', async () => {
    const [left, right] = await filtered(soundFile('rotation.wav', constant(0.5, 3)), {
      rotation: { rotationHz: 2 },
    });
    expect([left[0], right[0]]).toEqual([0.25, 0.25]);
    expect(left[RATE / 8]).toBeCloseTo(0.5, 6);
    expect(right[RATE / 8]).toBeCloseTo(0, 6);
    expect(risesPerSecond(left, 0.25)).toBeCloseTo(2, 4);
    expect(peak(left.map((x, i) => x + (right[i] ?? 0) - 0.5))).toBeLessThan(1e-6);
  });

  it('distortion: sin·cos·tan is sin², an octave up and no fundamental', async () => {
    const settings = {
      sinOffset: 0,
      sinScale: 1,
      cosOffset: 0,
      cosScale: 1,
      tanOffset: 0,
      tanScale: 1,
      offset: 0,
      scale: 2,
    };
    const [left] = await filtered(soundFile('distortion.wav', sound(1, sine(1000))), {
      distortion: settings,
    });
    const expected = sound(1, (t) => 2 * Math.sin(sine(1000)(t)) ** 2);
    expect(difference([left, left], expected)).toBeLessThan(1e-6);
    expect(toneAmplitude(left, 1000)).toBeLessThan(1e-6);
  });

  it('karaoke: the middle goes, its bass stays, the sides double', async () => {
    const settings = { karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 } };
    for (const [hz, db] of [
      [220, 0],
      [300, -6.4],
      [1000, -32.5],
      [5000, -60.6],
    ] as const) {
      const [left] = await filtered(soundFile(`mid${hz}.wav`, sound(2, sine(hz))), settings);
      expect(Math.abs(toDb(toneAmplitude(left.subarray(RATE), hz) / 0.5) - db)).toBeLessThan(0.06);
    }
    const sides = soundFile(
      'sides.wav',
      sound(1, sine(1000), (t) => -sine(1000)(t)),
    );
    const [left] = await filtered(sides, settings);
    expect(toDb(toneAmplitude(left, 1000) / 0.5)).toBeCloseTo(6.02, 2);
  });

  it('channelMix: the matrix, clipped', async () => {
    const file = soundFile('mix.wav', sound(1, sine(1000, 0.9), sine(2000, 0.3)));
    const swapped = { leftToLeft: 0, leftToRight: 1, rightToLeft: 1, rightToRight: 0 };
    const [left, right] = await filtered(file, { channelMix: swapped });
    expect(toneAmplitude(left, 2000)).toBeCloseTo(0.3, 5);
    expect(toneAmplitude(right, 1000)).toBeCloseTo(0.9, 5);
    expect(toneAmplitude(left, 1000)).toBeLessThan(1e-6);
    const [sum] = await filtered(file, { channelMix: { ...swapped, leftToLeft: 1 } });
    expect(peak(sum)).toBe(1);
  });

  it('volume: tan(0.79 v), and clips', async () => {
    const file = soundFile('volume.wav', sound(1, sine(1000, 0.25)));
    for (const [volume, db] of [
      [0.25, -13.975],
      [0.5, -7.6],
      [1.25, 3.61],
      [2, 10.32],
    ] as const) {
      const [left] = await filtered(file, { volume });
      expect(toDb(toneAmplitude(left, 1000) / 0.25)).toBeCloseTo(db, 2);
    }
    expect(peak((await filtered(file, { volume: 5 }))[0])).toBe(1);
  });

  it('player volume: the taper of the reference, and 1000 clips', async () => {
    const file = soundFile('player.wav', sound(1, sine(1000, 0.25)));
    for (const [volume, gain] of [
      [50, 0.4169],
      [75, 0.6731],
      [101, 1.0253],
      [150, 2.4621],
    ] as const) {
      const [left] = await render(file, '--volume', String(volume));
      expect(toneAmplitude(left, 1000) / 0.25).toBeCloseTo(gain, 5);
    }
    const [loud] = await render(file, '--volume', '1000');
    expect(rangeOf(loud)).toEqual([-1, 1]);
    // Where the sine is positive, so is what is heard: nothing wraps.
    const [dry] = await render(file);
    expect(loud.every((x, i) => x * (dry[i] ?? 0) >= 0)).toBe(true);
    expect(peak((await render(file, '--volume', '0'))[0])).toBe(0);
  });

  it.each([
    { speed: 1.5, pitch: 1, rate: 1 },
    { speed: 0.5, pitch: 1, rate: 1 },
    { speed: 1, pitch: 1.25, rate: 1 },
    { speed: 1, pitch: 1, rate: 0.7 },
    { speed: 1.2, pitch: 1.2, rate: 1.1 },
  ])(
    'timescale $speed/$pitch/$rate: pitch within 2 cents, length to the sample, no lost tail',
    async (timescale) => {
      const { speed, pitch, rate } = timescale;
      const samples = Math.round(3.217 * RATE);
      const file = soundFile('timescale.wav', sound(3.217, sine(440)));
      const [left, right] = await filtered(file, { timescale });
      expect(left.length).toBe(Math.round(samples / (speed * rate)));
      const cents = 1200 * Math.log2(peakHz(left.subarray(9600, left.length - 9600)) / (440 * pitch * rate));
      expect(Math.abs(cents)).toBeLessThan(2);
      expect(right).toEqual(left);
      expect(toneAmplitude(left.subarray(-960), 440 * pitch * rate)).toBeGreaterThan(0.35);
    },
  );
});
