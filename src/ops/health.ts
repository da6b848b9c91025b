/** What `/livez` and `/readyz` tell an orchestrator. */
import type { TimeCtx } from '../../streams/ports.ts';
import { watchLoop, type LoopWatch } from './loop.watch.ts';

/** A process whose loop stands this long cannot be helped by waiting: listeners have gone. */
const MAX_STALL_MS = 5_000;

export interface HealthCheck {
  readonly name: string;
  /** What is wrong; null: nothing. */
  readonly failure: string | null;
}

export interface Health {
  /** If one of these fails, restart the process. */
  readonly live: () => readonly HealthCheck[];
  /** If one of these fails, send no new work here. */
  readonly ready: () => readonly HealthCheck[];
  /** The port is open; until `stop`, the loop is watched. */
  readonly start: () => void;
  /** From now on it is not ready, though everything goes on: the first step of a shutdown. */
  readonly drain: () => void;
  readonly stop: () => void;
}

/**
 * @example
 * const health = createHealth({ clock, scheduler });
 * health.ready().every(({ failure }) => failure === null);
 */
export const createHealth = (time: Pick<TimeCtx, 'clock' | 'scheduler'>): Health => {
  let loop: LoopWatch | undefined;
  let isDraining = false;

  const loopCheck = (): HealthCheck => {
    const stalledMs = loop?.stalledMs() ?? 0;
    const failure = stalledMs > MAX_STALL_MS ? `stood still for ${Math.round(stalledMs)} ms` : null;
    return { name: 'event-loop', failure };
  };
  return {
    live: () => [loopCheck()],
    ready: () => [
      { name: 'listener', failure: loop === undefined ? 'the port is not open' : null },
      loopCheck(),
      { name: 'shutdown', failure: isDraining ? 'the node is going down' : null },
    ],
    start: () => {
      loop = watchLoop(time);
    },
    drain: () => {
      isDraining = true;
    },
    stop: () => {
      loop?.stop();
      loop = undefined;
    },
  };
};
