/** AAC in ADTS (ISO/IEC 13818-7 §6.2): frames with their headers, or without them and an AudioSpecificConfig. */
import type { Packet } from '../../../../streams/ports.ts';
import type { Stream } from './files.ts';

const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350,
];

const split = (bytes: Uint8Array, headerBytes: number): Packet[] => {
  const packets: Packet[] = [];
  const rate = RATES[((bytes[2] ?? 0) >> 2) & 15] ?? 44_100;
  const durationMs = (1024 / rate) * 1000;
  for (let at = 0; at + 7 <= bytes.length;) {
    const length =
      (((bytes[at + 3] ?? 0) & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5);
    packets.push({
      data: bytes.slice(at + headerBytes, at + length),
      positionMs: packets.length * durationMs,
      durationMs,
    });
    at += length;
  }
  return packets;
};

const stream = (bytes: Uint8Array, headerBytes: number): Stream => {
  const second = bytes[2] ?? 0;
  const index = (second >> 2) & 15;
  const channels = ((second & 1) << 2) | ((bytes[3] ?? 0) >> 6);
  const objectType = (second >> 6) + 1;
  const config = Uint8Array.of((objectType << 3) | (index >> 1), ((index & 1) << 7) | (channels << 3));
  return {
    format: {
      codec: 'aac',
      sampleRate: RATES[index] ?? 44_100,
      channels: channels === 7 ? 8 : channels,
      extradata: headerBytes === 0 ? new Uint8Array(0) : config,
    },
    packets: split(bytes, headerBytes),
  };
};

export const adtsPackets = (bytes: Uint8Array): Stream => stream(bytes, 0);
export const aacPackets = (bytes: Uint8Array): Stream => stream(bytes, 7);
