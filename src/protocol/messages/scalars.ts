/**
 * The scalars of request bodies (protocol §1.5): numbers and booleans may be quoted, strings must be; null is refused
 * unless `nullable` says otherwise. All decode from lossless JSON.
 */
import * as t from 'io-ts';
import { isJsonWord, isNumber } from '../json/index.ts';
import { got } from './reason.ts';
import { ShapedType, type Scalar } from './shape.ts';

/** Digits, and an exponent where it leaves an integer; no point. */
const INTEGER = /^(-?\d+)(?:[eE]([+-]?\d+))?$/;
/** An exponent beyond this makes either an overflow or a fraction of any number that is not 0. */
const MAX_EXPONENT = 400;

const I32 = { min: -(2n ** 31n), max: 2n ** 31n - 1n };
const I64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** The text of a number, quoted or not. */
const numeral = (input: unknown): string | undefined => {
  if (isJsonWord(input)) return input.raw;
  return typeof input === 'string' ? input : undefined;
};

/** Exact value of an integer numeral; undefined where it is none, or beyond any integer type. */
const integerOf = (input: unknown): bigint | undefined => {
  const [, digits = '', exponentText = '0'] = INTEGER.exec(numeral(input) ?? '') ?? [];
  if (digits === '' || digits.length > MAX_EXPONENT) return undefined;
  const value = BigInt(digits);
  const exponent = Number(exponentText);
  if (value === 0n || exponent === 0) return value;
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  const power = 10n ** BigInt(Math.abs(exponent));
  if (exponent > 0) return value * power;
  return value % power === 0n ? value / power : undefined;
};

const within = (value: bigint | undefined, { min, max }: typeof I32): bigint | undefined =>
  value !== undefined && value >= min && value <= max ? value : undefined;

/** A codec of one value: `read` gives undefined for what it is not, `name` says what was expected of the input. */
const scalar = <A>(
  kind: Scalar,
  name: (input: unknown) => string,
  is: t.Is<A>,
  read: (input: unknown) => A | undefined,
): ShapedType<A> => {
  const validate: t.Validate<unknown, A> = (input, context) => {
    const value = read(input);
    return value === undefined
      ? t.failure(input, context, `expected ${name(input)}, got ${got(input)}`)
      : t.success(value);
  };
  return new ShapedType(name(undefined), { type: 'scalar', scalar: kind }, is, validate);
};

/** A string; it must be quoted. */
export const text = scalar(
  'string',
  () => 'a string',
  t.string.is,
  (input) => (typeof input === 'string' ? input : undefined),
);

/** `true`, `false`, or one of them in quotes and any case. */
export const bool = scalar(
  'boolean',
  () => 'a boolean',
  t.boolean.is,
  (input) => {
    if (typeof input === 'boolean') return input;
    if (typeof input !== 'string' || !/^(?:true|false)$/i.test(input)) return undefined;
    return input.toLowerCase() === 'true';
  },
);

const integerName = (bits: number) => (input: unknown) =>
  integerOf(input) === undefined ? 'an integer' : `an integer of ${bits} bits`;

/** An integer of 32 bits. `5e1` is 50, `05` is 5, `1.0` is none. */
export const int32 = scalar(
  'int32',
  integerName(32),
  (value): value is number => Number.isInteger(value),
  (input) => {
    const value = within(integerOf(input), I32);
    return value === undefined ? undefined : Number(value);
  },
);

/** An integer of 64 bits, exact. */
export const int64 = scalar(
  'int64',
  integerName(64),
  (value): value is bigint => typeof value === 'bigint',
  (input) => within(integerOf(input), I64),
);

/** A time in ms: an integer of 64 bits on the wire; beyond 2^53 the nearest number. */
export const milliseconds = scalar('int64', integerName(64), int32.is, (input) => {
  const value = within(integerOf(input), I64);
  return value === undefined ? undefined : Number(value);
});

const finite = (input: unknown, round: (value: number) => number): number | undefined => {
  const raw = numeral(input);
  if (raw === undefined || !isNumber(raw)) return undefined;
  const value = round(Number(raw));
  return Number.isFinite(value) ? value : undefined;
};

/** A 32-bit float: rounded to one; refused beyond its range. */
export const float32 = scalar(
  'float',
  () => 'a number of 32 bits',
  t.number.is,
  (input) => finite(input, Math.fround),
);

/** A 64-bit float. */
export const float64 = scalar(
  'double',
  () => 'a number',
  t.number.is,
  (input) => finite(input, Number),
);
