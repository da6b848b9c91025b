/** What the wasm decoders share: ready later than made, a new instance for a reset or after a trap, freed once. */
import type { PacketBlock } from '../../streams/ports.ts';
import { countLive } from './live.ts';
import type { SoundSink } from './provider.ts';

interface WasmDecoder {
  readonly ready: Promise<void>;
  free(): void;
}

/** How one library makes a decoder, and what it must be fed before the first packet. */
export interface WasmRecipe<T extends WasmDecoder> {
  make(): T;
  begin?(decoder: T): Promise<unknown>;
}

export class WasmHandle<T extends WasmDecoder> {
  readonly #recipe: WasmRecipe<T>;
  readonly #gone = countLive();
  #decoder: T;
  #isFreed = false;

  private constructor(recipe: WasmRecipe<T>, decoder: T) {
    this.#recipe = recipe;
    this.#decoder = decoder;
  }

  /** Waits until the instance can decode. */
  static async open<T extends WasmDecoder>(recipe: WasmRecipe<T>): Promise<WasmHandle<T>> {
    return new WasmHandle(recipe, await start(recipe));
  }

  /** A new instance, as if no packet had been decoded; 0.5 ms. The old one is left to the garbage collector. */
  async restart(): Promise<void> {
    const fresh = await start(this.#recipe);
    if (this.#isFreed) fresh.free();
    else this.#decoder = fresh;
  }

  /**
   * Hands each packet to `decodeOne`. Some packets make the libraries trap (read outside their memory, divide by
   * zero), which wasm confines to the instance: that costs the packet, and the instance is replaced.
   */
  async each(
    packets: PacketBlock,
    sink: SoundSink,
    decodeOne: (decoder: T, data: Uint8Array) => void | Promise<void>,
  ): Promise<void> {
    for (const { data } of packets) {
      if (this.#isFreed) return;
      try {
        await decodeOne(this.#decoder, data);
      } catch (error) {
        sink.damaged(error instanceof Error ? error.message : String(error));
        await this.restart();
      }
    }
  }

  free(): void {
    this.#isFreed = true;
    this.#gone();
    this.#decoder.free();
  }
}

const start = async <T extends WasmDecoder>(recipe: WasmRecipe<T>): Promise<T> => {
  const decoder = recipe.make();
  await decoder.ready;
  await recipe.begin?.(decoder);
  return decoder;
};
