/**
 * The codec port of one player: its encoders follow the player's dial, and the dial is told what they work on.
 *
 *     dial.current   Q1 ─────── Q2 ─────        read at each frame that is encoded
 *     frames         f f f f f  f f f f
 *     encoder         1 1 1 1 t 2 2 2 2         t: told to change
 */
import { map } from 'rxjs';
import type { AudioFormat, CodecPort, Decoder, Encoder, EncoderQuality, PacketBlock } from '../ports.ts';
import type { QualityDial } from '../sender/quality.ts';

const BITS = 8;
const MS = 1000;

const bitrateOf = (block: PacketBlock): number | null => {
  const bytes = block.reduce((sum, { data }) => sum + data.length, 0);
  const durationMs = block.reduce((sum, packet) => sum + packet.durationMs, 0);
  return durationMs === 0 ? null : (bytes * BITS * MS) / durationMs;
};

class TunedEncoder implements Encoder {
  readonly #encoder: Encoder;
  readonly #dial: QualityDial;
  #quality: EncoderQuality | null;

  constructor(encoder: Encoder, dial: QualityDial, opened: EncoderQuality | null) {
    this.#encoder = encoder;
    this.#dial = dial;
    this.#quality = opened;
  }

  encode(left: Float32Array, right: Float32Array): Uint8Array {
    const quality = this.#dial.current;
    if (quality !== null && quality !== this.#quality) {
      this.#quality = quality;
      this.#encoder.tune?.(quality);
    }
    this.#dial.frames += 1;
    return this.#encoder.encode(left, right);
  }

  free(): void {
    this.#encoder.free();
  }
}

const watched = (decoder: Decoder, format: AudioFormat, dial: QualityDial): Decoder => ({
  decode: (block) => {
    dial.source = { format, bitrate: bitrateOf(block) };
    return decoder.decode(block);
  },
  flush: () => decoder.flush(),
  reset: () => decoder.reset(),
  free: () => decoder.free(),
});

export const tunedCodecs = (codecs: CodecPort, dial: QualityDial): CodecPort => ({
  decoder: (format) => codecs.decoder(format).pipe(map((decoder) => watched(decoder, format, dial))),
  encoder: () =>
    codecs.encoder().pipe(map((encoder) => new TunedEncoder(encoder, dial, codecs.quality ?? null))),
});
