/**
 * The data plane of one stretch of a track (from its start or a seek to its end): packets in, ready frames out.
 *
 *     packets ─┬─ may pass? ───────────────────────────────────────────► ready frames
 *              └─ (decoder, outside) ─► PCM ─► filters ─► gain ─► Opus ─┘
 *
 * Called from the shard's tick, so it holds preallocated memory and no streams. What fills `packets` and `pcm` is
 * `segment.ts`; what empties the ready frames is the lane.
 */
import { FRAME_MS, FRAME_SAMPLES, SILENCE_FRAME, type Encoder, type Pcm } from '../ports.ts';
import { FilterStage } from '../filters/stage.ts';
import { applyGain, gainTowards, volumeGain } from './gain.ts';
import type { FrameMakerOptions, ReadyFrame } from './frame.maker.options.ts';
import { Join } from './join.ts';
import { PacketQueue } from './packet.queue.ts';
import type { Channels } from './crossfade.ts';
import { isFrame, mayPass } from './passthrough.ts';
import { PcmQueue } from './pcm.queue.ts';

/**
 * Frames encoded ahead of the tick. It bounds how late a volume change is heard (80 ms), and is what the encoder may
 * fall behind before a frame is missed.
 */
const READY_FRAMES = 4;
/** Two: what an encoder knows of the first one's past is forgotten by the second. */
const PRIMING_FRAMES = 2;

export type { FrameMakerOptions, ReadyFrame } from './frame.maker.options.ts';

export class FrameMaker {
  readonly packets = new PacketQueue();
  readonly pcm = new PcmQueue();
  readonly fromMs: number;
  readonly #options: FrameMakerOptions;
  /** Scratch of the frame being made: 960 samples a channel. */
  readonly #left = new Float32Array(FRAME_SAMPLES);
  readonly #right = new Float32Array(FRAME_SAMPLES);
  readonly #ready: ReadyFrame[] = [];
  #gain: number;
  readonly #stage: FilterStage;
  readonly #join: Join;
  #decodes: boolean;
  #hasLent = false;
  #encoder: Encoder | null = null;
  /** Set once the decoder gave its last sample (or no decoder was ever needed). */
  pcmEnded = true;
  /** Frames made since the beginning of this stretch. */
  made = 0;
  /** Called when a queue has fallen below its mark; the control plane listens. */
  onLow: () => void = () => undefined;

  constructor(options: FrameMakerOptions) {
    this.#options = options;
    this.fromMs = options.fromMs;
    this.#join = new Join(options.follower ?? (() => null), () => this.#endMs);
    this.#decodes = options.decodes === true;
    this.#stage = new FilterStage(options.filters, this.pcm);
    this.#stage.use(options.shaping().filters);
    this.#gain = volumeGain(options.shaping().volume);
  }

  /** The encoder is owned from here on: {@link free} frees it. */
  set encoder(encoder: Encoder) {
    this.#encoder?.free();
    this.#encoder = encoder;
  }

  /** Nothing at or behind it is heard, ms; Infinity where the file does not say. */
  get soundEndMs(): number {
    return this.#options.soundEndMs?.() ?? Infinity;
  }

