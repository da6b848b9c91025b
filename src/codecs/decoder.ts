/** The outside of every decoder: whatever an adapter makes of packets leaves here as 48 kHz stereo. */
import { defer, from, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { SAMPLE_RATE } from '../../streams/ports.ts';
import type { AudioFormat, Decoder, Log, PacketBlock, Pcm } from '../../streams/ports.ts';
import { Downmixer } from './channels.ts';
import { Collector, joined } from './collector.ts';
import { parseOpusHead } from './opus-head.ts';
import { CodecError } from './provider.ts';
import type { DecoderSettings, PacketDecoder, Sound, SoundSink } from './provider.ts';
import { createResampler } from './resample/index.ts';
import type { Resampler, ResamplingQuality } from './resample/index.ts';

/**
 * So many packets in a row without any sound are no longer damage but a stream that cannot be played: 4–20 s of it,
 * which a file gets through in an instant and a live stream has time to recover in.
 */
export const MAX_SILENT_PACKETS = 200;

/** A packet this close to zero is the stream's first one, whether its container counts the pre-skip or not. */
const START_MS = 0.5;

interface Surroundings extends DecoderSettings {
  readonly log: Log;
}

/**
 * Wraps an adapter's decoder: mixes to two channels, resamples to 48 kHz, follows changes of rate and channels in
 * mid-stream, drops the Opus pre-skip at the start of a stream (not after a seek), and gives up with a
 * {@link CodecError} after {@link MAX_SILENT_PACKETS} packets without sound.
 */
export const createDecoder = (
  inner: PacketDecoder,
  format: AudioFormat,
  surroundings: Surroundings,
): Decoder => new StereoDecoder(inner, format, surroundings);

class StereoDecoder implements Decoder, SoundSink {
  readonly #inner: PacketDecoder;
  readonly #format: AudioFormat;
  readonly #log: Log;
  readonly #mixer = new Downmixer();
  readonly #collected = new Collector();
  readonly #resampling: ResamplingQuality;
  readonly #preSkip: number;
  #resampler: Resampler | undefined;
  #atStart = true;
  #skip = 0;
  #silentPackets = 0;
  #reason = 'no packet contained any sound';
  /** Work that is under way, e.g. a decode whose subscriber has left for a seek: what comes next waits for its end. */
  #pending: Promise<unknown> | undefined;
  #freed = false;

  constructor(inner: PacketDecoder, format: AudioFormat, { log, resampling }: Surroundings) {
    this.#inner = inner;
    this.#format = format;
    this.#log = log;
    this.#resampling = resampling;
    this.#preSkip = format.codec === 'opus' ? parseOpusHead(format.extradata, format.channels).preSkip : 0;
  }

  decode(block: PacketBlock): Observable<Pcm> {
    return this.#run(() => {
      this.#noteStart(block);
      if (block.some(({ startsAnew }) => startsAnew === true)) return this.#decodeJoined(block);
      const done = this.#inner.decode(block, this);
      return done === undefined ? this.#finish(block.length) : done.then(() => this.#finish(block.length));
    });
  }

  /** Another stream begins within the block: its packets mean nothing to a decoder that is still in the one before. */
  async #decodeJoined(block: PacketBlock): Promise<Pcm> {
    const parts: Pcm[] = [];
    for (let from = 0; from < block.length;) {
      const next = block.findIndex(({ startsAnew }, index) => index > from && startsAnew === true);
      const to = next === -1 ? block.length : next;
      if (block[from]?.startsAnew === true) {
        await this.#inner.flush(this);
        parts.push(this.#finish(0));
        this.#skip = this.#preSkip;
      }
      await this.#inner.decode(block.slice(from, to), this);
      parts.push(this.#finish(to - from));
      from = to;
    }
    return joined(parts);
  }

  flush(): Observable<Pcm> {
    return this.#run(() => {
      const done = this.#inner.flush(this);
      return done === undefined ? this.#end() : done.then(() => this.#end());
    });
  }

  reset(): void {
    if (this.#freed) return;
    if (this.#pending === undefined) this.#track(this.#forget());
    else this.#track(this.#pending.then(() => this.#forget()));
  }

  #forget(): void | Promise<void> {
    if (this.#freed) return;
    this.#collected.take();
    this.#resampler = undefined;
    this.#atStart = true;
    this.#skip = 0;
    this.#silentPackets = 0;
    return this.#inner.reset()?.catch((error: unknown) => {
      this.#log.warn('A decoder could not be reset; it plays on as it is.', { error });
    });
  }

  /** Remembers unfinished work. Its failure goes to its own subscriber, and does not stop what comes after. */
  #track(work: unknown): void {
    if (!(work instanceof Promise)) return;
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#pending = settled;
    void settled.then(() => {
      if (this.#pending === settled) this.#pending = undefined;
    });
  }

  free(): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#inner.free();
  }

  sound(sound: Sound): void {
    if (sound.channels[0] === undefined || sound.channels[0].length === 0) return;
    this.#silentPackets = 0;
    const { left, right } = this.#mixer.mix(sound.channels, sound.order);
    if (this.#resampler?.inputRate !== sound.sampleRate) this.#changeRate(sound.sampleRate);
    if (this.#resampler === undefined) this.#collected.push(left, right);
    else this.#resampler.push(left, right, this.#collected);
  }

  damaged(reason: string): void {
    this.#reason = reason;
    this.#log.debug('A damaged packet was skipped.', { codec: this.#format.codec, reason });
  }

  #run(work: () => Pcm | Promise<Pcm>): Observable<Pcm> {
    return defer(() => {
      const guarded = (): Pcm | Promise<Pcm> => {
        if (this.#freed) throw new CodecError('The decoder was used after it had been freed.');
        return work();
      };
      const result = this.#pending === undefined ? guarded() : this.#pending.then(guarded);
      this.#track(result);
      return result instanceof Promise ? from(result) : of(result);
    });
  }

  #noteStart(block: PacketBlock): void {
    if (!this.#atStart) return;
    this.#atStart = false;
    this.#skip = (block[0]?.positionMs ?? 0) <= START_MS ? this.#preSkip : 0;
  }

  #changeRate(sampleRate: number): void {
    this.#resampler?.flush(this.#collected);
    this.#resampler = sampleRate === SAMPLE_RATE ? undefined : createResampler(sampleRate, this.#resampling);
  }

  #finish(packets: number): Pcm {
    if (this.#collected.length === 0) this.#silentPackets += packets;
    if (this.#silentPackets > MAX_SILENT_PACKETS)
      throw new CodecError(`Nothing in this ${this.#format.codec} stream could be decoded: ${this.#reason}.`);
    const skip = Math.min(this.#skip, this.#collected.length);
    this.#skip -= skip;
    return this.#collected.take(skip);
  }

  #end(): Pcm {
    this.#resampler?.flush(this.#collected);
    this.#resampler = undefined;
    this.#atStart = true;
    return this.#finish(0);
  }
}
