/** Settings of the nine filters that work in place, ordinary and extreme, each with its formula (audio.md §1). */
import { BANDS } from '../../../src/dsp/equalizer/bands.ts';
import * as formulas from './formulas.ts';
import type { Stereo } from './formulas.ts';

export type Case = readonly [name: string, value: unknown, formula: (input: Stereo) => Stereo];

const same = (input: Stereo): Stereo => input;

const volume = (value: number): Case => ['volume', value, (s) => formulas.volume(s, value)];

const lowPass = (smoothing: number): Case => [
  'lowPass',
  { smoothing },
  (s) => formulas.lowPass(s, smoothing),
];

const channelMix = (ll: number, lr: number, rl: number, rr: number): Case => [
  'channelMix',
  { leftToLeft: ll, leftToRight: lr, rightToLeft: rl, rightToRight: rr },
  (s) => formulas.channelMix(s, ll, lr, rl, rr),
];

const rotation = (rotationHz: number): Case => [
  'rotation',
  { rotationHz },
  (s) => formulas.rotation(s, rotationHz),
];

const tremolo = (frequency: number, depth: number): Case => [
  'tremolo',
  { frequency, depth },
  (s) => formulas.tremolo(s, frequency, depth),
];

const vibrato = (frequency: number, depth: number): Case => [
  'vibrato',
  { frequency, depth },
  (s) => formulas.vibrato(s, frequency, depth),
];

const karaoke = (level: number, monoLevel: number, filterBand: number, filterWidth: number): Case => [
  'karaoke',
  { level, monoLevel, filterBand, filterWidth },
  (s) => formulas.karaoke(s, level, monoLevel, filterBand, filterWidth),
];

const equalizer = (gains: readonly number[]): Case => [
  'equalizer',
  gains.map((gain, band) => ({ band, gain })),
  (s) => formulas.equalizer(s, gains, BANDS),
];

const all = (gain: number): Case => equalizer(BANDS.map(() => gain));

const DISTORTION = [
  'sinOffset',
  'sinScale',
  'cosOffset',
  'cosScale',
  'tanOffset',
  'tanScale',
  'offset',
  'scale',
];

const distortion = (...fields: readonly number[]): Case => [
  'distortion',
  Object.fromEntries(DISTORTION.map((name, i) => [name, fields[i]])),
  (s) => formulas.distortion(s, fields),
];

export const cases: readonly Case[] = [
  ...[0, 0.1, 0.5, 0.97, 1.03, 1.5, 1.51, 3, 5].map(volume),
  ['volume', 0.99, same],
  ['volume', 1.0199, same],
  ...[1.01, 2, 20, 100, 1e6].map(lowPass),
  ['lowPass', { smoothing: 0 }, same],
  ['lowPass', { smoothing: -3 }, same],
  channelMix(0.5, 0.4, 0.3, 0.9),
  channelMix(0, 1, 1, 0),
  channelMix(0, 0, 0, 0),
  channelMix(-4, 3, 2.5, -1),
  ...[0.01, 0.2, -3, 1000, 24_000, -24_000].map(rotation),
  tremolo(4, 0.75),
  tremolo(0.1, 1),
  tremolo(24_000, 0.5),
  ['tremolo', { frequency: 2, depth: 0 }, same],
  vibrato(10, 0.9),
  vibrato(14, 1),
  vibrato(0.1, 0.01),
  ['vibrato', { frequency: 0, depth: 0 }, same],
  karaoke(1, 1, 220, 100),
  karaoke(0.5, 0, 220, 100),
  karaoke(-1, 3, 10_000, 5000),
  karaoke(1, 1, 220, 0),
  ['karaoke', { level: 0, monoLevel: 1, filterBand: 220, filterWidth: 100 }, same],
  equalizer([0.2, 0.15, -0.1, 0, 0.25, -0.25, 0.5, 0, 0, 0.1, -0.2, 0.3, 0, 0.1, -0.05]),
  equalizer([-0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
  all(-0.25),
  all(1),
  all(-7),
  [
    'equalizer',
    [
      { band: 2, gain: 1 },
      { band: 2, gain: 0.3 },
    ],
    (s) => formulas.equalizer(s, [0, 0, 0.3], BANDS),
  ],
  distortion(0.1, 1.2, 0, 1, 0, 0.8, 0.02, 0.9),
  distortion(0, 1, 0, 1, 0, 1, 0, 0.999),
  distortion(-1, 30, 0.5, -20, 0.1, 9, -0.4, 3),
  distortion(0, 0, 0, 0, 0, 0, 0.25, 1),
];