  get #endMs(): number {
    return this.#options.endMs?.() ?? Infinity;
  }

  /** Is there no more than `leadMs` to come, or does nothing tell how much, and all of it is read? */
  nearsEnd(leadMs: number): boolean {
    return this.packets.ended || this.#endMs - this.positionMs <= leadMs;
  }

  canLend(): boolean {
    this.#stage.use(this.#options.shaping().filters);
    return this.#stage.available(this.#isDecoded()) >= FRAME_SAMPLES || this.#isDecoded();
  }

  lend({ left, right }: Channels, behind?: FilterStage): void {
    if (behind !== undefined && !this.#hasLent) this.#stage.adopt(behind);
    this.#hasLent = true;
    this.#stage.take(left, right);
    if (this.wantsPcm()) this.onLow();
  }

  /** Is heard from here on, behind `before`: goes on with its encoder, so that the join is no edge for it. */
  takeOver(before: FrameMaker | null): void {
    this.#decodes = false;
    if (before === null) return;
    this.#stage.use(this.#options.shaping().filters);
    if (!this.#hasLent) this.#stage.adopt(before.#stage);
    if (before.#encoder === null) return;
    this.encoder = before.#encoder;
    before.#encoder = null;
  }

  /**
   * Lets the encoder hear what was passed just before: a listener's decoder takes the loudness of each band from the
   * frame before, so that frames of an encoder that knows nothing of it would be up to 9 dB too loud for 50 ms.
   */
  prime({ left, right }: Pcm): void {
    const { length } = left;
    const frames = Math.min(PRIMING_FRAMES, Math.floor(length / FRAME_SAMPLES));
    for (let at = length - frames * FRAME_SAMPLES; at < length; at += FRAME_SAMPLES) {
      this.#encoder?.encode(left.subarray(at, at + FRAME_SAMPLES), right.subarray(at, at + FRAME_SAMPLES));
    }
  }

  get hasEncoder(): boolean {
    return this.#encoder !== null;
  }

  wantsPackets(): boolean {
    return !this.packets.ended && this.packets.bufferedMs < this.#options.packetsAheadMs;
  }

  /** Is there anything that has to be decoded now? Not while packets may pass as they are. */
  wantsPcm(): boolean {
    const more = this.packets.length > 0 || (this.packets.ended && !this.pcmEnded);
    return more && this.pcm.bufferedMs < this.#options.pcmAheadMs && !this.#mayPassNow();
  }

  /** Nothing will come any more. */
  get ended(): boolean {
    return this.#ready.length === 0 && this.#exhausted();
  }

  #exhausted(): boolean {
    return this.#isDecoded() && this.pcm.samples === 0 && this.#available(true) === 0;
  }

  /** Samples for the next frame. What rings on at the end does so in what follows, where there is something. */
  #available(ended: boolean): number {
    return this.#stage.available(ended, !this.#join.isFollowed);
  }

  /** Nothing will come out of a decoder any more. */
  #isDecoded(): boolean {
    return this.packets.ended && this.packets.length === 0 && this.pcmEnded;
  }

  #mayPassNow(): boolean {
    const { format, shaping } = this.#options;
    const packet = this.packets.peek();
    if (this.#decodes || (packet !== undefined && this.#join.blendsAt(packet.positionMs))) return false;
    return mayPass(format, packet, shaping().volume, this.#stage.isActive);
  }

  /**
   * Passing is over, but nothing has been decoded yet: libraries load and decoders are made in the background. What
   * passed until now goes on passing, for a moment as it was, rather than leaving a hole in the song.
   */
  #passesStill(): boolean {
    return this.made > 0 && this.pcmEnded && isFrame(this.#options.format, this.packets.peek());
  }

  /** Makes one frame if there is room and sound; true if it did. Cost: one Opus encode at the most. */
  make(): boolean {
    this.#stage.use(this.#options.shaping().filters);
    const made = this.#ready.length < READY_FRAMES && (this.#encode() || this.#pass());
    if (made) this.made += 1;
    if (this.wantsPcm() || this.wantsPackets()) this.onLow();
    return made;
  }

  #encode(): boolean {
    if (this.#encoder === null) return false;
    const samples = this.#available(this.#isDecoded());
    const whole = samples >= FRAME_SAMPLES;
    const isTail = samples > 0 && this.#isDecoded();
    const rejoins = samples > 0 && this.#mayPassNow();
    if (!(whole || isTail || rejoins)) return false;
    if (!whole && rejoins) {
      // Less than a frame is left before packets pass again: it is dropped rather than padded with silence.
      this.pcm.clear();
      return false;
    }
    const { positionMs } = this.#stage;
    const own = Math.min(samples, FRAME_SAMPLES);
    this.#stage.take(this.#left.subarray(0, own), this.#right.subarray(0, own));
    this.#left.fill(0, own);
    this.#right.fill(0, own);
    this.#join.complete({ left: this.#left, right: this.#right }, own, positionMs, this.#stage);
    const wanted = volumeGain(this.#options.shaping().volume);
    const from = this.made === 0 ? wanted : this.#gain;
    const gain = gainTowards(from, wanted);
    this.#gain = gain;
    if (gain === 0 && from === 0) {
      this.#give(SILENCE_FRAME, positionMs);
      return true;
    }
    applyGain(this.#left, this.#right, from, gain);
    this.#give(this.#encoder.encode(this.#left, this.#right), positionMs);
    return true;
  }

  #give(data: Uint8Array, sourceMs: number): void {
    const { countsOutput } = this.#options;
    this.#ready.push({
      data,
      positionMs: countsOutput === true ? this.fromMs + this.made * FRAME_MS : sourceMs,
    });
  }

  #pass(): boolean {
    if (this.pcm.samples > 0 || !(this.#mayPassNow() || this.#passesStill())) return false;
    const packet = this.packets.shift();
    if (packet === undefined) return false;
    this.#gain = 1;
    // A seek lands on the packet before its target: what would be heard too early is dropped.
    if (packet.positionMs + FRAME_MS / 2 < this.fromMs) return this.#pass();
    // Nothing but padding is in it. One that is padding only in part passes: it cannot be cut without a codec.
    if (packet.positionMs >= this.soundEndMs) return this.#pass();
    this.#give(packet.data, packet.positionMs);
    return true;
  }

  /** The decoder gave up: what is decoded plays out, what is not is dropped. */
  abandon(): void {
    this.packets.clear();
    this.packets.ended = true;
    this.pcmEnded = true;
  }

  /** Is there any sound that is still to come? */
  get hasSound(): boolean {
    return this.hasFrame || this.pcm.samples > 0 || this.packets.length > 0;
  }

  /** Sound that is there and not yet sent, ms; null when no more is to come. */
  get aheadMs(): number | null {
    if (this.packets.ended) return null;
    return this.packets.bufferedMs + this.pcm.bufferedMs + this.#ready.length * FRAME_MS;
  }

  get hasFrame(): boolean {
    return this.#ready.length > 0;
  }

  take(): ReadyFrame | undefined {
    return this.#ready.shift();
  }

  /** Position of the next frame that will be taken, ms. */
  get positionMs(): number {
    return this.#ready[0]?.positionMs ?? this.#stage.positionMs;
  }

  /** Frees the encoder and drops all sound. Twice is once. */
  free(): void {
    this.#encoder?.free();
    this.#encoder = null;
    this.#ready.length = 0;
    this.#stage.free();
    this.pcm.clear();
    this.packets.ended = true;
    this.onLow = () => undefined;
  }
}
