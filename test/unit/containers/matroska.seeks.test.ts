import { describe, expect, test } from 'vitest';
import { matroska } from '../../../src/containers/matroska/index.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import type { MemorySourceOptions } from '../../support/memory.source.ts';
import { memorySource } from '../../support/memory.source.ts';
import { drain, encode, firstAfter, openBytes, truePositions } from './demux.support.ts';

const RADIO = { seekable: false, sizeKnown: false, maxSlice: 1500 };
const LIVE = ['-live', '1', '-cluster_time_limit', '500'];

const open = (bytes: Uint8Array, options?: MemorySourceOptions) => openBytes(matroska, bytes, options);
const play = async (bytes: Uint8Array) => drain(await open(bytes));

describe('seeks', () => {
  const kinds: readonly [string, readonly string[], number][] = [
    ['Opus with cues', ['-c:a', 'libopus', '-cluster_time_limit', '400'], 101],
    ['Opus without cues', ['-c:a', 'libopus', ...LIVE], 101],
    ['Vorbis', ['-c:a', 'libvorbis', '-cluster_time_limit', '400'], 48],
  ];
  test.each(kinds)('%s lands at or right before the target', async (_, args, within) => {
    const bytes = encode('webm', args);
    const trueOf = truePositions(await play(bytes));
    for (const maxSlice of [100_000, 999]) {
      const demuxer = await open(bytes, { maxSlice });
      for (const target of [4000, 20, 0, 1000, 999.99, 2345, 4990]) {
        const packet = await firstAfter(demuxer, target);
        expect(packet.positionMs).toBeLessThanOrEqual(target);
        expect(packet.positionMs).toBeGreaterThan(target - within);
        if (packet.durationMs > 1) expect(packet.positionMs).toBe(trueOf(packet));
        expect((await drain(demuxer)).at(-1)?.positionMs ?? 5000).toBeGreaterThan(4950);
      }
      expect((await firstAfter(demuxer, 60_000)).positionMs).toBeGreaterThan(4890);
    }
  });

  test.each([
    ['cues', []],
    ['no cues', ['-live', '1']],
  ])('a file with %s is not read whole', async (_, args) => {
    const input = ['-f', 'lavfi', '-i', 'anoisesrc=d=60:a=0.3:seed=7'];
    const codec = ['-c:a', 'libopus', '-b:a', '256k', '-compression_level', '0', '-ac', '2'];
    const bytes = encode('webm', [...codec, ...args, '-cluster_time_limit', '2000'], input);
    expect(bytes.length).toBeGreaterThan(1_500_000);
    const source = memorySource(bytes);
    const demuxer = await matroska.open(source);
    // Without a duration in its header (-live), the end of the file tells the length.
    expect(source.bytesRead).toBeLessThanOrEqual(8 * 65_536);
    expect(Math.abs((demuxer.lengthMs ?? NaN) - 60_000)).toBeLessThanOrEqual(10);
    for (const target of [50_000, 3000, 30_000]) {
      const before = source.bytesRead;
      expect((await firstAfter(demuxer, target)).positionMs).toBeGreaterThan(target - 101);
      expect(source.bytesRead - before).toBeLessThan(8 * 65_536);
    }
  });

  test('a source that only goes forward can pass over, but not go back', async () => {
    const demuxer = await open(encode('webm', ['-c:a', 'libopus']), RADIO);
    await demuxer.seek(0);
    expect((await firstAfter(demuxer, 3000)).positionMs).toBeGreaterThan(2900);
    await expect(demuxer.seek(1000)).rejects.toThrow(ContainerError);
  });
});
