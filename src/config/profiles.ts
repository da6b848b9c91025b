/** Profiles: which are active, and what is meant for them. */

const TOKEN = /\s*([()!&|]|[^\s()!&|]+)/y;

const tokensOf = (text: string): readonly string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(match[1] ?? '');
  return tokens;
};

/**
 * Does Spring's expression (`prod`, `!prod`, `prod & (eu | us)`) hold for the active profiles? Null for what is no
 * expression.
 *
 * @example holdsFor('prod & !eu', ['prod']) // true
 */
export const holdsFor = (expression: string, active: readonly string[]): boolean | null => {
  const tokens = [...tokensOf(expression)];

  const operand = (): boolean | null => {
    const token = tokens.shift();
    if (token === '!') {
      const negated = operand();
      return negated === null ? null : !negated;
    }
    if (token === '(') {
      const inner = terms();
      return tokens.shift() === ')' ? inner : null;
    }
    return token === undefined || /^[)&|]$/.test(token) ? null : active.includes(token);
  };

  /** As in Spring, `&` and `|` do not stand beside each other without parentheses. */
  const terms = (): boolean | null => {
    let value = operand();
    const operator = tokens[0];
    while (value !== null && (operator === '&' || operator === '|') && tokens[0] === operator) {
      tokens.shift();
      const next = operand();
      if (next === null) return null;
      value = operator === '&' ? value && next : value || next;
    }
    return value;
  };

  const value = terms();
  return tokens.length === 0 ? value : null;
};

/** Members of a group, by its name. */
export type Groups = (profile: string) => readonly string[];

/**
 * The active profiles, lowest priority first: each once, a group's members behind it.
 *
 * @param included those that are active in any case
 * @param wanted those that somebody asked for; none: `fallback`
 */
export const activeProfiles = (
  included: readonly string[],
  wanted: readonly string[],
  fallback: readonly string[],
  groups: Groups,
): readonly string[] => {
  const active = new Set<string>();
  const add = (profile: string): void => {
    if (active.has(profile)) return;
    active.add(profile);
    groups(profile).forEach(add);
  };
  const asked = [...included, ...wanted];
  (asked.length > 0 ? asked : fallback).forEach(add);
  return [...active];
};
