/** A track's ticks as milliseconds of what is heard, and back. */
import type { AudioFormat } from '../../../streams/ports.ts';
import type { Track } from './movie.ts';

/** Near the start a seek begins at the first packet: only there the Opus decoder drops the pre-skip. */
const START_MS = 20;
/** A target that is a packet's own time, rounded, must not miss it. */
const TOLERANCE_MS = 0.01;

/** What the decoder must have decoded before a seek's target to be right at the target, ms. */
const preRollMs = ({ codec, sampleRate }: AudioFormat): number => {
  // RFC 7845 §4.6 for Opus; AAC frames overlap by half; MP3 frames borrow bytes from up to nine frames before.
  if (codec === 'opus') return 80;
  if (codec === 'aac') return 1_024_000 / sampleRate;
  return codec === 'mp3' ? 250 : 0;
};

export class Timescale {
  readonly #track: Track;
  #startTicks: number;

  constructor(track: Track) {
    this.#track = track;
    this.#startTicks = track.heard.startTicks;
  }

  /** A live stream does not begin at 0 for those who come late: its first sample is the track's zero. */
  startAt(ticks: number): void {
    this.#startTicks = ticks;
  }

  durationMs(ticks: number): number {
    return (ticks * 1000) / this.#track.timescale;
  }

  /** Before 0 lies what is decoded but not heard. */
  msAt(ticks: number): number {
    return this.durationMs(ticks - this.#startTicks);
  }

  /** Opus decoders drop the pre-skip by themselves at position 0, so for them there is no time before it. */
  heardAt(ticks: number): number {
    const ms = this.msAt(ticks);
    return this.#track.format.codec === 'opus' ? Math.max(0, ms) : ms;
  }

  /** Where decoding has to begin to be right at `positionMs`; −Infinity: at the very start. */
  goalTicks(positionMs: number): number {
    const { format, timescale } = this.#track;
    const goalMs = positionMs - preRollMs(format);
    if (format.codec === 'opus' && goalMs <= START_MS) return -Infinity;
    return ((goalMs + TOLERANCE_MS) * timescale) / 1000 + this.#startTicks;
  }
}
