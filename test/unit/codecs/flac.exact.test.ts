/** FLAC is lossless: every adapter gives the very samples that went in. */
import { describe, expect, it } from 'vitest';
import { providers } from '../../../src/codecs/providers.ts';
import { makers, STEREO, toneInput } from './support/files.ts';
import { decodeAll } from './support/run.ts';

describe.each([16, 24])('FLAC of %d bits', (bits) => {
  const sampleFormat = bits === 16 ? 's16' : 's32';
  const stream = makers.flac([
    ...toneInput({ ...STEREO, seconds: 0.5, sampleRate: 48_000 }),
    '-sample_fmt',
    sampleFormat,
  ]);
  const able = providers.filter(
    (one) => one.decoder?.codecs.includes('flac') === true && one.probe() === null,
  );

  it.each(able)('$name', async (provider) => {
    const { left, right } = await decodeAll(provider, stream);
    for (const [hz, channel] of [
      [STEREO.left, left],
      [STEREO.right, right],
    ] as const) {
      const scaled = channel.map((x) => x * 2 ** (bits - 1));
      expect(scaled).toEqual(scaled.map(Math.round));
      const error = channel.map((x, i) => x - 0.25 * Math.sin((2 * Math.PI * hz * i) / 48_000));
      // ffmpeg's own rounding of the tone, and no gain beside it.
      expect(error.reduce((a, b) => Math.max(a, Math.abs(b)), 0)).toBeLessThan(1 / 2 ** (bits - 1));
    }
  });
});
