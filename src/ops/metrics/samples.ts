/** `name[]=`: only some samples. */

/** `name` of `name{label="x"} 1` and of `name 1`. */
const nameOf = (sample: string): string => /^[^\s{]*/.exec(sample)?.[0] ?? '';

/** One family: its `# HELP` and `# TYPE`, then its samples. Without a sample left, nothing is left. */
const familyNamed = (family: string, names: ReadonlySet<string>): readonly string[] => {
  const lines = family.split('\n').filter((line) => line !== '');
  const kept = lines.filter((line) => line.startsWith('#') || names.has(nameOf(line)));
  return kept.some((line) => !line.startsWith('#')) ? kept : [];
};

/**
 * Of a text in Prometheus' format, whose families are separated by empty lines: the samples that have one of `names`,
 * with the comments of their families. No names: everything.
 * @example samplesNamed(text, ['lavastream_frame_lateness_seconds_count'])
 */
export const samplesNamed = (text: string, names: readonly string[]): string => {
  if (names.length === 0) return text;
  const wanted = new Set(names);
  const lines = text.split('\n\n').flatMap((family) => familyNamed(family, wanted));
  return lines.map((line) => `${line}\n`).join('');
};
