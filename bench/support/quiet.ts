import type { Log, TimeCtx } from '../../streams/ports.ts';
import { asyncScheduler } from 'rxjs';

/** Says nothing but what must never happen. */
export const quietLog: Log = {
  debug() {},
  info() {},
  warn: (message, fields) => console.error(message, fields),
  error: (message, fields) => console.error(message, fields),
};

/** Real time, as the node has it. */
export const realTime: TimeCtx = {
  scheduler: asyncScheduler,
  clock: { now: () => performance.now(), wall: () => Date.now() },
  log: quietLog,
};
