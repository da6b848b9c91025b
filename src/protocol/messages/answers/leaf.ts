/** The scalars of answers, as `JSON.parse` gives them. */
import * as t from 'io-ts';
import { ShapedType, type Scalar } from '../shape.ts';

const number = (name: string, scalar: Scalar, is: t.Is<number>): ShapedType<number> =>
  new ShapedType(name, { type: 'scalar', scalar }, is, (input, context) =>
    is(input) ? t.success(input) : t.failure(input, context, `expected ${name}`),
  );

const MAX_INT32 = 2 ** 31;
const isInteger = (value: unknown): value is number => Number.isInteger(value);

export const int32 = number(
  'an integer of 32 bits',
  'int32',
  (value): value is number => isInteger(value) && value >= -MAX_INT32 && value < MAX_INT32,
);
/** Beyond 2^53 the nearest number that JavaScript has: the length of an endless stream is 2^63 − 1. */
export const int64 = number('an integer', 'int64', isInteger);
export const float = number('a number of 32 bits', 'float', t.number.is);
export const double = number('a number', 'double', t.number.is);

export const orNull = <C extends t.Mixed>(codec: C): t.UnionC<[C, t.NullC]> => t.union([codec, t.null]);
