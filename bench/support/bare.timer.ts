/**
 * The floor of punctuality: a drift-corrected setTimeout with nothing to do, in a process of its own. Started with
 * `fork`; runs until it gets a message, then answers with how late each tick was, ms.
 */
const PERIOD_MS = 20;

const lates: number[] = [];
let dueMs = performance.now();

const beat = (): void => {
  lates.push(Math.max(0, performance.now() - dueMs));
  // What lies in the past is given up: a stall counts once, with its whole length.
  do dueMs += PERIOD_MS;
  while (dueMs <= performance.now());
  timer = setTimeout(beat, dueMs - performance.now());
};

let timer = setTimeout(beat, 0);

process.once('message', () => {
  clearTimeout(timer);
  process.send?.(lates, () => process.disconnect());
});
