/** Which known key somebody may have meant. */

/** How many single-character changes lead from one text to the other (Levenshtein). */
export const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replace = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

const fold = (key: string): string => key.replace(/[-_]/g, '').toLowerCase();
const lastOf = (key: string): string => key.slice(key.lastIndexOf('.') + 1);

/**
 * The known key that is nearest to `key`; undefined when none is near enough to be meant. A key at the wrong place
 * (`server.password`) is found by its last part.
 */
export const nearest = (key: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((candidate) => ({ candidate, off: distance(fold(key), fold(candidate)) }))
    .sort((a, b) => a.off - b.off);
  if (best !== undefined && best.off <= Math.max(2, key.length / 8)) return best.candidate;
  return known.find((candidate) => fold(lastOf(candidate)) === fold(lastOf(key)));
};
