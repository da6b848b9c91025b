/** How each layout's samples are read; integers are scaled by their full scale, as the reference does (s / 32768). */
import type { PcmLayout } from '../../../streams/ports.ts';

export interface SampleLayout {
  /** Bytes of one sample. */
  readonly bytes: number;
  /** Fills `samples` from every `stride`-th byte on from `offset`. */
  read(view: DataView, offset: number, stride: number, samples: Float32Array): void;
}

type ReadSample = (view: DataView, at: number) => number;

const layout = (bytes: number, sample: ReadSample): SampleLayout => ({
  bytes,
  read: (view, offset, stride, samples) => {
    for (let i = 0, at = offset; i < samples.length; i++, at += stride) samples[i] = sample(view, at);
  },
});

export const layouts: Readonly<Record<PcmLayout, SampleLayout>> = {
  u8: layout(1, (view, at) => (view.getUint8(at) - 128) / 128),
  s16: layout(2, (view, at) => view.getInt16(at, true) / 32_768),
  s24: layout(3, (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8_388_608),
  s32: layout(4, (view, at) => view.getInt32(at, true) / 2_147_483_648),
  f32: layout(4, (view, at) => view.getFloat32(at, true)),
  f64: layout(8, (view, at) => view.getFloat64(at, true)),
};
