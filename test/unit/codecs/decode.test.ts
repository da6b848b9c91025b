/** Every codec through every adapter that is installed: the right tones in the right channels, as loud and as long. */
import { afterEach, describe, expect, it } from 'vitest';
import { liveCodecObjects } from '../../../src/codecs/index.ts';
import { providers } from '../../../src/codecs/providers.ts';
import { amplitudeOf, decibels, difference, middle } from './support/analysis.ts';
import { AMPLITUDE, makerNames, makers, STEREO, toneInput } from './support/files.ts';
import { decodeAll } from './support/run.ts';

afterEach(async () => {
  await expect.poll(liveCodecObjects).toBe(0);
});

/** Encoders add their delay and fill the last packet: at most three packets of 26 ms. */
const MAX_EXTRA_MS = 80;

for (const name of makerNames) {
  const stream = makers[name](toneInput(STEREO));
  const mono = makers[name](toneInput({ ...STEREO, layout: 'mono', sampleRate: 48_000 }));
  const able = providers.filter(
    (provider) => provider.decoder?.codecs.includes(stream.format.codec) === true,
  );

  for (const provider of able)
    describe.skipIf(provider.probe() !== null)(`${name} through ${provider.name}`, () => {
      it('keeps each tone in its channel, within 0.5 dB', async () => {
        const { left, right } = await decodeAll(provider, stream);
        expect(decibels(amplitudeOf(middle(left), STEREO.left) / AMPLITUDE)).closeTo(0, 0.5);
        expect(decibels(amplitudeOf(middle(right), STEREO.right) / AMPLITUDE)).closeTo(0, 0.5);
        expect(amplitudeOf(middle(left), STEREO.right)).toBeLessThan(AMPLITUDE / 1000);
        expect(amplitudeOf(middle(right), STEREO.left)).toBeLessThan(AMPLITUDE / 1000);
      });

      it('is as long as the file', async () => {
        const { left, right } = await decodeAll(provider, stream);
        const ms = left.length / 48;
        expect(right.length).toBe(left.length);
        expect(ms).toBeGreaterThanOrEqual(STEREO.seconds * 1000 - 1);
        expect(ms).toBeLessThanOrEqual(STEREO.seconds * 1000 + MAX_EXTRA_MS);
      });

      it('plays mono in both channels at its own level', async () => {
        const { left, right } = await decodeAll(provider, mono);
        expect(decibels(amplitudeOf(middle(left), STEREO.left) / AMPLITUDE)).closeTo(0, 0.5);
        expect(difference(left, right)[1]).toBeLessThan(-100);
      });
    });
}
