/**
 * A track's pipeline without a clock: packets → decoder → filters → volume → writer, one block after the other, as
 * fast as the writer takes it. The parts are those of a player (`streams/track`, `streams/filters`).
 *
 *     pull       rdfw rdfw rdfw r(flush)fw     read, decode, filter, write: never two blocks at once
 *     output$    ---a----b----c---------d|     how far it is
 */
import {
  concatMap,
  defaultIfEmpty,
  defer,
  EMPTY,
  finalize,
  map,
  NEVER,
  takeUntil,
  type Observable,
} from 'rxjs';
import type { FilterSettings } from '../../streams/commands.ts';
import { FilterStage } from '../../streams/filters/stage.ts';
import { FRAME_SAMPLES, type Decoder, type FilterPort, type Media, type Pcm } from '../../streams/ports.ts';
import { applyGain, volumeGain } from '../../streams/track/gain.ts';
import { keepFull } from '../../streams/track/keep.full.ts';
import { PcmQueue } from '../../streams/track/pcm.queue.ts';
import { joined } from '../codecs/collector.ts';

/** What decoders and resamplers may hold back: so much is read beyond the end before it is left. */
const MARGIN_MS = 1000;

export interface PumpOptions {
  readonly media: Pick<Media, 'read' | 'soundEndMs'>;
  readonly decoder: Decoder;
  readonly filters: FilterPort;
  /** Emits once when the sound is written. */
  readonly write: (pcm: Pcm) => Observable<unknown>;
  readonly settings: FilterSettings;
  /** Player volume 0 … 1000. */
  readonly volume: number;
  /** In the track, ms. What is read before it is decoded, too, but not heard. */
  readonly startMs: number;
  /** In the track, ms; Infinity for its end. */
  readonly endMs: number;
  /** Emits, also to who comes late, when no more shall be read: what is inside still comes out. */
  readonly stop$: Observable<unknown>;
}

/** How far a rendering is. */
export interface Pumped {
  /** In the track, ms. */
  readonly positionMs: number;
  /** Samples per channel that were written. */
  readonly samples: number;
  /** The largest of them. */
  readonly peak: number;
}

class Pump {
  readonly #options: PumpOptions;
  readonly #input = new PcmQueue();
  readonly #stage: FilterStage;
  readonly #gain: number;
  #isBegun = false;
  #isEnded = false;
  #samples = 0;
  #peak = 0;

  constructor(options: PumpOptions) {
    this.#options = options;
    this.#stage = new FilterStage(options.filters, this.#input);
    this.#stage.use(options.settings);
    this.#gain = volumeGain(options.volume);
  }

  /** One block from the media to the writer; empty after the last one. */
  pull(): Observable<Pumped> {
    if (this.#isEnded) return EMPTY;
    const { media, decoder, write, endMs, stop$ } = this.#options;
    const block$ = media.read().pipe(takeUntil(stop$));
    return block$.pipe(
      defaultIfEmpty(null),
      concatMap((block): Observable<Pcm> => {
        const first = block?.[0];
        if (block === null || first === undefined || first.positionMs >= endMs + MARGIN_MS) {
          this.#isEnded = true;
          return decoder.flush();
        }
        if (!this.#isBegun) this.#input.start(first.positionMs, this.#options.startMs);
        this.#isBegun = true;
        return decoder.decode(block);
      }),
      map((decoded) => this.#shape(decoded)),
      concatMap((pcm) => write(pcm)),
      map(() => ({ positionMs: this.#stage.positionMs, samples: this.#samples, peak: this.#peak })),
    );
  }

  /** Everything that can come out by now: in whole frames, until the end lets the rest out. */
  #shape(decoded: Pcm): Pcm {
    const { media, endMs } = this.#options;
    this.#input.push(decoded, Math.min(media.soundEndMs ?? Infinity, endMs));
    const frames: Pcm[] = [];
    for (;;) {
      const available = Math.min(FRAME_SAMPLES, this.#stage.available(this.#isEnded));
      if (available === 0 || (available < FRAME_SAMPLES && !this.#isEnded))
        return this.#counted(joined(frames));
      const frame = { left: new Float32Array(available), right: new Float32Array(available) };
      this.#stage.take(frame.left, frame.right);
      applyGain(frame.left, frame.right, this.#gain, this.#gain);
      frames.push(frame);
    }
  }

  #counted(pcm: Pcm): Pcm {
    this.#samples += pcm.left.length;
    for (const channel of [pcm.left, pcm.right]) {
      for (const sample of channel) this.#peak = Math.max(this.#peak, Math.abs(sample));
    }
    return pcm;
  }

  free(): void {
    this.#stage.free();
  }
}

/**
 * Emits after each block that was written and completes after the last one; errors as its parts do. Cold. The decoder
 * stays the caller's, who frees it.
 *
 * @example
 * const whole = { settings: {}, volume: 100, startMs: 0, endMs: Infinity, stop$: NEVER };
 * pump({ media, decoder, filters: createFilters(), write, ...whole }).subscribe(({ positionMs }) => …);
 */
export const pump = (options: PumpOptions): Observable<Pumped> =>
  defer(() => {
    const state = new Pump(options);
    return keepFull({ wake$: NEVER, wants: () => true, pull: () => state.pull() }).pipe(
      finalize(() => state.free()),
    );
  });
