import opus from '@discordjs/opus';
import type { OpusEncoder } from '@discordjs/opus';
import { FRAME_SAMPLES, SAMPLE_RATE } from '../../../streams/ports.ts';
import type { Encoder } from '../../../streams/ports.ts';
import { opusControls, qualityControls } from '../encoder-settings.ts';
import { checkFrame } from '../frame.ts';
import { interleaveInt16 } from '../interleave.ts';
import { Scope } from '../live.ts';
import { CodecError } from '../provider.ts';
import type { EncoderSettings } from '../provider.ts';

export const openEncoder = (settings: EncoderSettings): Encoder => new DiscordjsEncoder(settings);

class DiscordjsEncoder implements Encoder {
  readonly #scope = new Scope();
  /** The package has no way to free it; letting go of it is all there is, the garbage collector does the rest. */
  #opus: OpusEncoder | undefined;
  readonly #samples = new Int16Array(FRAME_SAMPLES * 2);
  readonly #bytes = Buffer.from(this.#samples.buffer);

  constructor({ complexity, bitrate }: EncoderSettings) {
    const encoder = new opus.OpusEncoder(SAMPLE_RATE, 2);
    for (const [control, value] of opusControls(complexity, bitrate)) encoder.applyEncoderCTL(control, value);
    this.#opus = this.#scope.own(encoder, () => {
      this.#opus = undefined;
    });
  }

  encode(left: Float32Array, right: Float32Array): Uint8Array {
    if (this.#opus === undefined) throw new CodecError('The encoder was used after it had been freed.');
    checkFrame(left, right);
    interleaveInt16(left, right, this.#samples);
    return this.#opus.encode(this.#bytes);
  }

  tune({ complexity, bitrate }: EncoderSettings): void {
    for (const [control, value] of qualityControls(complexity, bitrate))
      this.#opus?.applyEncoderCTL(control, value);
  }

  free(): void {
    this.#scope.free();
  }
}
