/** The filters of a player (protocol §6): as a PATCH sends them, completed with defaults as they are given back. */
import * as t from 'io-ts';
import { float32, float64, int32 } from './scalars.ts';
import type { BodyCodec } from './struct.codec.ts';
import { completed, listOf, nullable, settings, struct } from './struct.codec.ts';
import { pluginFilters } from './untyped.ts';

/** The ten filters, in the order in which the reference lists them. */
export const FILTER_NAMES = [
  'volume',
  'equalizer',
  'karaoke',
  'timescale',
  'tremolo',
  'vibrato',
  'distortion',
  'rotation',
  'channelMix',
  'lowPass',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

/** What the LavaDSPX plugin adds inside `pluginFilters`, in its order of registration. */
export const LAVADSPX_FILTER_NAMES = ['echo', 'high-pass', 'low-pass', 'normalization'] as const;

/** One of the bands 0 to 14 (not checked here). A gain that is left out is 1, not 0. */
export interface EqualizerBand {
  readonly band: number;
  readonly gain: number;
}

const bandFields = struct('EqualizerBand', { band: int32 }, { gain: float32 });

const EqualizerBand: BodyCodec<EqualizerBand> = completed(
  bandFields,
  { gain: 1 },
  t.readonly(t.type({ band: t.number, gain: t.number })).is,
  (band) => ({ gain: 1, ...band }),
);

const Karaoke = settings('Karaoke', float32, { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 });
const Timescale = settings('Timescale', float64, { speed: 1, pitch: 1, rate: 1 });
const Tremolo = settings('Tremolo', float32, { frequency: 2, depth: 0.5 });
const Vibrato = settings('Vibrato', float32, { frequency: 2, depth: 0.5 });
const Distortion = settings('Distortion', float32, {
  sinOffset: 0,
  sinScale: 1,
  cosOffset: 0,
  cosScale: 1,
  tanOffset: 0,
  tanScale: 1,
  offset: 0,
  scale: 1,
});
const Rotation = settings('Rotation', float64, { rotationHz: 0 });
const ChannelMix = settings('ChannelMix', float32, {
  leftToLeft: 1,
  leftToRight: 0,
  rightToLeft: 0,
  rightToRight: 1,
});
const LowPass = settings('LowPass', float32, { smoothing: 20 });

/**
 * All filters of a player. A key is there if it was sent, also as null, which means off. Values are not range-checked;
 * 32-bit ones are rounded to 32 bits.
 */
export const Filters = struct(
  'Filters',
  {},
  {
    volume: float32,
    equalizer: listOf(EqualizerBand),
    karaoke: nullable(Karaoke),
    timescale: nullable(Timescale),
    tremolo: nullable(Tremolo),
    vibrato: nullable(Vibrato),
    distortion: nullable(Distortion),
    rotation: nullable(Rotation),
    channelMix: nullable(ChannelMix),
    lowPass: nullable(LowPass),
    pluginFilters,
  },
);
export type Filters = t.TypeOf<typeof Filters>;

/**
 * Every key that was sent, as the check for disabled filters wants them (protocol §1.11 step 4): the ten in their
 * order, then the names inside `pluginFilters`. A key counts even if its value is null.
 */
export const sentFilterNames = (filters: Filters): readonly string[] => [
  ...FILTER_NAMES.filter((name) => name in filters),
  ...(filters.pluginFilters ?? []).map(({ name }) => name),
];
