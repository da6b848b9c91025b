/** WAV by its `fmt ` and `data` chunks, cut into packets of 20 ms. */
import type { Packet, PcmLayout } from '../../../../streams/ports.ts';
import type { Stream } from './files.ts';

const layoutOf = (isFloat: boolean, bits: number): PcmLayout => {
  const name = isFloat ? `f${bits}` : bits === 8 ? 'u8' : `s${bits}`;
  const known: readonly PcmLayout[] = ['u8', 's16', 's24', 's32', 'f32', 'f64'];
  const layout = known.find((each) => each === name);
  if (layout === undefined) throw new Error(`The test file has samples of ${bits} bits.`);
  return layout;
};

export const wavStream = (bytes: Uint8Array): Stream => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let format = { isFloat: false, channels: 2, sampleRate: 44_100, bits: 16 };
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = String.fromCharCode(...bytes.subarray(at, at + 4));
    const size = Math.min(view.getUint32(at + 4, true), bytes.length - at - 8);
    if (id === 'fmt ') {
      const tag = view.getUint16(at + 8, true);
      const isFloat = (tag === 0xfffe ? view.getUint16(at + 32, true) : tag) === 3;
      const [channels, sampleRate] = [view.getUint16(at + 10, true), view.getUint32(at + 12, true)];
      format = { isFloat, channels, sampleRate, bits: view.getUint16(at + 22, true) };
    }
    if (id === 'data') {
      const { channels, sampleRate, isFloat, bits } = format;
      const frame = channels * (bits / 8);
      const step = Math.round(sampleRate / 50) * frame;
      const packets: Packet[] = [];
      for (let offset = 0; offset < size; offset += step) {
        const data = bytes.slice(at + 8 + offset, at + 8 + Math.min(size, offset + step));
        const ms = (count: number): number => (count / frame / sampleRate) * 1000;
        packets.push({ data, positionMs: ms(offset), durationMs: ms(data.length) });
      }
      const pcmLayout = layoutOf(isFloat, bits);
      return {
        format: { codec: 'pcm', sampleRate, channels, extradata: new Uint8Array(0), pcmLayout },
        packets,
      };
    }
    at += 8 + size + (size & 1);
  }
  throw new Error('The test file has no data chunk.');
};
