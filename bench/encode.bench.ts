/** What our encoder port adds to the library inside: interleaving, clamping, checks. */
import { OPUS_BITRATE } from '../src/codecs/encoder-settings.ts';
import { providers } from '../src/codecs/providers.ts';
import type { Encoder } from '../streams/ports.ts';
import { bareEncoders } from './support/bare.encoders.ts';
import { compare, rowOf, type Work } from './support/measure.ts';
import { framesOf, music } from './support/music.ts';
import type { Bench, Row } from './types.ts';

const ROUNDS = 9;
const COMPLEXITY = 10;

const frames = framesOf(music(8));

const ours =
  (encoder: Encoder): Work =>
  () => {
    for (const { left, right } of frames) encoder.encode(left, right);
    return frames.length;
  };

export const bench: Bench = {
  name: 'encode',
  about: `one frame of 20 ms to Opus, complexity ${COMPLEXITY}, ${OPUS_BITRATE / 1000} kbit/s`,
  run: async () => {
    const works: Record<string, Work> = {};
    const names: string[] = [];
    for (const provider of providers) {
      const { name, encoder } = provider;
      const openBare = bareEncoders[name];
      if (encoder === undefined || openBare === undefined || provider.probe() !== null) continue;
      const open = await encoder.load();
      const bare = await openBare(frames, COMPLEXITY, 1);
      names.push(name);
      works[`${name} port`] = ours(await open({ complexity: COMPLEXITY, bitrate: OPUS_BITRATE }));
      works[`${name} bare`] = () => {
        for (let i = 0; i < frames.length; i += 1) bare(i);
        return frames.length;
      };
    }
    const costs = await compare(ROUNDS, works);
    return names.map((name): Row => {
      const text = {
        what: `encoder port over ${name}`,
        unit: 'µs CPU per frame',
        meaning: `${name} through our encoder port against ${name} called directly with its input lying ready.`,
      };
      return rowOf(text, costs[`${name} port`] ?? [], costs[`${name} bare`] ?? [], 1000);
    });
  },
};
