import { FRAME_SAMPLES, SAMPLE_RATE } from '../../../streams/ports.ts';
import type { Encoder } from '../../../streams/ports.ts';
import { opusControls, qualityControls } from '../encoder-settings.ts';
import { checkFrame } from '../frame.ts';
import { interleaveInt16 } from '../interleave.ts';
import { Scope } from '../live.ts';
import { CodecError } from '../provider.ts';
import type { EncoderSettings } from '../provider.ts';
import { opusModule } from './native.ts';
import type { Handler, OpusModule } from './native.ts';

/** OPUS_APPLICATION_AUDIO of `opus_defines.h`. */
const APPLICATION_AUDIO = 2049;

const FRAME_BYTES = FRAME_SAMPLES * 2 * Int16Array.BYTES_PER_ELEMENT;

/** As much as the module lets libopus write: three frames of the greatest size (RFC 6716 §3.2.1). */
const MAX_PACKET_BYTES = 3 * 1276;

/** @throws {CodecError} when the package is another version than expected */
export const openEncoder = (settings: EncoderSettings): Encoder => {
  const scope = new Scope();
  try {
    return new OpusScriptEncoder(scope, settings);
  } catch (error) {
    scope.free();
    throw error;
  }
};

class OpusScriptEncoder implements Encoder {
  readonly #scope: Scope;
  readonly #module: OpusModule;
  readonly #handler: Handler;
  /** Addresses in the module's memory. */
  readonly #input: number;
  readonly #output: number;
  readonly #samples = new Int16Array(FRAME_SAMPLES * 2);
  readonly #bytes = new Uint8Array(this.#samples.buffer);
  #isFreed = false;

  constructor(scope: Scope, { complexity, bitrate }: EncoderSettings) {
    this.#scope = scope;
    const module = opusModule();
    this.#module = module;
    const handler = new module.OpusScriptHandler(SAMPLE_RATE, 2, APPLICATION_AUDIO);
    this.#handler = scope.own(handler, (each) => module.OpusScriptHandler.destroy_handler(each));
    const allocate = (bytes: number): number =>
      scope.own(module._malloc(bytes), (each) => module._free(each));
    // The module takes every byte of a sample as 16 bits of its own.
    this.#input = allocate(FRAME_BYTES * Uint16Array.BYTES_PER_ELEMENT);
    this.#output = allocate(MAX_PACKET_BYTES);
    for (const [control, value] of opusControls(complexity, bitrate))
      if (handler._encoder_ctl(control, value) < 0)
        throw new CodecError(`libopus refuses the control ${control}.`);
  }

  encode(left: Float32Array, right: Float32Array): Uint8Array {
    if (this.#isFreed) throw new CodecError('The encoder was used after it had been freed.');
    checkFrame(left, right);
    interleaveInt16(left, right, this.#samples);
    this.#module.HEAPU16.set(this.#bytes, this.#input / Uint16Array.BYTES_PER_ELEMENT);
    const length = this.#handler._encode(this.#input, FRAME_BYTES, this.#output, FRAME_SAMPLES);
    if (length < 0) throw new CodecError(`libopus could not encode a frame (${length}).`);
    return this.#module.HEAPU8.slice(this.#output, this.#output + length);
  }

  tune({ complexity, bitrate }: EncoderSettings): void {
    if (this.#isFreed) return;
    for (const [control, value] of qualityControls(complexity, bitrate))
      if (this.#handler._encoder_ctl(control, value) < 0)
        throw new CodecError(`libopus refuses the control ${control}.`);
  }

  free(): void {
    this.#isFreed = true;
    this.#scope.free();
  }
}
