/** What filters cost, one frame of 20 ms, beside the Opus encoding that follows them anyway. */
import { createFilters } from '../src/dsp/index.ts';
import type { FilterSettings } from '../streams/commands.ts';
import { FRAME_SAMPLES, type FilterChain, type Pcm } from '../streams/ports.ts';
import { bareEncoders } from './support/bare.encoders.ts';
import { compare, rowOf, type Work } from './support/measure.ts';
import { framesOf, music } from './support/music.ts';
import type { Bench } from './types.ts';

const ROUNDS = 9;
const COMPLEXITY = 10;
const FLOOR = 'encoding';

const frames = framesOf(music(8));
const silence = frames.map(() => ({
  left: new Float32Array(FRAME_SAMPLES),
  right: new Float32Array(FRAME_SAMPLES),
}));

const equalizer = Array.from({ length: 15 }, (_, band) => ({ band, gain: 0.1 }));
const timescale = { speed: 1.2, pitch: 1.2, rate: 1.05 };
const plugins = {
  echo: { echoLength: 0.3, decay: 0.4 },
  'high-pass': { cutoffFrequency: 40 },
  'low-pass': { cutoffFrequency: 12_000 },
  normalization: { maxAmplitude: 0.7, adaptive: false },
};

const everything: FilterSettings = {
  volume: 1.2,
  equalizer,
  karaoke: { level: 0.5, monoLevel: 1, filterBand: 220, filterWidth: 100 },
  timescale,
  tremolo: { frequency: 4, depth: 0.3 },
  vibrato: { frequency: 6, depth: 0.5 },
  distortion: {
    sinOffset: 0,
    sinScale: 1,
    cosOffset: 0,
    cosScale: 1,
    tanOffset: 0.5,
    tanScale: 1,
    offset: 0,
    scale: 0.9,
  },
  rotation: { rotationHz: 0.2 },
  channelMix: { leftToLeft: 0.8, leftToRight: 0.2, rightToLeft: 0.2, rightToRight: 0.8 },
  lowPass: { smoothing: 5 },
  pluginFilters: Object.entries(plugins).map(([name, own]) => ({ name, json: JSON.stringify(own) })),
};

const [left, right] = [new Float32Array(FRAME_SAMPLES), new Float32Array(FRAME_SAMPLES)];

const filter = (chain: FilterChain): void => {
  if (!chain.stretches) return chain.process(left, right);
  chain.push({ left, right });
  while (chain.available > 0) chain.take(left, right);
};

const through =
  (settings: FilterSettings, input: readonly Pcm[] = frames): Work =>
  () => {
    const chain = createFilters().chain(settings);
    for (const pcm of input) {
      left.set(pcm.left);
      right.set(pcm.right);
      if (chain !== null) filter(chain);
    }
    chain?.free();
    return input.length;
  };

const works: Readonly<Record<string, Work>> = {
  'equalizer, 15 bands': through({ equalizer }),
  // The first second is sound, so that there is something to fade.
  'equalizer, in silence': through({ equalizer }, [...frames.slice(0, 50), ...silence]),
  'timescale (nightcore)': through({ timescale }),
  'all fourteen filters': through(everything),
};

export const bench: Bench = {
  name: 'filters',
  about: 'one frame of 20 ms through filters',
  run: async () => {
    const bare = await bareEncoders['node-av']?.(frames, COMPLEXITY, 1);
    if (bare === undefined) throw new Error('There is no encoder to compare with.');
    const encoding = (): number => {
      for (let i = 0; i < frames.length; i += 1) bare(i);
      return frames.length;
    };
    const all: Readonly<Record<string, Work>> = { ...works, [FLOOR]: encoding };
    const costs = await compare(ROUNDS, all);
    return Object.keys(works).map((what) => {
      const meaning = `what “${what}” costs, against node-av's Opus encoding of the same sound.`;
      const text = { what, unit: 'µs CPU per frame', meaning };
      return rowOf(text, costs[what] ?? [], costs[FLOOR] ?? [], 1000);
    });
  },
};
