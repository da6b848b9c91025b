/**
 * The wasm module inside opusscript, used without the package's own wrapper: that one writes samples to memory that
 * it has not allocated (a byte address taken for a 16-bit index), so that beyond 19 encoders they fail or overwrite
 * one another, and all break when the module's memory grows.
 */
import { createRequire } from 'node:module';
import { CodecError } from '../provider.ts';

/** One encoder inside the module; both return a negative number, an error of `opus_defines.h`. */
export interface Handler {
  _encode(input: number, bytes: number, output: number, samples: number): number;
  _encoder_ctl(control: number, value: number): number;
}

export interface OpusModule {
  readonly OpusScriptHandler: {
    new (sampleRate: number, channels: number, application: number): Handler;
    destroy_handler(handler: Handler): void;
  };
  /** Views of the module's memory; replaced by others when it grows. */
  readonly HEAPU8: Uint8Array;
  readonly HEAPU16: Uint16Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
}

let loaded: OpusModule | undefined;

/** The module, instantiated once per thread; 16 MB of address space, which grows with the number of encoders. */
export const opusModule = (): OpusModule => {
  loaded ??= load();
  return loaded;
};

const load = (): OpusModule => {
  const factory: unknown = createRequire(import.meta.url)('opusscript/build/opusscript_native_wasm.js');
  const module: unknown = isFactory(factory) ? factory() : undefined;
  if (!isOpusModule(module)) throw new CodecError('opusscript is not the version that this adapter knows.');
  return module;
};

const isFactory = (value: unknown): value is () => unknown => typeof value === 'function';

const isOpusModule = (module: unknown): module is OpusModule =>
  typeof module === 'object' &&
  module !== null &&
  'OpusScriptHandler' in module &&
  typeof module.OpusScriptHandler === 'function' &&
  'destroy_handler' in module.OpusScriptHandler &&
  typeof module.OpusScriptHandler.destroy_handler === 'function' &&
  'HEAPU8' in module &&
  module.HEAPU8 instanceof Uint8Array &&
  'HEAPU16' in module &&
  module.HEAPU16 instanceof Uint16Array &&
  '_malloc' in module &&
  typeof module._malloc === 'function' &&
  '_free' in module &&
  typeof module._free === 'function';
