/** The same packets in two containers: what one demuxer finds must be what stands in the other file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Packet } from '../../../streams/ports.ts';
import type { Container } from '../../../src/containers/types.ts';
import { oggPackets } from '../codecs/support/ogg.ts';
import { encode } from './demux.support.ts';

/** Muxes a file's packets anew, as they are. */
export const remux = (
  from: string,
  file: Uint8Array,
  ending: string,
  args: readonly string[] = [],
): Uint8Array => {
  const folder = mkdtempSync(join(tmpdir(), 'remux-'));
  try {
    const path = join(folder, `in.${from}`);
    writeFileSync(path, file);
    return encode(ending, ['-c', 'copy', ...args], ['-i', path]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Packets of an ADTS file without their headers of seven bytes. */
export const adtsPackets = (bytes: Uint8Array): readonly Uint8Array[] => {
  const packets = [];
  for (let at = 0; at + 7 <= bytes.length;) {
    const size = ((bytes[at + 3] ?? 0) & 3) * 2048 + (bytes[at + 4] ?? 0) * 8 + ((bytes[at + 5] ?? 0) >> 5);
    packets.push(bytes.slice(at + 7, at + size));
    at += size;
  }
  return packets;
};

/** Packets of an Ogg file behind its headers; ffmpeg ends FLAC with one of no bytes. */
export const soundPackets = (ogg: Uint8Array, headers: number): readonly Uint8Array[] =>
  oggPackets(ogg)
    .slice(headers)
    .filter(({ length }) => length > 0);

export const dataOf = (packets: readonly Packet[]): readonly Uint8Array[] => packets.map(({ data }) => data);

/**
 * For `fuzz`, whose rules are those of simple files: here packets may overlap in damaged tables, begin before 0 where
 * they are not heard, and have no duration where they only prime a decoder.
 */
export const lenient = (container: Container): Container => ({
  ...container,
  open: async (source) => {
    const demuxer = await container.open(source);
    const read = async () =>
      (await demuxer.read())?.map(({ data, positionMs, durationMs }) => ({
        data: data.subarray(0, 1),
        positionMs: Math.max(0, positionMs),
        durationMs: durationMs >= 0 ? Math.max(1e-9, durationMs) : durationMs,
      })) ?? null;
    return { ...demuxer, read };
  },
});
