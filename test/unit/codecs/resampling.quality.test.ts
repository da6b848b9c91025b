/** `resamplingQuality` is heard: through every adapter that resamples, by itself or with our resampler. */
import { describe, expect, it } from 'vitest';
import { ffmpeg } from '../../../src/codecs/ffmpeg/index.ts';
import { nodeAv } from '../../../src/codecs/node-av/index.ts';
import { pcm } from '../../../src/codecs/pcm/index.ts';
import type { CodecProvider } from '../../../src/codecs/provider.ts';
import type { ResamplingQuality } from '../../../src/codecs/resample/index.ts';
import { encodeFile } from './support/files.ts';
import type { Stream } from './support/files.ts';
import { flacStream, oggPackets } from './support/ogg.ts';
import { decodeAll } from './support/run.ts';

const RATE = 44_100;
const AMPLITUDE = 0.5;

const sine = (hertz: number, rate: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => AMPLITUDE * Math.sin((2 * Math.PI * hertz * i) / rate));

/** A second of float samples: no quantisation of the input may hide what the resampler does. */
const floats = (hertz: number, rate = RATE): Stream => {
  const tone = sine(hertz, rate, rate);
  const interleaved = Float32Array.from({ length: 2 * rate }, (_, i) => tone[i >> 1] ?? 0);
  const bytes = new Uint8Array(interleaved.buffer);
  const packetBytes = (rate / 10) * 8;
  const packets = Array.from({ length: 10 }, (_, i) => ({
    data: bytes.subarray(i * packetBytes, (i + 1) * packetBytes),
    positionMs: i * 100,
    durationMs: 100,
  }));
  const format = {
    codec: 'pcm',
    sampleRate: rate,
    channels: 2,
    extradata: new Uint8Array(0),
    pcmLayout: 'f32',
  };
  return { format, packets } as Stream;
};

/** The same in 24 bit, for the program that gets no raw samples. */
const flac = (hertz: number, rate = RATE): Stream => {
  const source = `aevalsrc=${AMPLITUDE}*sin(2*PI*${hertz}*t)|0:s=${rate}:d=1:c=stereo`;
  const options = ['-c:a', 'flac', '-sample_fmt', 's32', '-f', 'ogg'];
  return flacStream(oggPackets(encodeFile(['-f', 'lavfi', '-i', source], options, 'oga')));
};

const signalToNoise = (given: Float32Array, hertz: number): number => {
  const ideal = sine(hertz, 48_000, given.length);
  let [signal, noise] = [0, 0];
  for (let i = 2000; i < given.length - 2000; i++) {
    signal += (ideal[i] ?? 0) ** 2;
    noise += ((given[i] ?? 0) - (ideal[i] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
};

const measure = async (
  provider: CodecProvider,
  stream: Stream,
  resampling: ResamplingQuality,
  hertz: number,
): Promise<number> => signalToNoise((await decodeAll(provider, stream, { resampling })).left, hertz);

describe.each([
  ['node-av', nodeAv, floats],
  ['our own resampler', pcm, floats],
  ['ffmpeg', ffmpeg, flac],
] as const)('by %s', (_name, provider, make) => {
  it.each([
    ['LOW', 95],
    ['MEDIUM', 105],
    ['HIGH', 115],
  ] as const)(
    '%s keeps a tone of 10 kHz at 44.1 kHz with more than %i dB to spare',
    async (quality, decibels) => {
      expect(await measure(provider, make(10_000), quality, 10_000)).toBeGreaterThan(decibels);
    },
  );

  it.each([
    ['LOW', 60],
    ['MEDIUM', 90],
    ['HIGH', 100],
  ] as const)('%s keeps tones of 8 and 192 kHz with more than %i dB', async (quality, decibels) => {
    expect(await measure(provider, make(1000, 8000), quality, 1000)).toBeGreaterThan(decibels);
    expect(await measure(provider, make(10_000, 192_000), quality, 10_000)).toBeGreaterThan(decibels);
  });

  it('higher qualities keep higher tones', async () => {
    const tone = make(20_000);
    const [low, medium, high] = [
      await measure(provider, tone, 'LOW', 20_000),
      await measure(provider, tone, 'MEDIUM', 20_000),
      await measure(provider, tone, 'HIGH', 20_000),
    ];
    expect(low).toBeLessThan(50);
    expect(medium).toBeGreaterThan(low + 20);
    expect(high).toBeGreaterThan(medium + 20);
  });
});
