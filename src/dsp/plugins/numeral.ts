/** Values of the built-in plugin filters' settings: as in the ten filters' settings, they may be quoted. */
import * as t from 'io-ts';

/** A finite number. `"0.5"` is 0.5. */
export const numeral = new t.Type<number, number, unknown>(
  'a number',
  t.number.is,
  (input, context) => {
    const value = typeof input === 'string' && input.trim() !== '' ? Number(input) : input;
    return typeof value === 'number' && Number.isFinite(value) ? t.success(value) : t.failure(input, context);
  },
  t.identity,
);

/** True or false. `"true"` is true. */
export const truth = new t.Type<boolean, boolean, unknown>(
  'true or false',
  t.boolean.is,
  (input, context) => {
    if (typeof input === 'boolean') return t.success(input);
    return input === 'true' || input === 'false' ? t.success(input === 'true') : t.failure(input, context);
  },
  t.identity,
);
