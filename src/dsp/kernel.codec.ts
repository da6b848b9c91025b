/** The kernel module's exports, typed. What `module.as.ts` exports is written down here once more. */

export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  allocate(bytes: number): number;
  release(pointer: number): void;
  copy(to: number, from: number, bytes: number): void;
  left(): number;
  right(): number;
  lowPass(state: number, n: number, smoothing: number): void;
  channelMix(n: number, ll: number, lr: number, rl: number, rr: number): void;
  rotation(state: number, n: number, step: number): void;
  distortion(n: number, ...fields: DistortionFields): void;
  vibrato(state: number, n: number, step: number, depth: number): void;
  tremolo(state: number, n: number, step: number, depth: number): void;
  karaoke(state: number, n: number, a: number, b: number, c: number, level: number, monoLevel: number): void;
  equalizer(state: number, n: number): void;
  volume(n: number, multiplier: number): void;
  bestOffset(tailL: number, tailR: number, inL: number, inR: number, overlap: number, seek: number): number;
  interpolate(
    input: number,
    output: number,
    count: number,
    position: number,
    step: number,
    table: number,
    taps: number,
    phases: number,
  ): void;
}

/** sinOffset, sinScale, cosOffset, cosScale, tanOffset, tanScale, offset, scale. */
export type DistortionFields = readonly [number, number, number, number, number, number, number, number];

const imports = {
  env: {
    abort: () => {
      throw new Error('The filter kernels ran out of memory.');
    },
  },
};

/** Synchronous: the module has a few kilobytes. */
export const instantiate = (bytes: Uint8Array<ArrayBuffer>): KernelExports => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  return exports as unknown as KernelExports;
};
