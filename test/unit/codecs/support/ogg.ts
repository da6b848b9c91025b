/** Ogg pages to packets (RFC 3533), and from them the set-up and the sound of FLAC, Vorbis and Opus. */
import type { AudioCodec, Packet } from '../../../../streams/ports.ts';
import type { Stream } from './files.ts';

export const oggPackets = (bytes: Uint8Array): Uint8Array[] => {
  const packets: Uint8Array[] = [];
  let parts: Uint8Array[] = [];
  for (let at = 0; at + 27 <= bytes.length;) {
    const lacing = bytes.subarray(at + 27, at + 27 + (bytes[at + 26] ?? 0));
    at += 27 + lacing.length;
    for (const size of lacing) {
      parts.push(bytes.subarray(at, at + size));
      at += size;
      if (size === 255) continue;
      // The page that ends a FLAC stream holds an empty packet.
      if (parts.some((part) => part.length > 0)) packets.push(new Uint8Array(Buffer.concat(parts)));
      parts = [];
    }
  }
  return packets;
};

const view = (bytes: Uint8Array | undefined): DataView => {
  if (bytes === undefined) throw new Error('The test file has no header packet.');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

interface Header {
  readonly codec: AudioCodec;
  readonly sampleRate: number;
  readonly channels: number;
  readonly extradata: Uint8Array;
}

/** Positions are only roughly right, which is enough: decoders look at the first one alone. */
const timed = (format: Header, data: readonly Uint8Array[], durationMs: number): Stream => ({
  format,
  packets: data.map((bytes, index): Packet => ({ data: bytes, positionMs: index * durationMs, durationMs })),
});

export const flacStream = (packets: readonly Uint8Array[]): Stream => {
  const first = view(packets[0]);
  const headers = 1 + first.getUint16(7);
  const extradata = new Uint8Array(first.buffer.slice(17, 17 + 34));
  const info = view(extradata);
  const sampleRate = info.getUint32(10) >>> 12;
  const channels = ((info.getUint8(12) >> 1) & 7) + 1;
  const format: Header = { codec: 'flac', sampleRate, channels, extradata };
  return timed(format, packets.slice(headers), (info.getUint16(2) / sampleRate) * 1000);
};

const xiph = (headers: readonly Uint8Array[]): Uint8Array => {
  const lace = (size: number): number[] => [
    ...new Array<number>(Math.floor(size / 255)).fill(255),
    size % 255,
  ];
  const sizes = headers.slice(0, -1).flatMap((header) => lace(header.length));
  return new Uint8Array(Buffer.concat([Uint8Array.of(headers.length - 1, ...sizes), ...headers]));
};

export const vorbisStream = (packets: readonly Uint8Array[]): Stream => {
  const id = view(packets[0]);
  const format: Header = {
    codec: 'vorbis',
    channels: id.getUint8(11),
    sampleRate: id.getUint32(12, true),
    extradata: xiph(packets.slice(0, 3)),
  };
  return timed(format, packets.slice(3), 20);
};

export const opusStream = (packets: readonly Uint8Array[]): Stream => {
  const head = view(packets[0]);
  const format: Header = {
    codec: 'opus',
    sampleRate: 48_000,
    channels: head.getUint8(9),
    extradata: new Uint8Array(head.buffer.slice(0)),
  };
  return timed(format, packets.slice(2), 20);
};
