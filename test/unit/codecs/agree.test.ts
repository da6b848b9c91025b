/** It must not be heard which adapter is installed: all of them give the same sound at the same sample. */
import { describe, expect, it } from 'vitest';
import { providers } from '../../../src/codecs/providers.ts';
import { difference } from './support/analysis.ts';
import { makerNames, makers, STEREO, toneInput } from './support/files.ts';
import { decodeAll } from './support/run.ts';

/** Two resamplers and two decoders, each with its own rounding: far below the 98 dB of 16 bits. */
const MAX_DIFFERENCE_DB = -75;

const SURROUND = [500, 800, 1100, 60, 1700, 2300].map((hertz) => `0.2*sin(2*PI*${hertz}*t)`).join('|');
const surroundInput = ['-f', 'lavfi', '-i', `aevalsrc=${SURROUND}:s=44100:d=1.2:c=5.1`];

const inputs: Readonly<Record<string, readonly string[]>> = {
  'stereo at 44.1 kHz': toneInput({ ...STEREO, seconds: 1.2 }),
  'stereo at 48 kHz': toneInput({ ...STEREO, seconds: 1.2, sampleRate: 48_000 }),
  'mono at 22.05 kHz': toneInput({ ...STEREO, seconds: 1.2, sampleRate: 22_050, layout: 'mono' }),
  '5.1 at 44.1 kHz': surroundInput,
};

for (const name of makerNames)
  describe(name, () => {
    for (const [title, input] of Object.entries(inputs)) {
      if (name === 'mp3' && input === surroundInput) continue; // there is no such MP3
      const stream = makers[name](input);
      const able = providers.filter(
        (provider) => provider.decoder?.codecs.includes(stream.format.codec) === true,
      );
      const [first, ...others] = able.filter((provider) => provider.probe() === null);

      for (const other of others)
        it(`${title}: ${other.name} gives what ${first?.name} gives`, async () => {
          if (first === undefined) throw new Error('unreachable: there are others');
          const [a, b] = [await decodeAll(first, stream), await decodeAll(other, stream)];
          expect(b.left.length).closeTo(a.left.length, 1);
          expect(difference(a.left, b.left)[1]).toBeLessThan(MAX_DIFFERENCE_DB);
          expect(difference(a.right, b.right)[1]).toBeLessThan(MAX_DIFFERENCE_DB);
        });
    }
  });
