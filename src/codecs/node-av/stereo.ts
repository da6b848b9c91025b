/** FFmpeg's resampler, from whatever the decoder gives to 48 kHz stereo planar float32. */
import {
  AVERROR_INPUT_CHANGED,
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CHANNEL_ORDER_NATIVE,
  AV_SAMPLE_FMT_FLTP,
} from 'node-av/constants';
import type { AVSampleFormat } from 'node-av/constants';
import type { ChannelLayout, Frame, SoftwareResampleContext } from 'node-av/lib';
import { SAMPLE_RATE } from '../../../streams/ports.ts';
import { Scope } from '../live.ts';
import type { SoundSink } from '../provider.ts';
import { RESAMPLING } from '../resample/index.ts';
import type { ResamplingFilter, ResamplingQuality } from '../resample/index.ts';
import { layoutFor } from './layout.ts';
import { check, ownFrame, ownResampler, plane } from './library.ts';

const EMPTY = new Float32Array(0);

/** `push` frames, `flush` at the end of the stream, `free` once. A change of rate or channels is followed. */
export class StereoConverter {
  readonly #filter: ResamplingFilter;
  readonly #resampling = new Scope();
  readonly #output = new Scope();
  #resampler: SoftwareResampleContext | undefined;
  /** What is put in place of a frame's own layout, where that tells no speakers (WAV). */
  #layout: ChannelLayout | undefined;
  #out: Frame | undefined;
  #capacity = 0;
  #left: Float32Array = EMPTY;
  #right: Float32Array = EMPTY;

  constructor(quality: ResamplingQuality) {
    this.#filter = RESAMPLING[quality];
  }

  /** Null, or why this frame cannot be converted; others may. */
  push(frame: Frame, format: AVSampleFormat, sink: SoundSink): string | null {
    try {
      if (this.#resampler !== undefined && this.#convert(this.#resampler, frame, sink)) return null;
      this.flush(sink);
      this.#resampler = this.#open(frame, format);
      return this.#convert(this.#resampler, frame, sink) ? null : 'the format of the sound is contradictory';
    } catch (error) {
      this.reset();
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Gives what the resampler still holds; the next frame starts a new one. */
  flush(sink: SoundSink): void {
    if (this.#resampler !== undefined) this.#convert(this.#resampler, null, sink);
    this.reset();
  }

  reset(): void {
    this.#resampler = undefined;
    this.#resampling.free();
  }

  free(): void {
    this.reset();
    this.#left = EMPTY;
    this.#right = EMPTY;
    this.#out = undefined;
    this.#output.free();
  }

  #open(frame: Frame, format: AVSampleFormat): SoftwareResampleContext {
    const resampler = ownResampler(this.#resampling);
    const own = frame.channelLayout;
    this.#layout = own.order === AV_CHANNEL_ORDER_NATIVE ? undefined : layoutFor(own.nbChannels);
    const { sampleRate } = frame;
    const layout = this.#layout ?? own;
    check(
      resampler.allocSetOpts2(
        AV_CHANNEL_LAYOUT_STEREO,
        AV_SAMPLE_FMT_FLTP,
        SAMPLE_RATE,
        layout,
        format,
        sampleRate,
      ),
      'set up its resampler',
    );
    // As in `channels.ts`: by default mono loses 3 dB, and a downmix of floats may exceed full scale.
    if (layout.nbChannels === 1) check(resampler.setMatrix([1, 1], 1), 'double mono');
    check(resampler.setOption('rematrix_maxval', '1'), 'limit its downmix');
    check(resampler.setOption('filter_size', String(this.#filter.taps)), 'set the length of its filter');
    check(resampler.setOption('kaiser_beta', String(this.#filter.beta)), 'set the window of its filter');
    check(resampler.init(), `resample from ${sampleRate} Hz`);
    return resampler;
  }

  /** False when the frame is not what the resampler was set up for; null drains it. */
  #convert(resampler: SoftwareResampleContext, frame: Frame | null, sink: SoundSink): boolean {
    if (frame !== null && this.#layout !== undefined) frame.channelLayout = this.#layout;
    const out = this.#room(resampler.getOutSamples(frame === null ? 0 : frame.nbSamples));
    out.nbSamples = this.#capacity;
    const result = resampler.convertFrame(out, frame);
    if (result === AVERROR_INPUT_CHANGED) return false;
    check(result, 'resample');
    const given = out.nbSamples;
    const channels = [this.#left.subarray(0, given), this.#right.subarray(0, given)];
    sink.sound({ sampleRate: SAMPLE_RATE, channels, order: 'wave' });
    return true;
  }

  /** The output frame, which is reused and grows to the longest input. */
  #room(samples: number): Frame {
    if (this.#out !== undefined && samples <= this.#capacity) return this.#out;
    this.#output.free();
    const out = ownFrame(this.#output);
    this.#out = out;
    out.nbSamples = samples;
    out.format = AV_SAMPLE_FMT_FLTP;
    out.sampleRate = SAMPLE_RATE;
    out.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    check(out.allocBuffer(), 'allocate a frame');
    this.#capacity = samples;
    this.#left = plane(out, 0);
    this.#right = plane(out, 1);
    return out;
  }
}
