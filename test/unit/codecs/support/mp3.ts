/** MPEG audio layer 3 frames (ISO/IEC 11172-3 §2.4.1.3), without the ID3 tag and the Xing/Info frame. */
import type { Packet } from '../../../../streams/ports.ts';
import type { Stream } from './files.ts';

const V1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const V2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES = [44_100, 48_000, 32_000];

export const mp3Packets = (bytes: Uint8Array): Stream => {
  let at = 0;
  if (String.fromCharCode(...bytes.subarray(0, 3)) === 'ID3') {
    const size = [6, 7, 8, 9].reduce((sum, index) => (sum << 7) | (bytes[index] ?? 0), 0);
    at = 10 + size;
  }
  const packets: Packet[] = [];
  let [sampleRate, channels] = [0, 0];
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const version = ((bytes[at + 1] ?? 0) >> 3) & 3;
    const third = bytes[at + 2] ?? 0;
    sampleRate = (RATES[(third >> 2) & 3] ?? 0) / (version === 3 ? 1 : version === 2 ? 2 : 4);
    channels = (bytes[at + 3] ?? 0) >> 6 === 3 ? 1 : 2;
    const kbps = (version === 3 ? V1 : V2)[third >> 4] ?? 0;
    const samples = version === 3 ? 1152 : 576;
    const length = Math.floor(((samples / 8) * kbps * 1000) / sampleRate) + ((third >> 1) & 1);
    const data = bytes.slice(at, at + length);
    at += length;
    const text = String.fromCharCode(...data.subarray(0, 48));
    if (text.includes('Xing') || text.includes('Info')) continue;
    const durationMs = (samples / sampleRate) * 1000;
    packets.push({ data, positionMs: packets.length * durationMs, durationMs });
  }
  return { format: { codec: 'mp3', sampleRate, channels, extradata: new Uint8Array(0) }, packets };
};
