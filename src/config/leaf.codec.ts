/** The kinds of settings: each an io-ts type that reads text, knows its default and says what it expects. */
import * as t from 'io-ts';

/** A setting's type. `name` completes the sentence "expected …"; what was not written has the value `fallback`. */
export class Leaf<A> extends t.Type<A, A, unknown> {
  readonly fallback: A;

  constructor(expected: string, is: t.Is<A>, parse: (text: string) => A | undefined, fallback: A) {
    super(
      expected,
      is,
      (input, context) => {
        if (input === undefined) return t.success(fallback);
        const value = typeof input === 'string' ? parse(input) : undefined;
        return value === undefined ? t.failure(input, context) : t.success(value);
      },
      t.identity,
    );
    this.fallback = fallback;
  }
}

/** Any text; numbers too, as `password: 12345` is meant as text. */
export const text = (fallback: string): Leaf<string> =>
  new Leaf('a text', t.string.is, (written) => written, fallback);

const TRUE = /^(?:true|on|yes|1)$/i;
const FALSE = /^(?:false|off|no|0)$/i;

const parseFlag = (written: string): boolean | undefined => {
  if (TRUE.test(written.trim())) return true;
  return FALSE.test(written.trim()) ? false : undefined;
};

/** Spring's spellings: true, on, yes, 1 and false, off, no, 0. */
export const flag = (fallback: boolean): Leaf<boolean> =>
  new Leaf('true or false', t.boolean.is, parseFlag, fallback);

/** A path in front of others: `/lava`; blank or `/` for none. */
export const pathPrefix = (): Leaf<string> =>
  new Leaf(
    'a path that begins with / and does not end with it',
    t.string.is,
    (written) => {
      const path = written.trim().replace(/^\/$/, '');
      return path === '' || /^(?:\/[\w.~-]+)+$/.test(path) ? path : undefined;
    },
    '',
  );

const MAX_INT = 2 ** 31 - 1;

const rangeText = (min: number, max: number): string => {
  if (min === -MAX_INT - 1) return 'a whole number';
  return max === MAX_INT ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`;
};

/** A whole number within limits outside of which nothing would work; softer limits are in `ranges.ts`. */
export const whole = (fallback: number, min = -MAX_INT - 1, max = MAX_INT): Leaf<number> =>
  new Leaf(
    rangeText(min, max),
    t.number.is,
    (written) => {
      const value = /^[+-]?\d+$/.test(written.trim()) ? Number(written) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
    fallback,
  );

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

const parseBytes = (written: string): number | undefined => {
  const [, digits, unit = ''] = /^(\d+) ?([KMGT]?B?)$/i.exec(written.trim()) ?? [];
  if (digits === undefined) return undefined;
  const power = unit === '' ? 0 : UNITS.indexOf(unit.toUpperCase().replace(/B?$/, 'B'));
  const bytes = Number(digits) * 1024 ** power;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
};

/** An amount of data, in bytes: `1GB`, `500 KB`, `10485760`. */
export const bytes = (fallback: number, min = 0): Leaf<number> =>
  new Leaf(
    'a size such as 10MB',
    t.number.is,
    (written) => {
      const value = parseBytes(written);
      return value !== undefined && value >= min ? value : undefined;
    },
    fallback,
  );

const listText = (values: readonly string[]): string =>
  `${values.slice(0, -1).join(', ')} or ${values.at(-1) ?? ''}`;

/** One of some words, in any case. */
export const oneOf = <A extends string>(values: readonly A[], fallback: A): Leaf<A> =>
  new Leaf(
    listText(values),
    (value): value is A => values.some((known) => known === value),
    (written) => values.find((value) => value.toLowerCase() === written.trim().toLowerCase()),
    fallback,
  );

const isTextList = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every(t.string.is);

/** Some texts: a YAML list, or one text with commas between them. Blank ones are none. */
export class List extends t.Type<readonly string[], readonly string[], unknown> {
  constructor() {
    super(
      'a list of texts',
      isTextList,
      (input, context) => {
        const written = typeof input === 'string' ? input.split(',') : (input ?? []);
        if (!isTextList(written)) return t.failure(input, context);
        return t.success(written.map((item) => item.trim()).filter((item) => item !== ''));
      },
      t.identity,
    );
  }
}

export const list = (): List => new List();
