/**
 * Sun's AU: the least that tells how many channels follow. A stream that is said to be mono may turn out to be stereo
 * (HE-AAC v2), so ffmpeg has to say.
 */

const HEADER_BYTES = 24;
const OFFSET_FIELD = 4;
const CHANNELS_FIELD = 20;
const SAMPLE_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Takes the bytes of one AU file of big-endian float32 as they come. */
export class AuReader {
  #rest: Uint8Array = new Uint8Array(0);
  /** 0 until the header is through. */
  #channels = 0;

  /** Planar samples of what is complete; no channels before the header is. */
  read(bytes: Uint8Array): Float32Array[] {
    const all = Buffer.concat([this.#rest, bytes]);
    const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
    let at = 0;
    if (this.#channels === 0) {
      at = all.length < HEADER_BYTES ? Infinity : view.getUint32(OFFSET_FIELD);
      if (at <= all.length) this.#channels = view.getUint32(CHANNELS_FIELD);
    }
    const frameBytes = this.#channels * SAMPLE_BYTES;
    const frames = this.#channels === 0 ? 0 : Math.floor((all.length - at) / frameBytes);
    const channels = Array.from({ length: this.#channels }, (_, channel) => {
      const samples = new Float32Array(frames);
      for (let i = 0, from = at + channel * SAMPLE_BYTES; i < frames; i++, from += frameBytes)
        samples[i] = view.getFloat32(from);
      return samples;
    });
    this.#rest = this.#channels === 0 ? all : all.subarray(at + frames * frameBytes);
    return channels;
  }
}
