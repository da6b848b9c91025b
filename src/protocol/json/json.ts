/**
 * A JSON value that has lost nothing: numbers keep their digits, objects keep their order. Objects are Maps, so that
 * a key named `__proto__` is a key like any other.
 */
export type Json = null | boolean | string | JsonWord | JsonArray | JsonObject;
export type JsonArray = readonly Json[];
export type JsonObject = ReadonlyMap<string, Json>;

/** JSON text. Always one complete JSON value. */
export type JsonText = string;

/**
 * A word without quotes: a number, exactly as it was written. From `parseBody` it may also be junk (`NaN`, `abc`),
 * because the reference refuses junk only where it reads it; `isNumber` in `number.ts` tells.
 */
export class JsonWord {
  readonly raw: string;

  constructor(raw: string) {
    this.raw = raw;
  }
}

export const isJsonArray = (value: unknown): value is JsonArray => Array.isArray(value);
export const isJsonObject = (value: unknown): value is JsonObject => value instanceof Map;
export const isJsonWord = (value: unknown): value is JsonWord => value instanceof JsonWord;
