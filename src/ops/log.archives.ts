/** Names of the log's archives: `logging.logback.rollingpolicy.file-name-pattern`. */
import { dirname, normalize } from 'node:path';

/** How often a new file begins, as rotating-file-stream writes it. */
export type Period = '1m' | '1h' | '1d' | '1M';

export interface ArchiveNames {
  /** @param start of the time that the archive is about; @param index of the archive within it, from 0 */
  readonly nameFor: (start: Date, index: number) => string;
  /** Is this the name of an archive? */
  readonly matches: (name: string) => boolean;
  /** The folder that holds all of them, maybe in folders of their own. */
  readonly folder: string;
  readonly hasFolders: boolean;
  readonly period: Period;
  readonly isCompressed: boolean;
}

const PLACEHOLDER = /%d(?:\{([^}]*)\})?|%i/g;
const DEFAULT_DATE = 'yyyy-MM-dd';
const DATE_PART = /yyyy|yy|MM|dd|HH|mm|[A-Za-z]+/g;

const two = (value: number): string => String(value).padStart(2, '0');

const PARTS: Readonly<Record<string, (date: Date) => string>> = {
  yyyy: (date) => String(date.getFullYear()),
  yy: (date) => String(date.getFullYear()).slice(-2),
  MM: (date) => two(date.getMonth() + 1),
  dd: (date) => two(date.getDate()),
  HH: (date) => two(date.getHours()),
  mm: (date) => two(date.getMinutes()),
};

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');

const periodOf = (dates: readonly string[]): Period => {
  const all = dates.join(' ');
  if (all.includes('mm')) return '1m';
  if (all.includes('HH')) return '1h';
  return all.includes('dd') || !all.includes('MM') ? '1d' : '1M';
};

const datesIn = (pattern: string): readonly string[] =>
  [...pattern.matchAll(PLACEHOLDER)].flatMap(([whole, date]) =>
    whole === '%i' ? [] : [date ?? DEFAULT_DATE],
  );

/**
 * Why a pattern cannot be used; null if it can.
 *
 * @example problemWithPattern('spring.log.%d{EEE}.%i') // 'a date of yyyy, MM, dd, HH and mm in %d{…}'
 */
export const problemWithPattern = (pattern: string): string | null => {
  const dates = datesIn(pattern);
  if (/%/.test(pattern.replace(PLACEHOLDER, ''))) return 'no placeholders but %d{…} and %i';
  if (dates.length === 0) return 'a date, %d{yyyy-MM-dd}';
  if (dates.some((date) => [...date.matchAll(DATE_PART)].some(([part]) => PARTS[part] === undefined)))
    return 'a date of yyyy, MM, dd, HH and mm in %d{…}';
  return pattern.endsWith('.zip') ? 'a name that ends with .gz, or without compression' : null;
};

/**
 * @param pattern one that {@link problemWithPattern} finds good. Without `%i` the index is added, for a file that is
 *   full before its time
 */
export const archiveNames = (pattern: string): ArchiveNames => {
  const whole = normalize(pattern.includes('%i') ? pattern : pattern.replace(/(\.gz)?$/, '.%i$1'));
  const fill = (
    literal: (text: string) => string,
    date: (format: string) => string,
    index: string,
  ): string => {
    let filled = '';
    let end = 0;
    for (const match of whole.matchAll(PLACEHOLDER)) {
      filled += literal(whole.slice(end, match.index));
      filled += match[0] === '%i' ? index : date(match[1] ?? DEFAULT_DATE);
      end = match.index + match[0].length;
    }
    return filled + literal(whole.slice(end));
  };
  const regex = new RegExp(
    `^${fill(escaped, (format) => escaped(format).replace(DATE_PART, (part) => `\\d{${part.length}}`), '\\d+')}$`,
  );
  const [fixed = ''] = whole.split('%', 1);
  return {
    nameFor: (start, index) =>
      fill(
        (text) => text,
        (format) => format.replace(DATE_PART, (part) => PARTS[part]?.(start) ?? ''),
        String(index),
      ),
    matches: (name) => regex.test(name),
    folder: dirname(`${fixed}x`),
    hasFolders: whole.slice(fixed.length).includes('/'),
    period: periodOf(datesIn(whole)),
    isCompressed: whole.endsWith('.gz'),
  };
};
