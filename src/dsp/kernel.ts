/** The kernels of this thread: one instance, one scratch block, state blocks for every filter. */
import { KERNEL_BASE64 } from './kernel.generated.ts';
import { instantiate, type KernelExports } from './kernel.codec.ts';

export class Kernel {
  readonly run: KernelExports;
  #live = 0;

  constructor(run: KernelExports) {
    this.run = run;
  }

  /** A view of `length` floats; good until the next allocation, which may move the memory. */
  floats(pointer: number, length: number): Float32Array {
    return new Float32Array(this.run.memory.buffer, pointer, length);
  }

  allocate(bytes: number): number {
    this.#live += 1;
    return this.run.allocate(bytes);
  }

  release(pointer: number): void {
    this.#live -= 1;
    this.run.release(pointer);
  }

  /** State blocks in use: 0 when no filter runs. */
  get live(): number {
    return this.#live;
  }
}

let kernel: Kernel | undefined;

/** The thread's kernels, instantiated at first use. */
export const theKernel = (): Kernel =>
  (kernel ??= new Kernel(instantiate(Uint8Array.from(Buffer.from(KERNEL_BASE64, 'base64')))));
