/** Little-endian interleaved samples to planar float32. */
import type { AudioFormat, PacketBlock } from '../../../streams/ports.ts';
import { CodecError } from '../provider.ts';
import type { PacketDecoder, SoundSink } from '../provider.ts';
import { layouts } from './layouts.ts';
import type { SampleLayout } from './layouts.ts';

const MAX_CHANNELS = 64;
const EMPTY = new Uint8Array(0);

/** @throws {CodecError} when the format lacks its sample layout or has an impossible number of channels */
export const openDecoder = (format: AudioFormat): PacketDecoder => {
  if (format.pcmLayout === undefined)
    throw new CodecError('The PCM stream does not say how its samples are stored.');
  if (!Number.isInteger(format.channels) || format.channels < 1 || format.channels > MAX_CHANNELS)
    throw new CodecError(`PCM of ${format.channels} channels cannot be played.`);
  return new PcmDecoder(layouts[format.pcmLayout], format);
};

class PcmDecoder implements PacketDecoder {
  readonly #layout: SampleLayout;
  readonly #format: AudioFormat;
  /** The beginning of a sample frame whose end is in the next packet. */
  #rest = EMPTY;

  constructor(layout: SampleLayout, format: AudioFormat) {
    this.#layout = layout;
    this.#format = format;
  }

  decode(packets: PacketBlock, sink: SoundSink): void {
    for (const { data: packet } of packets) this.#decodeOne(this.#withRest(packet), sink);
  }

  #withRest(packet: Uint8Array): Uint8Array {
    if (this.#rest.length === 0) return packet;
    const joined = new Uint8Array(this.#rest.length + packet.length);
    joined.set(this.#rest);
    joined.set(packet, this.#rest.length);
    return joined;
  }

  #decodeOne(bytes: Uint8Array, sink: SoundSink): void {
    const { channels: count, sampleRate } = this.#format;
    const frames = Math.floor(bytes.length / (count * this.#layout.bytes));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const channels = Array.from({ length: count }, (_, channel) => {
      const samples = new Float32Array(frames);
      this.#layout.read(view, channel * this.#layout.bytes, count * this.#layout.bytes, samples);
      return samples;
    });
    this.#rest = bytes.slice(frames * count * this.#layout.bytes);
    sink.sound({ sampleRate, channels, order: 'wave' });
  }

  flush(): void {
    this.#rest = EMPTY;
  }

  reset(): void {
    this.#rest = EMPTY;
  }

  free(): void {
    this.#rest = EMPTY;
  }
}
