/** The one shape of every `*.bench.ts` beside this file. */

/** One measurement and, beside it, the same work with nothing of ours around it, measured in the same run. */
export interface Row {
  /** What was measured. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The floor, in the same unit; null where there is nothing to compare with. */
  readonly floor: number | null;
  /** Value over floor, the median over the rounds; null without a floor. */
  readonly ratio: number | null;
  /** One sentence for a reader who has not seen the code. */
  readonly meaning: string;
}

export interface Bench {
  /** As in `npm run bench -- name`. */
  readonly name: string;
  /** Heading of its table. */
  readonly about: string;
  run(): Promise<readonly Row[]>;
}
