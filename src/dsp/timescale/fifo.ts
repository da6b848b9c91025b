/** A queue of stereo samples that grows as needed and is read by position. */
export class StereoFifo {
  left = new Float32Array(8192);
  right = new Float32Array(8192);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  push(left: Float32Array, right: Float32Array): void {
    this.#room(left.length);
    this.left.set(left, this.#end);
    this.right.set(right, this.#end);
    this.#end += left.length;
  }

  pushSilence(count: number): void {
    this.#room(count);
    this.left.fill(0, this.#end, this.#end + count);
    this.right.fill(0, this.#end, this.#end + count);
    this.#end += count;
  }

  /** `count` samples from `offset` on, as views that the next push may invalidate. */
  view(offset: number, count: number): { readonly left: Float32Array; readonly right: Float32Array } {
    const from = this.#start + offset;
    return { left: this.left.subarray(from, from + count), right: this.right.subarray(from, from + count) };
  }

  drop(count: number): void {
    this.#start = Math.min(this.#end, this.#start + count);
  }

  /** Moves up to as many samples as both arrays hold; returns how many. */
  take(left: Float32Array, right: Float32Array): number {
    const count = Math.min(left.length, this.length);
    const { left: l, right: r } = this.view(0, count);
    left.set(l);
    right.set(r);
    this.drop(count);
    return count;
  }

  #room(count: number): void {
    if (this.#end + count <= this.left.length) return;
    const length = this.length;
    if (length + count > this.left.length) {
      const size = 2 ** Math.ceil(Math.log2(length + count));
      const [left, right] = [new Float32Array(size), new Float32Array(size)];
      left.set(this.left.subarray(this.#start, this.#end));
      right.set(this.right.subarray(this.#start, this.#end));
      this.left = left;
      this.right = right;
    } else {
      this.left.copyWithin(0, this.#start, this.#end);
      this.right.copyWithin(0, this.#start, this.#end);
    }
    this.#start = 0;
    this.#end = length;
  }
}
