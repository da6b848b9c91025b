import { beforeAll, describe, expect, test } from 'vitest';
import { mp3Syntax } from '../../../src/containers/mp3/header.ts';
import { mp3 } from '../../../src/containers/mp3/index.ts';
import { ByteReader } from '../../../src/containers/reader.ts';
import { FrameCursor } from '../../../src/containers/shared/frame.cursor.ts';
import { framedDemuxer } from '../../../src/containers/shared/framed.demuxer.ts';
import type { Demuxer } from '../../../src/containers/types.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import { drain, encode, firstAfter, openBytes, truePositions } from './demux.support.ts';

const lame = (...args: readonly string[]): readonly string[] => ['-c:a', 'libmp3lame', ...args];
const NO_TAG = ['-write_xing', '0', '-id3v2_version', '0'];
const FRAME_MS = (1152 * 1000) / 44_100;
/** LAME's 576 samples and the 529 of every decoder, which the tag tells. */
const DELAY_MS = (1105 * 1000) / 44_100;

describe('seeks', () => {
  /** Long enough that the far end is reached by a jump. */
  const noises = [3, 4].flatMap((seed) => ['-f', 'lavfi', '-i', `anoisesrc=d=50:a=0.5:seed=${seed}`]);
  const waves = ['-filter_complex', "amerge=inputs=2,volume='if(lt(t,10),0,0.9)':eval=frame"];
  const files: Record<string, Uint8Array> = {};
  beforeAll(() => {
    const headless = (file: Uint8Array): Uint8Array => file.subarray(mp3Syntax.parse(file, 0)?.byteLength);
    const variable = encode(
      'mp3',
      [...lame('-q:a', '0', '-ar', '44100'), '-id3v2_version', '0'],
      [...noises, ...waves],
    );
    const constant = encode(
      'mp3',
      [...lame('-b:a', '256k', '-ar', '44100'), '-id3v2_version', '0'],
      [...noises, ...waves],
    );
    files['xing'] = variable;
    files['bare'] = headless(variable);
    files['constant'] = constant;
    files['constant bare'] = headless(constant);
  });

  const accuracies: readonly [string, number][] = [
    ['xing', 500],
    ['bare', 2500],
    ['constant', 1],
    ['constant bare', 1],
  ];
  test.each(accuracies)('%s: lands before the target and knows where to ±%i ms', async (name, tolerance) => {
    const bytes = files[name] ?? new Uint8Array(0);
    expect(bytes.length).toBeGreaterThan(1_200_000);
    const truth = truePositions(await drain(await openBytes(mp3, bytes)));
    for (const target of [14_000, 22_000, 46_000, 49_000]) {
      const packet = await firstAfter(await openBytes(mp3, bytes), target);
      expect(packet.positionMs).toBeLessThanOrEqual(target);
      expect(packet.positionMs).toBeGreaterThan(target - 150);
      expect(Math.abs((truth(packet) ?? NaN) - packet.positionMs)).toBeLessThan(tolerance);
    }
  });

  test('a target that is near a known frame is met exactly, also in a variable bit rate without a header', async () => {
    const bytes = files['bare'] ?? new Uint8Array(0);
    const truth = truePositions(await drain(await openBytes(mp3, bytes)));
    const demuxer = await openBytes(mp3, bytes);
    await drain(demuxer);
    for (const target of [48_000, 13_000, 35_555]) {
      const packet = await firstAfter(demuxer, target);
      expect(packet.positionMs).toBeCloseTo(truth(packet) ?? NaN, 6);
      expect(target - packet.positionMs).toBeLessThan(150);
    }
  });

  test('what was only estimated does not spoil what is known', async () => {
    const bytes = files['bare'] ?? new Uint8Array(0);
    const truth = truePositions(await drain(await openBytes(mp3, bytes)));
    const demuxer = await openBytes(mp3, bytes);
    await firstAfter(demuxer, 47_000);
    await drain(demuxer);
    await demuxer.seek(0);
    await drain(demuxer);
    const packet = await firstAfter(demuxer, 48_500);
    expect(packet.positionMs).toBeCloseTo(truth(packet) ?? NaN, 6);
  });

  test('a length that is too short by estimate does not forbid the rest', async () => {
    const bytes = encode('mp3', lame('-b:a', '128k', ...NO_TAG));
    const format = { codec: 'mp3', sampleRate: 44_100, channels: 2, extradata: new Uint8Array(0) } as const;
    const said = (isLengthExact: boolean): Demuxer => {
      const cursor = new FrameCursor(new ByteReader(memorySource(bytes)), mp3Syntax);
      const rest = { tags: {}, cursor, map: undefined, preRollMs: 0 };
      return framedDemuxer({ format, lengthMs: 1000, isLengthExact, ...rest });
    };
    expect((await firstAfter(said(false), 4000)).positionMs).toBeCloseTo(153 * FRAME_MS, 6);
    expect((await firstAfter(said(true), 4000)).positionMs).toBeLessThanOrEqual(1000);
  });

  test('starts early enough for the bit reservoir: 511 bytes and one frame', async () => {
    const demuxer = await openBytes(mp3, encode('mp3', lame('-b:a', '128k')));
    const packet = await firstAfter(demuxer, 2000);
    expect(Math.floor(2000 / FRAME_MS) - Math.round(packet.positionMs / FRAME_MS)).toBe(3);
  });

  test('a jump reads little', async () => {
    const source = memorySource(files['constant'] ?? new Uint8Array(0));
    const demuxer = await mp3.open(source);
    const before = source.bytesRead;
    await demuxer.seek(48_000);
    expect(source.bytesRead - before).toBeLessThanOrEqual(64 * 1024);
  });

  test('beyond the end is the end, before the start is the start', async () => {
    const demuxer = await openBytes(mp3, encode('mp3', lame('-b:a', '128k')));
    expect((await firstAfter(demuxer, -50)).positionMs).toBeCloseTo(-DELAY_MS, 6);
    await demuxer.seek(1e9);
    expect((await drain(demuxer)).length).toBeLessThan(6);
  });

  test('a connection that cannot go back can go forward', async () => {
    const demuxer = await openBytes(mp3, encode('mp3', lame('-b:a', '128k')), { seekable: false });
    expect((await firstAfter(demuxer, 3000)).positionMs).toBeCloseTo(112 * FRAME_MS - DELAY_MS, 6);
    await expect(demuxer.seek(1000)).rejects.toThrow(ContainerError);
  });
});
