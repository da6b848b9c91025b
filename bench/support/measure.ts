/** CPU time of work, in rounds that take turns, so that a busy moment of the machine hits all of them alike. */
import type { Row } from '../types.ts';

/** CPU time of this process so far, user and system, all its threads, ms. */
export const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Does some work and tells how many units (frames, seconds) it was. */
export type Work = () => number | Promise<number>;

/** CPU ms per unit, one number per round. */
export type Rounds = readonly number[];

/** NaN for an empty list. */
export const percentile = (values: Rounds, part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
};

export const median = (values: Rounds): number => percentile(values, 0.5);

const ratioOf = (values: Rounds, floors: Rounds): number =>
  median(values.map((value, round) => value / (floors[round] ?? NaN)));

const cost = async (work: Work): Promise<number> => {
  const beforeMs = cpuMs();
  const units = await work();
  return (cpuMs() - beforeMs) / units;
};

/** Rounds that do not count: machine code is being made, buffers fill. */
export const WARM_UP_ROUNDS = 2;

/**
 * Runs every work once per round, and some rounds more before to warm up; every other round in reverse order.
 *
 * @example const { ours, bare } = await compare(7, { ours: () => encode(500), bare: () => encodeBare(500) });
 */
export const compare = async <Name extends string>(
  rounds: number,
  works: Readonly<Record<Name, Work>>,
): Promise<Readonly<Record<Name, Rounds>>> => {
  const entries = Object.entries<Work>(works).map(([name, work]) => ({ name, work, costs: [] as number[] }));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    const order = round % 2 === 0 ? entries : entries.toReversed();
    for (const { work, costs } of order) {
      const perUnit = await cost(work);
      if (round >= 0) costs.push(perUnit);
    }
  }
  // Every name is in it, which Object.fromEntries cannot tell.
  return Object.fromEntries(entries.map(({ name, costs }) => [name, costs])) as unknown as Record<
    Name,
    Rounds
  >;
};

/** A row of two series of rounds; `perMs` is how many of the unit are 1 ms (1 for ms, 1000 for µs). */
export const rowOf = (
  text: Pick<Row, 'what' | 'unit' | 'meaning'>,
  values: Rounds,
  floors: Rounds,
  perMs: number,
): Row => ({
  ...text,
  value: median(values) * perMs,
  floor: median(floors) * perMs,
  ratio: ratioOf(values, floors),
});
