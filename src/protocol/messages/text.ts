/** The small change of writing JSON text by hand, which keeps the key order and the digits that clients expect. */
import type { JsonText } from '../json/index.ts';
import { doubleText } from '../json/index.ts';

/** An object with its keys in the given order; members that are undefined are left out. */
export const object = (members: Readonly<Record<string, JsonText | undefined>>): JsonText => {
  const written = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `"${key}":${value}`);
  return `{${written.join(',')}}`;
};

export const array = (items: readonly JsonText[]): JsonText => `[${items.join(',')}]`;

/** A string, or null. */
export const string = (value: string | null): JsonText => JSON.stringify(value);

export const boolean = (value: boolean): JsonText => (value ? 'true' : 'false');

/** An integer: a fraction is cut off, what is no number at all is 0. */
export const integer = (value: number | bigint): JsonText => {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return value.toString();
  return Number.isFinite(value) ? BigInt(Math.trunc(value)).toString() : '0';
};

/** A double as the reference writes it; what is no finite number is 0.0. */
export const double = (value: number): JsonText => doubleText(Number.isFinite(value) ? value : 0);
