/** What the tests of all demuxers need: real files, ways to deliver them, and a judge for damaged ones. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Packet } from '../../../streams/ports.ts';
import type { Container, Demuxer } from '../../../src/containers/types.ts';
import { ContainerError } from '../../../src/containers/types.ts';
import type { MemorySourceOptions } from '../../support/memory.source.ts';
import { memorySource } from '../../support/memory.source.ts';

/** Five seconds whose loudness goes up and down, so that variable bit rates vary and no two frames are alike. */
const SOUND = [
  ...[
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:duration=5',
    '-f',
    'lavfi',
    '-i',
    'anoisesrc=d=5:a=0.3:seed=7',
  ],
  ...['-filter_complex', 'amerge=inputs=2,tremolo=f=0.5:d=0.9'],
];

/** Encodes SOUND, or what `input` says, with ffmpeg into a file of that ending. */
export const encode = (
  ending: string,
  args: readonly string[],
  input: readonly string[] = SOUND,
): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'demux-'));
  try {
    const path = join(folder, `sound.${ending}`);
    execFileSync(ffmpeg.path, ['-v', 'error', ...input, ...args, path]);
    return new Uint8Array(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** The same, but written into a pipe: the encoder cannot go back and note the length. */
export const encodeToPipe = (format: string, args: readonly string[]): Uint8Array =>
  new Uint8Array(
    execFileSync(ffmpeg.path, ['-v', 'error', ...SOUND, ...args, '-f', format, 'pipe:1'], {
      maxBuffer: 2 ** 26,
    }),
  );

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

export const drain = async (demuxer: Demuxer): Promise<readonly Packet[]> => {
  const packets: Packet[] = [];
  for (let block = await demuxer.read(); block !== null; block = await demuxer.read()) {
    expect(block.length).toBeGreaterThan(0);
    packets.push(...block);
  }
  return packets;
};

/** A file on disk, a slow connection, and a connection that can only go forward. */
export const DELIVERIES: readonly (MemorySourceOptions & { readonly as: string })[] = [
  { as: 'whole' },
  { as: 'in slices', maxSlice: 700 },
  { as: 'forward only, in crumbs', seekable: false, maxSlice: 9 },
  { as: 'as radio', seekable: false, sizeKnown: false, maxSlice: 1500 },
];

export const openBytes = (
  container: Container,
  bytes: Uint8Array,
  options?: MemorySourceOptions,
): Promise<Demuxer> => container.open(memorySource(bytes, options));

const keyOf = (packet: Packet): string => Buffer.from(packet.data).toString('base64');

/** True position of each packet of a file, by its bytes; packets that occur twice are left out. */
export const truePositions = (packets: readonly Packet[]): ((packet: Packet) => number | undefined) => {
  const positions = new Map<string, number | undefined>();
  for (const packet of packets) {
    const key = keyOf(packet);
    positions.set(key, positions.has(key) ? undefined : packet.positionMs);
  }
  return (packet) => positions.get(keyOf(packet));
};

/** The first packet after a seek, of a fresh demuxer or of one that has played already. */
export const firstAfter = async (demuxer: Demuxer, positionMs: number): Promise<Packet> => {
  await demuxer.seek(positionMs);
  const packet = (await demuxer.read())?.[0];
  if (packet === undefined) throw new Error(`nothing after a seek to ${positionMs}`);
  return packet;
};

/** Changes some bytes, cuts some off, doubles some. */
const damaged = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      bytes: fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.nat(255) }), {
        maxLength: 60,
      }),
      /** Most damage that matters lies in the headers. */
      head: fc.array(fc.record({ at: fc.nat(200), value: fc.nat(255) }), { maxLength: 6 }),
      cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      hole: fc.option(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(5000))),
    })
    .map((damage) => {
      const copy = Uint8Array.from(bytes);
      for (const { at, value } of damage.bytes) copy[Math.floor(at * (copy.length - 1))] = value;
      for (const { at, value } of damage.head) copy[Math.min(at, copy.length - 1)] = value;
      const end = damage.cut === null ? copy.length : Math.floor(damage.cut * copy.length);
      const [from, length] = damage.hole ?? [0, 0];
      const hole = Math.floor(from * end);
      return concat(copy.subarray(0, hole), copy.subarray(hole + length, Math.max(hole + length, end)));
    });

const delivery: fc.Arbitrary<MemorySourceOptions> = fc.record({
  seekable: fc.boolean(),
  sizeKnown: fc.boolean(),
  maxSlice: fc.constantFrom(1, 13, 1000, 100_000),
  seed: fc.nat(),
});

/** Plays, seeks and plays: ends, stays within its bytes, and knows only one kind of error. */
const judge = async (
  container: Container,
  bytes: Uint8Array,
  options: MemorySourceOptions,
): Promise<void> => {
  const source = memorySource(bytes, options);
  container.matches(bytes.subarray(0, 1024));
  try {
    const demuxer = await container.open(source);
    for (const seekMs of [undefined, 2000, 100, 1e9, 0]) {
      if (seekMs !== undefined) await demuxer.seek(seekMs);
      let sum = 0;
      for (const packet of await drain(demuxer)) {
        sum += packet.data.length;
        expect(packet.data.length).toBeGreaterThan(0);
        expect(packet.durationMs).toBeGreaterThan(0);
        expect(packet.positionMs).toBeGreaterThanOrEqual(0);
      }
      expect(sum).toBeLessThanOrEqual(bytes.length);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(ContainerError);
  }
};

/** Damaged versions of `files`, and bytes that never were one behind the first bytes of one. */
export const fuzz = async (
  container: Container,
  files: readonly Uint8Array[],
  numRuns = 60,
): Promise<void> => {
  const short = files.map((file) => file.subarray(0, 60_000));
  const random = fc
    .tuple(fc.constantFrom(...short), fc.nat(120), fc.uint8Array({ maxLength: 3000 }))
    .map(([file, kept, rest]) => concat(file.subarray(0, kept), rest));
  const bytes = fc.oneof(...short.map(damaged), random);
  await fc.assert(
    fc.asyncProperty(bytes, delivery, (content, options) => judge(container, content, options)),
    { seed: 42, numRuns },
  );
};
