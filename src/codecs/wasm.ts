/** What the wasm decoders share: ready later than made, reset by a promise, freed once and not in the middle of a reset. */
import { countLive } from './live.ts';

interface WasmDecoder {
  readonly ready: Promise<void>;
  reset(): Promise<void>;
  free(): void;
}

export class WasmHandle<T extends WasmDecoder> {
  readonly decoder: T;
  #busy: Promise<void> = Promise.resolve();
  readonly #gone = countLive();
  #isFreed = false;

  private constructor(decoder: T) {
    this.decoder = decoder;
  }

  /** Waits until the instance can decode. */
  static async open<T extends WasmDecoder>(decoder: T): Promise<WasmHandle<T>> {
    await decoder.ready;
    return new WasmHandle(decoder);
  }

  /** True once `free` was called: a decode that awaits between packets must stop. */
  get isFreed(): boolean {
    return this.#isFreed;
  }

  /** A new instance of the wasm module; 0.5 ms. */
  reset(): Promise<void> {
    this.#busy = this.#busy.then(() => this.decoder.reset());
    return this.#busy;
  }

  /** Frees now, or as soon as a reset that is under way has finished: it would free half of a new instance. */
  free(): void {
    this.#isFreed = true;
    const freeNow = (): void => {
      this.decoder.free();
      this.#gone();
    };
    this.#busy.then(freeNow, this.#gone);
  }
}
