/**
 * JSON text to {@link Json}. Own code, because `JSON.parse` rounds integers, has no room for the reference's dialect
 * and puts integer-like keys first.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Json, JsonArray, JsonObject } from './json.ts';
import { JsonWord } from './json.ts';
import { isStrictNumber } from './number.ts';

/** Why a text is not JSON; `at` is the index of the UTF-16 unit where it went wrong. */
export interface JsonProblem {
  readonly message: string;
  readonly at: number;
}

/** Deeper than any sane message, shallow enough for recursion. */
const MAX_DEPTH = 512;

const SPACE = /[ \t\n\r]*/y;
/** Everything up to the next structural character. */
const WORD = /[^\s,:[\]{}"]+/y;
/** What may not stand in a string as it is, or needs decoding. */
const SPECIAL = /[\u0000-\u001f\\]/;

class Stop extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

class Parser {
  readonly #text: string;
  readonly #strict: boolean;
  #at = 0;
  #depth = 0;

  constructor(text: string, strict: boolean) {
    this.#text = text;
    this.#strict = strict;
  }

  whole(): Json {
    this.#space();
    const value = this.#value();
    this.#space();
    if (this.#at < this.#text.length) this.#fail();
    return value;
  }

  #fail(): never {
    const char = this.#text[this.#at];
    throw new Stop(char === undefined ? 'unexpected end' : `unexpected ${JSON.stringify(char)}`, this.#at);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #space(): void {
    // Most texts have none; the check spares a regular expression.
    if (this.#text.charCodeAt(this.#at) <= 0x20) this.#match(SPACE);
  }

  /** Consumes `char` and the space after it, if it is next. */
  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    this.#space();
    return true;
  }

  #expect(char: string): void {
    if (!this.#take(char)) this.#fail();
  }

  #value(): Json {
    switch (this.#text[this.#at]) {
      case '"':
        return this.#string();
      case '{':
        return this.#nested(() => this.#object());
      case '[':
        return this.#nested(() => this.#array());
      default:
        return this.#word();
    }
  }

  #nested<A>(read: () => A): A {
    if (this.#depth >= MAX_DEPTH) throw new Stop(`nested deeper than ${MAX_DEPTH}`, this.#at);
    this.#depth += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #object(): JsonObject {
    const object = new Map<string, Json>();
    this.#take('{');
    if (this.#text[this.#at] !== '}') {
      do {
        if (this.#text[this.#at] !== '"') this.#fail();
        const key = this.#string();
        this.#space();
        this.#expect(':');
        object.set(key, this.#value());
        this.#space();
      } while (this.#take(','));
    }
    this.#close('}');
    return object;
  }

  #array(): JsonArray {
    const array: Json[] = [];
    this.#take('[');
    if (this.#text[this.#at] !== ']') {
      do {
        array.push(this.#value());
        this.#space();
      } while (this.#take(','));
    }
    this.#close(']');
    return array;
  }

  #close(char: string): void {
    if (this.#text[this.#at] !== char) this.#fail();
    this.#at += 1;
  }

  #string(): string {
    const start = this.#at;
    const end = this.#stringEnd(start);
    const inside = this.#text.slice(start + 1, end);
    this.#at = end + 1;
    return SPECIAL.test(inside) ? this.#decoded(start, end + 1) : inside;
  }

  /** Index of the closing quote: one with an even number of backslashes before it. */
  #stringEnd(start: number): number {
    let end = start;
    let slashes: number;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw new Stop('unterminated string', start);
      slashes = 0;
      while (this.#text.charCodeAt(end - 1 - slashes) === 0x5c) slashes += 1;
    } while (slashes % 2 === 1);
    return end;
  }

  #decoded(start: number, end: number): string {
    try {
      return String(JSON.parse(this.#text.slice(start, end)));
    } catch {
      // The engine's message speaks of an index in the slice; ours is the one that helps.
      throw new Stop('bad character or escape in string', start);
    }
  }

  #word(): Json {
    const at = this.#at;
    const raw = this.#match(WORD);
    switch (raw) {
      case '':
        return this.#fail();
      case 'null':
        return null;
      case 'true':
        return true;
      case 'false':
        return false;
      default:
        if (this.#strict && !isStrictNumber(raw)) throw new Stop(`unexpected word ${raw.slice(0, 40)}`, at);
        return new JsonWord(raw);
    }
  }
}

const parse = (text: string, strict: boolean): E.Either<JsonProblem, Json> => {
  try {
    return E.right(new Parser(text, strict).whole());
  } catch (error) {
    if (error instanceof Stop) return E.left({ message: error.message, at: error.at });
    throw error;
  }
};

/**
 * Reads RFC 8259 JSON, to the letter. Of duplicate keys the last one counts.
 * @example parseJson('{"id":12345678901234567890}') // every digit is kept
 */
export const parseJson = (text: string): E.Either<JsonProblem, Json> => parse(text, true);

/**
 * Reads a request body as the reference does (protocol §1.5): RFC 8259, but numbers may have leading zeros, and a
 * word that is no JSON at all (`NaN`) is kept as a {@link JsonWord}, to be refused by whoever reads it: under an
 * unknown key that is nobody.
 */
export const parseBody = (text: string): E.Either<JsonProblem, Json> => parse(text, false);
