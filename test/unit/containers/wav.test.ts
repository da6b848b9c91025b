import { describe, expect, test } from 'vitest';
import { wav } from '../../../src/containers/wav/index.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import {
  DELIVERIES,
  concat,
  drain,
  encode,
  encodeToPipe,
  firstAfter,
  fuzz,
  openBytes,
} from './demux.support.ts';

const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255];
const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];
const chunk = (name: string, body: Uint8Array, said = body.length): Uint8Array =>
  concat(Buffer.from(name), Uint8Array.from(u32(said)), body, new Uint8Array(body.length % 2));
const riff = (...chunks: readonly Uint8Array[]): Uint8Array =>
  concat(Buffer.from('RIFF'), new Uint8Array(4), Buffer.from('WAVE'), ...chunks);
const format = (
  tag: number,
  channels: number,
  rate: number,
  bits: number,
  align = (bits / 8) * channels,
): Uint8Array =>
  Uint8Array.from([...u16(tag), ...u16(channels), ...u32(rate), ...u32(0), ...u16(align), ...u16(bits)]);
const ramp = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index & 255);

describe('samples', () => {
  test.each([
    ['pcm_u8', 'u8', 1, 44_100],
    ['pcm_s16le', 's16', 2, 8000],
    ['pcm_s16le', 's16', 2, 192_000],
    ['pcm_s24le', 's24', 3, 44_100],
    ['pcm_s32le', 's32', 4, 96_000],
    ['pcm_f32le', 'f32', 4, 44_100],
    ['pcm_f64le', 'f64', 8, 44_100],
  ])('%s at %s', async (codec, layout, sampleBytes, rate) => {
    const bytes = encode('wav', ['-c:a', codec, '-ar', String(rate)]);
    expect(wav.matches(bytes.subarray(0, 1024))).toBe(true);
    const soundBytes = 5 * rate * 2 * sampleBytes;
    for (const { as, ...options } of DELIVERIES) {
      // Crumbs of five megabytes take longer than they tell.
      if (options.maxSlice !== undefined && options.maxSlice < 100 && soundBytes > 500_000) continue;
      const demuxer = await openBytes(wav, bytes, options);
      expect(demuxer.format).toMatchObject({
        codec: 'pcm',
        sampleRate: rate,
        channels: 2,
        pcmLayout: layout,
      });
      expect(demuxer.lengthMs).toBe(5000);
      expect(demuxer.isSeekable).toBe(options.seekable ?? true);
      const packets = await drain(demuxer);
      expect(packets.length, as).toBe(50);
      expect(packets.at(-1)).toMatchObject({ positionMs: 4900, durationMs: 100 });
      const sound = concat(...packets.map((packet) => packet.data));
      expect(Buffer.compare(sound, bytes.subarray(bytes.length - soundBytes))).toBe(0);
    }
  });

  test('more than two channels, and the extensible form', async () => {
    const bytes = encode('wav', ['-c:a', 'pcm_s16le', '-ac', '6']);
    const demuxer = await openBytes(wav, bytes);
    expect(demuxer.format).toMatchObject({ channels: 6, pcmLayout: 's16' });
    expect(demuxer.lengthMs).toBe(5000);
  });

  test('24 bits in 32', async () => {
    const bytes = riff(chunk('fmt ', format(1, 2, 48_000, 24, 8)), chunk('data', ramp(8 * 4800)));
    const demuxer = await openBytes(wav, bytes);
    expect(demuxer.format.pcmLayout).toBe('s32');
    expect(demuxer.lengthMs).toBe(100);
  });

  test.each([
    ['ADPCM', 'adpcm_ms'],
    ['A-law', 'pcm_alaw'],
  ])('%s is refused with a message for people', async (_, codec) => {
    const bytes = encode('wav', ['-c:a', codec]);
    await expect(openBytes(wav, bytes)).rejects.toThrow('No supported audio format in the WAV file.');
  });

  test.each([
    ['no channels', format(1, 0, 44_100, 16)],
    ['a rate of 50 Hz', format(1, 2, 50, 16)],
    ['17 channels', format(1, 17, 44_100, 16)],
  ])('%s are refused', async (_, body) => {
    await expect(openBytes(wav, riff(chunk('fmt ', body), chunk('data', ramp(400))))).rejects.toThrow(
      ContainerError,
    );
  });
});

