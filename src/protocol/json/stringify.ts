/** {@link Json} to text. */
import type { Json, JsonText } from './json.ts';
import { isJsonArray, isJsonObject, isJsonWord } from './json.ts';
import { isNumber, normalNumber, strictNumber } from './number.ts';

const write = (json: Json, number: (raw: string) => string): JsonText => {
  if (isJsonWord(json)) return isNumber(json.raw) ? number(json.raw) : JSON.stringify(json.raw);
  if (isJsonArray(json)) return `[${json.map((item) => write(item, number)).join(',')}]`;
  if (isJsonObject(json)) {
    const members = Array.from(json, ([key, value]) => `${JSON.stringify(key)}:${write(value, number)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(json);
};

/**
 * Compact JSON text with every digit as it was read. The result is always JSON: a word that is no number, which only
 * `parseBody` lets in, comes out as a string.
 */
export const stringifyJson = (json: Json): JsonText => write(json, strictNumber);

/**
 * Compact JSON text in the normal form in which the reference gives back untyped JSON, such as `userData` and
 * `pluginFilters` (protocol §1.7): `1.50` → `1.5`, `1e5` → `100000.0`, `-0` → `0`; integers of any size keep every
 * digit, nulls stay.
 */
export const userDataText = (json: Json): JsonText => write(json, normalNumber);
