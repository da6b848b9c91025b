/** One call at a time: demuxers are not made for two. */

export type Serial = <A>(task: () => Promise<A>) => Promise<A>;

/** Each task starts when the one before it has settled, however it ended. */
export const createSerial = (): Serial => {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task, task);
    // Whoever gave the task hears of its failure; here it only means that the next may start.
    last = run.catch(() => undefined);
    return run;
  };
};
