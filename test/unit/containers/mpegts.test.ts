import { describe, expect, test } from 'vitest';
import { containers } from '../../../src/containers/index.ts';
import type { Container, Demuxer } from '../../../src/containers/types.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import {
  DELIVERIES,
  concat,
  drain,
  encode,
  firstAfter,
  fuzz,
  openBytes,
  truePositions,
} from './demux.support.ts';

const containerOf = (bytes: Uint8Array): Container => {
  const found = containers.find((container) => container.matches(bytes.subarray(0, 1024)));
  if (found === undefined) throw new Error('no container');
  return found;
};

const open = (bytes: Uint8Array): Promise<Demuxer> => openBytes(containerOf(bytes), bytes);

const AAC = ['-c:a', 'aac', '-b:a', '128k', '-ac', '2'];
const MP3 = ['-c:a', 'libmp3lame', '-b:a', '128k', '-ac', '2', '-write_xing', '0'];
const FILM = [
  ...['-f', 'lavfi', '-i', 'testsrc=duration=40:size=160x120:rate=10'],
  ...['-f', 'lavfi', '-i', 'anoisesrc=d=40:a=0.5:seed=3'],
];

const aacTs = encode('ts', AAC);

describe('packets and length', () => {
  test.each([
    ['AAC', 'aac', AAC],
    ['MP3', 'mp3', MP3],
  ])('%s: the frames of the bare stream, however the bytes come', async (_, ending, args) => {
    const bare = await drain(await open(encode(ending, args)));
    const bytes = encode('ts', args);
    const lengthMs = bare.length * (bare[0]?.durationMs ?? 0);
    for (const { as, ...options } of DELIVERIES) {
      const demuxer = await openBytes(containerOf(bytes), bytes, options);
      expect(demuxer.format.codec).toBe(ending);
      expect(demuxer.tags).toEqual({ title: 'Service01', author: 'FFmpeg' });
      if (options.seekable === false) expect(demuxer.lengthMs, as).toBeUndefined();
      else expect(Math.abs((demuxer.lengthMs ?? 0) - lengthMs), as).toBeLessThan(0.1);
      expect(demuxer.clockMs).toBeCloseTo(1400, -2);
      const packets = await drain(demuxer);
      expect(packets.map(({ data }) => Buffer.from(data))).toEqual(bare.map(({ data }) => Buffer.from(data)));
      expect(packets.at(-1)?.positionMs).toBeCloseTo(bare.at(-1)?.positionMs ?? 0, 6);
    }
  });

  test('packets of 192 bytes, repeated packets, and garbage between them', async () => {
    const whole = await drain(await open(aacTs));
    const packets = Array.from({ length: aacTs.length / 188 }, (_, at) =>
      aacTs.subarray(at * 188, at * 188 + 188),
    );
    const stamped = concat(...packets.flatMap((packet) => [new Uint8Array(4), packet]));
    const repeated = concat(...packets.flatMap((packet) => [packet, packet]));
    const dirty = concat(
      ...packets.flatMap((packet, at) => (at % 50 === 20 ? [packet, new Uint8Array(77)] : [packet])),
    );
    for (const bytes of [stamped, repeated, dirty]) {
      const same = await drain(await open(bytes));
      expect(same.map(({ data }) => Buffer.from(data))).toEqual(whole.map(({ data }) => Buffer.from(data)));
    }
  });

  test('what we cannot decode is named', async () => {
    const bytes = encode('ts', ['-c:a', 'ac3']);
    await expect(open(bytes)).rejects.toThrow(
      new ContainerError('No supported audio format in the transport stream: AC-3.'),
    );
  });
});

describe('seeks', () => {
  test('in a film to a quarter of a second before the target, without reading what lies between', async () => {
    const bytes = encode(
      'ts',
      [...AAC, '-c:v', 'mpeg2video', '-b:v', '1500k', '-minrate', '1500k', '-shortest'],
      FILM,
    );
    const container = containerOf(bytes);
    const truth = truePositions(await drain(await container.open(memorySource(bytes))));
    for (const target of [0, 100, 5000, 25_000, 39_000, 12_345, 200_000]) {
      const source = memorySource(bytes);
      const demuxer = await container.open(source);
      const { lengthMs = 0 } = demuxer;
      expect(Math.abs(lengthMs - 40_000)).toBeLessThan(60);
      const packet = await firstAfter(demuxer, target);
      const wanted = Math.max(0, Math.min(target, lengthMs) - 250);
      expect(packet.positionMs).toBeLessThanOrEqual(wanted + 1);
      expect(wanted - packet.positionMs).toBeLessThan(60);
      expect(Math.abs(packet.positionMs - (truth(packet) ?? NaN))).toBeLessThan(1);
      expect(source.bytesRead).toBeLessThan(bytes.length / 2);
    }
  });
});

test('damage ends in packets or in an error for people', async () => {
  await fuzz(containerOf(aacTs), [aacTs]);
});
