import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { adtsSyntax } from '../../../src/containers/adts/header.ts';
import { adts } from '../../../src/containers/adts/index.ts';
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
  truePositions,
} from './demux.support.ts';
import { encodedText, id3Tag } from './id3.support.ts';

/** 5 s in frames of 23.2 ms, and the encoder's delay. */
const FRAMES = 217;
const FRAME_MS = (1024 * 1000) / 44_100;

const stereo = encode('aac', ['-c:a', 'aac', '-b:a', '128k']);
const mono = encode('aac', ['-c:a', 'aac', '-b:a', '64k', '-ac', '1']);

describe('packets and length', () => {
  test.each([
    ['stereo', stereo, 2],
    ['mono', mono, 1],
  ])('%s', async (_, bytes, channels) => {
    expect(adts.matches(bytes.subarray(0, 1024))).toBe(true);
    for (const { as, ...options } of DELIVERIES) {
      const demuxer = await openBytes(adts, bytes, options);
      expect(demuxer.format).toEqual({
        codec: 'aac',
        sampleRate: 44_100,
        channels,
        extradata: new Uint8Array(0),
      });
      if (as === 'as radio') expect(demuxer.lengthMs).toBeUndefined();
      else expect(demuxer.lengthMs, as).toBeCloseTo(FRAMES * FRAME_MS, 6);
      expect(demuxer.isSeekable).toBe(options.seekable ?? true);
      const packets = await drain(demuxer);
      expect(packets.length, as).toBe(FRAMES);
      packets.forEach((packet, index) => {
        expect(packet.positionMs).toBeCloseTo(index * FRAME_MS, 6);
        expect([packet.data[0], (packet.data[1] ?? 0) & 0xf6]).toEqual([0xff, 0xf0]);
      });
    }
  });

  test('blocks hold 100 to 200 ms', async () => {
    const block = (await (await openBytes(adts, stereo)).read()) ?? [];
    expect(block.length * FRAME_MS).toBeGreaterThanOrEqual(100);
    expect(block.length * FRAME_MS).toBeLessThanOrEqual(200);
  });
});

describe('seeks', () => {
  test('in a short file to the frame before the target', async () => {
    const demuxer = await openBytes(adts, stereo);
    for (const target of [0, 1000, 4900, 33]) {
      const wanted = Math.max(0, Math.floor((target - FRAME_MS) / FRAME_MS)) * FRAME_MS;
      expect((await firstAfter(demuxer, target)).positionMs).toBeCloseTo(wanted, 6);
    }
  });

  const input = ['-f', 'lavfi', '-i', 'anoisesrc=d=90:a=0.5:seed=3'];
  const bytes = encode('aac', ['-c:a', 'aac', '-b:a', '256k'], input);

  test('in a long file to the frame, after all frames were counted', async () => {
    const demuxer = await openBytes(adts, bytes);
    const packets = await drain(demuxer);
    const truth = truePositions(packets);
    expect(demuxer.lengthMs).toBeCloseTo((packets.length * 1024) / 48, 3);
    for (const target of [60_000, 85_000, 20_000]) {
      const packet = await firstAfter(demuxer, target);
      expect(packet.positionMs).toBeCloseTo(truth(packet) ?? NaN, 3);
      expect(packet.positionMs).toBeGreaterThan(target - 3 * FRAME_MS);
    }
  });

  test('in a long file from afar by estimate, without reading what lies between', async () => {
    const packets = await drain(await openBytes(adts, bytes));
    const last = packets.at(-1);
    const lengthMs = (last?.positionMs ?? 0) + (last?.durationMs ?? 0);
    const truth = truePositions(packets);
    // A second passes whenever somebody looks: nothing is quick enough to be counted.
    let nowMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 1000));
    onTestFinished(() => void vi.restoreAllMocks());
    for (const target of [500, 20_000, 60_000, 85_000]) {
      const source = memorySource(bytes);
      const demuxer = await adts.open(source);
      expect(Math.abs((demuxer.lengthMs ?? 0) / lengthMs - 1)).toBeLessThan(0.02);
      const packet = await firstAfter(demuxer, target);
      expect(packet.positionMs).toBeLessThanOrEqual(target);
      expect(Math.abs((truth(packet) ?? NaN) - packet.positionMs)).toBeLessThan(1000);
      expect(source.bytesRead).toBeLessThan(bytes.length / 2);
    }
  });
});

describe('heads and tags', () => {
  test('an ID3 tag before the sound is read', async () => {
    const tag = id3Tag(4, [
      ['TIT2', encodedText('Title', 3)],
      ['TPE1', encodedText('Artist', 3)],
    ]);
    const bytes = concat(tag, stereo);
    expect(adts.matches(bytes.subarray(0, 1024))).toBe(true);
    const demuxer = await openBytes(adts, bytes);
    expect(demuxer.tags).toEqual({ title: 'Title', author: 'Artist' });
    expect((await drain(demuxer)).length).toBe(FRAMES);
  });

  test('a stream that begins in the middle of a frame', async () => {
    const radio = encodeToPipe('adts', ['-c:a', 'aac', '-b:a', '96k']).subarray(200);
    expect(adts.matches(radio.subarray(0, 1024))).toBe(true);
    const demuxer = await openBytes(adts, radio, { seekable: false, sizeKnown: false, maxSlice: 50 });
    expect((await drain(demuxer)).length).toBe(FRAMES - 1);
  });

  test('does not match MP3, noise of ones, or nothing', () => {
    for (const bytes of [
      encode('mp3', ['-c:a', 'libmp3lame']),
      new Uint8Array(1024).fill(0xff),
      new Uint8Array(0),
    ]) {
      expect(adts.matches(bytes.subarray(0, 1024))).toBe(false);
    }
  });
});

describe('damage', () => {
  test.each([
    ['frames of several blocks', 6, 1],
    ['another layer', 1, 2],
    ['a set-up of channels that comes with the sound', 3, 0],
  ])('%s are none of ours', async (_, index, bits) => {
    const bytes = Uint8Array.from(stereo);
    for (let at = 0; at + 7 < bytes.length;) {
      const length = adtsSyntax.parse(bytes, at)?.byteLength ?? Infinity;
      if (index === 3) bytes[at + 3] = (bytes[at + 3] ?? 0) & 0x3f;
      else bytes[at + index] = (bytes[at + index] ?? 0) | bits;
      at += length;
    }
    expect(adts.matches(bytes.subarray(0, 1024))).toBe(false);
    await expect(openBytes(adts, bytes)).rejects.toThrow(ContainerError);
  });

  test('a hole costs the frames around it', async () => {
    const bytes = concat(stereo.subarray(0, 30_000), stereo.subarray(31_000));
    const packets = await drain(await openBytes(adts, bytes, { maxSlice: 100 }));
    expect(packets.length).toBeGreaterThan(FRAMES - 6);
    expect(packets.length).toBeLessThan(FRAMES);
  });

  test('what is no AAC is refused', async () => {
    for (const bytes of [new Uint8Array(0), new Uint8Array(5000).fill(255), new Uint8Array(1_500_000)]) {
      await expect(openBytes(adts, bytes)).rejects.toThrow(ContainerError);
    }
  });

  test('whatever comes, it ends', async () => {
    await fuzz(adts, [stereo, mono]);
  });
});
