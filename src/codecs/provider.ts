/**
 * The one shape of every folder beside this file. Its `index.ts` exports a {@link CodecProvider} and loads nothing;
 * the library comes in with the dynamic import inside `load`, at first use. A new codec library is one more folder
 * and one more line in `providers.ts`.
 *
 * Native libraries forbid one thing: `worker.terminate()` while a thread is in the middle of a call into them aborts
 * the whole process. A thread that decodes or encodes is asked to stop first.
 */
import type { AudioCodec, AudioFormat, Encoder, EncoderQuality, PacketBlock } from '../../streams/ports.ts';
import type { ChannelOrder } from './channels.ts';
import type { ResamplingQuality } from './resample/quality.ts';

/** Sound as an adapter found it: any rate, any number of channels, planar float32. */
export interface Sound {
  readonly sampleRate: number;
  /** All of one length. The adapter may overwrite them as soon as {@link SoundSink.sound} has returned. */
  readonly channels: readonly Float32Array[];
  readonly order: ChannelOrder;
}

/** Where an adapter puts what it makes of packets. */
export interface SoundSink {
  sound(sound: Sound): void;
  /** One packet gave no sound because it is broken; the reason is for people. */
  damaged(reason: string): void;
}

/**
 * One stream's state in a library. Calls do not overlap, except that `free` may come while a promise of another
 * call is pending (which then settles, no matter how).
 */
export interface PacketDecoder {
  /** Decodes packets in order. Never throws because of what is in them. */
  decode(packets: PacketBlock, sink: SoundSink): void | Promise<void>;
  /** Gives what is still inside at the end; afterwards the decoder is as good as new. */
  flush(sink: SoundSink): void | Promise<void>;
  /** Forgets the past: the next packet comes from elsewhere in the stream. */
  reset(): void | Promise<void>;
  /** Gives back every native object; called exactly once. */
  free(): void;
}

export interface DecoderSettings {
  /** For libraries that resample by themselves; of the others the sound is resampled here. */
  readonly resampling: ResamplingQuality;
}

/** Throws or rejects when this very stream is beyond the library; then the next provider is asked. */
export type OpenDecoder = (
  format: AudioFormat,
  settings: DecoderSettings,
) => PacketDecoder | Promise<PacketDecoder>;

export type EncoderSettings = EncoderQuality;

export type OpenEncoder = (settings: EncoderSettings) => Encoder | Promise<Encoder>;

export interface CodecProvider {
  /** As people know it, usually the package's name. */
  readonly name: string;
  /** Null when it is installed, else why not. Looks at the file system only and loads nothing. */
  probe(): string | null;
  readonly decoder?: { readonly codecs: readonly AudioCodec[]; load(): Promise<OpenDecoder> };
  readonly encoder?: { load(): Promise<OpenEncoder> };
}

/** A stream that cannot be decoded, or an encoder that cannot be had. The message is for people. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}
