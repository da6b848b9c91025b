/** Bytes from a pipe, cut anywhere, to samples. */

const SAMPLE_BYTES = Float32Array.BYTES_PER_ELEMENT;
const FRAME_BYTES = 2 * SAMPLE_BYTES;

/** Interleaved little-endian float32 in two channels, to planar. */
export class StereoReader {
  /** The beginning of a frame whose end is still in the pipe. */
  #rest: Uint8Array = new Uint8Array(0);

  read(bytes: Uint8Array): [Float32Array, Float32Array] {
    const all = Buffer.concat([this.#rest, bytes]);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    const frames = Math.floor(all.length / FRAME_BYTES);
    const [left, right] = [new Float32Array(frames), new Float32Array(frames)];
    for (let i = 0, at = 0; i < frames; i++, at += FRAME_BYTES) {
      left[i] = view.getFloat32(at, true);
      right[i] = view.getFloat32(at + SAMPLE_BYTES, true);
    }
    this.#rest = all.subarray(frames * FRAME_BYTES);
    return [left, right];
  }
}
