/** The one shape of every filter folder: its `index.ts` exports a {@link FilterKind}, beside it lies its kernel. */
import type { Kernel } from './kernel.ts';

/** One filter at work. 48 kHz stereo, planar float32, in the kernel's scratch. */
export interface Filter {
  /** Works in place on the first `n` samples (at most 960) of both channels. */
  process(n: number): void;
  /** Goes on where the same filter with other settings was, so that a change of settings makes no click. */
  adopt(before: Filter): void;
  free(): void;
}

export interface FilterKind<S> {
  /** Does it change the sound with these settings (audio.md §1.3)? One that does not is left out of the chain. */
  enabled(settings: S): boolean;
  /** Why these settings cannot be, with the field; null if they can. */
  problem(settings: S): string | null;
  open(kernel: Kernel, settings: S): Filter;
}

/** A filter whose whole memory is one block; bytes from `moving` on are its state, those before its constants. */
export class BlockFilter implements Filter {
  readonly #kernel: Kernel;
  readonly #bytes: number;
  readonly #moving: number;
  readonly #run: (state: number, n: number) => void;
  readonly state: number;
  #freed = false;

  constructor(kernel: Kernel, bytes: number, run: (state: number, n: number) => void, moving = 0) {
    this.#kernel = kernel;
    this.#bytes = bytes;
    this.#moving = moving;
    this.#run = run;
    this.state = kernel.allocate(bytes);
  }

  process(n: number): void {
    this.#run(this.state, n);
  }

  adopt(before: Filter): void {
    if (!(before instanceof BlockFilter) || before.#bytes !== this.#bytes) return;
    const length = this.#bytes - this.#moving;
    this.#kernel.run.copy(this.state + this.#moving, before.state + this.#moving, length);
  }

  free(): void {
    if (!this.#freed) this.#kernel.release(this.state);
    this.#freed = true;
  }
}

/** A filter without memory. */
export const stateless = (process: (n: number) => void): Filter => ({
  process,
  adopt: () => undefined,
  free: () => undefined,
});

export const TWO_PI = 2 * Math.PI;
export const RATE = 48_000;
