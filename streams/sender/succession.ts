/**
 * What is to be heard behind the current sound, and when it is time to open it.
 *
 *     to the end   12  11  10   9   8        s
 *     near$        f       t                 and f again with another sound (a seek back)
 */
import { BehaviorSubject, distinctUntilChanged, type Observable } from 'rxjs';
import type { FrameMaker } from '../track/frame.maker.ts';

/** Time to find a server, open a file and decode its start; longer, and a server may close what nobody reads. */
const LEAD_MS = 10_000;

export interface Successor {
  readonly maker: FrameMaker;
  readonly crossfadeMs: number;
}

export class Succession {
  readonly #near = new BehaviorSubject(false);
  /** Is the end so near that what follows should be opened? */
  readonly near$: Observable<boolean> = this.#near.pipe(distinctUntilChanged());
  /** Of what shall follow, whether it is there or not. */
  crossfadeMs = 0;
  /** Opened, and not yet heard but for a crossfade. */
  successor: Successor | null = null;

  /** How far what follows is heard already, by a crossfade, ms. */
  get heardMs(): number | undefined {
    return this.successor !== null && this.successor.crossfadeMs > 0
      ? this.successor.maker.positionMs
      : undefined;
  }

  /** Called for each frame of what sounds. */
  look(maker: FrameMaker): void {
    if (!this.#near.value && maker.nearsEnd(LEAD_MS + this.crossfadeMs)) this.#near.next(true);
  }

  /** Something else sounds: its end is somewhere else. */
  restart(): void {
    this.#near.next(false);
  }

  /** Drops `maker`, or whatever it is, unless it is heard already. */
  drop(maker = this.successor?.maker): void {
    if (maker === undefined || this.successor?.maker !== maker) return;
    this.successor = null;
    maker.free();
  }

  free(): void {
    this.drop();
    this.#near.complete();
  }
}
