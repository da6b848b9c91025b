/** Ownership of native objects: freed exactly once, in reverse order, and counted so that a test can find a leak. */

let live = 0;

/** How many objects of codec libraries (contexts, frames, wasm instances, child processes) exist in this thread. */
export const liveCodecObjects = (): number => live;

/** Notes one object that lives outside the garbage collector; the function returned notes its end, once. */
export const countLive = (): (() => void) => {
  let alive = true;
  live++;
  return () => {
    if (alive) live--;
    alive = false;
  };
};

/**
 * Everything native that one decoder or encoder holds.
 * @example
 *   const scope = new Scope();
 *   const frame = scope.own(new Frame(), (each) => each.free());
 *   scope.free(); // frees the frame; a second call does nothing
 */
export class Scope {
  readonly #releases: (() => void)[] = [];

  /** Takes `object` over: `release` frees it when the scope is freed. */
  own<T>(object: T, release: (object: T) => void): T {
    const gone = countLive();
    this.#releases.push(() => {
      gone();
      release(object);
    });
    return object;
  }

  /** Frees all, the newest first. The scope may be used again. */
  free(): void {
    for (let release = this.#releases.pop(); release !== undefined; release = this.#releases.pop()) release();
  }
}
