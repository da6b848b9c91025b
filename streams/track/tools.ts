/**
 * The codecs of one playback: made when they are first needed (a passed-through track needs none), freed exactly once.
 */
import { defer, of, tap, type Observable } from 'rxjs';
import type { AudioFormat, CodecPort, Decoder, Encoder } from '../ports.ts';
import type { FrameMaker } from './frame.maker.ts';

export class Tools {
  readonly #codecs: CodecPort;
  readonly #format: AudioFormat;
  #decoder: Decoder | null = null;
  /** The stretch that the decoder is in. */
  #stretch: FrameMaker | null = null;

  constructor(codecs: CodecPort, format: AudioFormat) {
    this.#codecs = codecs;
    this.#format = format;
  }

  decoder(): Observable<Decoder> {
    return defer(() => {
      const decoder = this.#decoder;
      if (decoder !== null) return of(decoder);
      return this.#codecs.decoder(this.#format).pipe(tap((made) => (this.#decoder = made)));
    });
  }

  /** An encoder for one stretch; whoever asks owns it. */
  encoder(): Observable<Encoder> {
    return this.#codecs.encoder();
  }

  /** True for the first block of a stretch: the decoder forgets what it held of another place. */
  beginStretch(maker: FrameMaker): boolean {
    if (this.#stretch === maker) return false;
    if (this.#stretch !== null) this.#decoder?.reset();
    this.#stretch = maker;
    return true;
  }

  free(): void {
    this.#decoder?.free();
    this.#decoder = null;
  }
}
