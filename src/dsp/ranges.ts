/** Ranges that several filters share. Outside them the reference kills the track; we refuse the PATCH (audio.md §7). */

interface Oscillator {
  readonly frequency: number;
  readonly depth: number;
}

/** Depth 0 is off, and then the frequency does not matter. */
export const oscillatorProblem = (
  name: string,
  { frequency, depth }: Oscillator,
  maxHz: number,
): string | null => {
  if (depth < 0 || depth > 1) return `${name}.depth must be from 0 to 1, not ${depth}`;
  if (depth === 0 || (frequency > 0 && frequency <= maxHz)) return null;
  return `${name}.frequency must be above 0 and at most ${maxHz}, not ${frequency}`;
};
