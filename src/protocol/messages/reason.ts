/** Why a body was refused, for people: the path of the field and what is wrong with it. */
import type * as t from 'io-ts';
import { isJsonArray, isJsonObject, isJsonWord } from '../json/index.ts';

/** Enough to recognise a value, not enough to flood a log. */
const MAX_SHOWN = 40;
const MAX_REASONS = 5;

/** What was found, for `expected …, got …`. */
export const got = (input: unknown): string => {
  if (input === undefined) return 'nothing';
  if (isJsonArray(input)) return 'an array';
  if (isJsonObject(input)) return 'an object';
  const shown = isJsonWord(input) ? input.raw : JSON.stringify(input);
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
};

/** `filters.equalizer[0].band`; empty for the body itself. */
const pathOf = (context: t.Context): string =>
  context
    .map(({ key }) => key)
    .filter((key) => key !== '')
    .map((key, depth) => {
      if (/^\d+$/.test(key)) return `[${key}]`;
      return depth === 0 ? key : `.${key}`;
    })
    .join('');

/** One line for all errors of a decoding, e.g. `volume: expected an integer, got "loud"`. */
export const reasonOf = (errors: t.Errors): string => {
  const reasons = errors.slice(0, MAX_REASONS).map((error) => {
    const path = pathOf(error.context);
    const message = error.message ?? `got ${got(error.value)}`;
    return path === '' ? message : `${path}: ${message}`;
  });
  const more = errors.length - reasons.length;
  return more > 0 ? `${reasons.join('; ')}; and ${more} more` : reasons.join('; ');
};
