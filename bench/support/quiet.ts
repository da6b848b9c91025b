/** What the graph is given here for log and time. */
import { asyncScheduler } from 'rxjs';
import type { Log, TimeCtx } from '../../streams/ports.ts';

/** Says nothing but what must never happen; a track that breaks is told by its event. */
export const quietLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error: (message, fields) => console.error(message, fields),
};

/** Real time, as the node has it. */
export const realTime: TimeCtx = {
  scheduler: asyncScheduler,
  clock: { now: () => performance.now(), wall: () => Date.now() },
  log: quietLog,
};