describe('chunks', () => {
  const fmt = chunk('fmt ', format(1, 1, 8000, 16));
  const sound = ramp(1600);
  const lengthOf = async (bytes: Uint8Array, options = {}): Promise<number | undefined> =>
    (await openBytes(wav, bytes, options)).lengthMs;

  test('odd sizes are padded, unknown chunks are passed over, also megabytes of them', async () => {
    const big = chunk('junk', new Uint8Array(3_000_001));
    const source = memorySource(
      riff(chunk('LIST', ramp(27)), big, fmt, chunk('bext', ramp(3)), chunk('data', sound)),
    );
    const demuxer = await wav.open(source);
    expect(demuxer.lengthMs).toBe(100);
    expect(concat(...(await drain(demuxer)).map((packet) => packet.data))).toEqual(sound);
    expect(source.bytesRead).toBeLessThan(200_000);
  });

  test('what follows the samples is no sound', async () => {
    const bytes = riff(fmt, chunk('data', sound), chunk('LIST', ramp(500)));
    expect(concat(...(await drain(await openBytes(wav, bytes))).map((packet) => packet.data))).toEqual(sound);
  });

  test('the format behind the samples, where one can come back', async () => {
    const bytes = riff(chunk('data', sound), fmt);
    expect(await lengthOf(bytes)).toBe(100);
    await expect(lengthOf(bytes, { seekable: false })).rejects.toThrow('The WAV file has no format.');
  });

  test.each([0, 0xffff_ffff])('a size of %i means: as much as there is', async (said) => {
    const bytes = riff(fmt, chunk('data', sound, said));
    expect(await lengthOf(bytes)).toBe(100);
    const radio = await openBytes(wav, bytes, { seekable: false, sizeKnown: false, maxSlice: 7 });
    expect(radio.lengthMs).toBeUndefined();
    expect(radio.isSeekable).toBe(false);
    expect(concat(...(await drain(radio)).map((packet) => packet.data))).toEqual(sound);
  });

  test('a size larger than the file is cut to it, and half a sample is none', async () => {
    const bytes = riff(fmt, chunk('data', sound, 50_000)).subarray(0, -1);
    const demuxer = await openBytes(wav, bytes);
    expect(demuxer.lengthMs).toBeCloseTo(799 / 8, 9);
    expect((await drain(demuxer))[0]?.data.length).toBe(1598);
  });

  test('from a pipe, and RF64', async () => {
    expect(await lengthOf(encodeToPipe('wav', ['-ar', '8000']))).toBe(5000);
    const rf64 = encode('wav', ['-ar', '8000', '-rf64', 'always']);
    expect(wav.matches(rf64)).toBe(true);
    expect(await lengthOf(rf64)).toBe(5000);
    expect(await lengthOf(rf64, { sizeKnown: false, seekable: false })).toBe(5000);
  });
});

describe('seeks', () => {
  test('to the sample', async () => {
    const bytes = encode('wav', ['-ar', '44100']);
    const demuxer = await openBytes(wav, bytes, { maxSlice: 5000 });
    const start = bytes.length - 5 * 44_100 * 4;
    for (const sample of [44_100, 3, 0, 123_457, 220_499]) {
      const packet = await firstAfter(demuxer, (sample * 1000) / 44_100);
      expect(packet.positionMs).toBeCloseTo((sample * 1000) / 44_100, 9);
      expect(packet.data).toEqual(bytes.slice(start + sample * 4, start + sample * 4 + packet.data.length));
    }
    expect((await firstAfter(demuxer, 1000.01)).positionMs).toBe(1000);
  });

  test('beyond the end is the end, before the start is the start', async () => {
    const demuxer = await openBytes(wav, encode('wav', []));
    await demuxer.seek(1e12);
    expect(await demuxer.read()).toBeNull();
    expect((await firstAfter(demuxer, -1)).positionMs).toBe(0);
  });

  test('a connection that cannot go back can go forward', async () => {
    const demuxer = await openBytes(wav, encode('wav', []), { seekable: false, maxSlice: 9000 });
    expect((await firstAfter(demuxer, 3000)).positionMs).toBe(3000);
    await expect(demuxer.seek(1000)).rejects.toThrow(ContainerError);
  });
});

describe('damage', () => {
  test('what is no WAV is refused', async () => {
    const avi = concat(Buffer.from('RIFF\0\0\0\0AVI '), ramp(100));
    expect(wav.matches(avi)).toBe(false);
    for (const bytes of [new Uint8Array(0), avi, riff(), riff(chunk('fmt ', format(1, 1, 8000, 16)))]) {
      await expect(openBytes(wav, bytes)).rejects.toThrow(ContainerError);
    }
  });

  test('whatever comes, it ends', async () => {
    await fuzz(wav, [
      encode('wav', ['-ar', '8000']),
      encode('wav', ['-c:a', 'pcm_f32le']),
      riff(chunk('data', ramp(99))),
    ]);
  });
});
