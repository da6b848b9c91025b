import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/protocol/index.ts';
import {
  doubleText,
  floatText,
  isJsonArray,
  isJsonObject,
  isJsonWord,
  parseBody,
  parseJson,
  stringifyJson,
  userDataText,
} from '../../../src/protocol/index.ts';

const SEED = { seed: 42, numRuns: 500 };

const parsed = (text: string): Json => {
  const result = parseJson(text);
  if (E.isLeft(result)) throw new Error(result.left.message);
  return result.right;
};

/** What `JSON.parse` would have made of it. */
const plain = (json: Json): unknown => {
  if (isJsonWord(json)) return Number(json.raw);
  if (isJsonArray(json)) return json.map(plain);
  return isJsonObject(json) ? Object.fromEntries([...json].map(([key, value]) => [key, plain(value)])) : json;
};

const engine = (text: string): E.Either<unknown, unknown> =>
  E.tryCatch(
    () => JSON.parse(text) as unknown,
    (error) => error,
  );

/** Texts that are nearly JSON, and sometimes are. */
const nearlyJson = fc
  .array(
    fc.constantFrom(
      ...[
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"',
        '"a"',
        '"\\u00e9"',
        '"\\x"',
        '\\',
        '0',
        '-',
        '1',
        '.5',
        'e5',
        '01',
        '-0',
      ],
      ...[
        'null',
        'true',
        'NaN',
        'nul',
        ' ',
        '\n',
        '\t',
        '\u00a0',
        '\ufeff',
        "'",
        '/*',
        '"__proto__":1',
        '\u0001',
      ],
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('parseJson', () => {
  const agrees = (text: string) => {
    const [ours, theirs] = [parseJson(text), engine(text)];
    expect(E.isRight(ours)).toBe(E.isRight(theirs));
    if (E.isRight(ours) && E.isRight(theirs)) expect(plain(ours.right)).toEqual(theirs.right);
  };

  it('takes and refuses the same texts as the engine, with the same values', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), agrees), SEED);
    fc.assert(
      fc.property(
        fc.json().chain((text) => fc.constantFrom(` ${text}\n`, `${text},`, text.slice(1))),
        agrees,
      ),
      SEED,
    );
    fc.assert(fc.property(nearlyJson, agrees), { seed: 42, numRuns: 5000 });
    fc.assert(fc.property(fc.string({ unit: 'binary' }), agrees), SEED);
  });

  it.each([
    ['[1,]', 'unexpected "]"', 3],
    ['{"a":1,}', 'unexpected "}"', 7],
    ["{'a':1}", `unexpected "'"`, 1],
    ['{a:1}', 'unexpected "a"', 1],
    ['\ufeff{}', 'unexpected "\ufeff"', 0],
    ['{} {}', 'unexpected "{"', 3],
    ['', 'unexpected end', 0],
    ['[', 'unexpected end', 1],
    ['"abc', 'unterminated string', 0],
    ['"a\\"', 'unterminated string', 0],
    ['["\n"]', 'bad character or escape in string', 1],
    ['["\\u12"]', 'bad character or escape in string', 1],
    ['[NaN]', 'unexpected word NaN', 1],
    ['+5', 'unexpected word +5', 0],
    ['05', 'unexpected word 05', 0],
  ])('says where %j is wrong', (text, message, at) => {
    expect(parseJson(text)).toEqual(E.left({ message, at }));
  });

  it('refuses what is nested too deeply, instead of running out of stack', () => {
    const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(E.isRight(parseJson(deep(512)))).toBe(true);
    expect(parseJson(deep(513))).toEqual(E.left({ message: 'nested deeper than 512', at: 512 }));
    expect(E.isLeft(parseBody('{"a":'.repeat(1_000_000)))).toBe(true);
  });

  it('lets the last of duplicate keys win and keeps the order of keys', () => {
    expect(stringifyJson(parsed('{"b":1,"2":2,"1":3,"b":4}'))).toBe('{"b":4,"2":2,"1":3}');
  });

  it('treats __proto__ as a key like any other', () => {
    const text = '{"__proto__":{"polluted":true},"constructor":1}';
    expect(stringifyJson(parsed(text))).toBe(text);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('parseBody', () => {
  it('takes leading zeros and keeps junk words for whoever reads them', () => {
    const body = E.getOrElse((): Json => null)(parseBody('{"a":05,"b":NaN,"c":[-007.50]}'));
    expect(stringifyJson(body)).toBe('{"a":5,"b":"NaN","c":[-7.50]}');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyJson, fc.string(), fc.json()), (text) => {
        parseBody(text);
      }),
      SEED,
    );
  });
});

describe('stringifyJson', () => {
  it('keeps every digit of every number', () => {
    const digits = fc.bigInt({ min: -(10n ** 60n), max: 10n ** 60n }).map(String);
    const number = fc.oneof(
      digits,
      fc.tuple(digits, fc.nat()).map(([whole, rest]) => `${whole}.${rest}0`),
      fc.tuple(digits, fc.integer({ min: -500, max: 500 })).map(([whole, power]) => `${whole}e${power}`),
    );
    const { json } = fc.letrec<{ json: string }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4 },
        number,
        fc.string().map((text) => JSON.stringify(text)),
        fc.array(tie('json')).map((items) => `[${items.join(',')}]`),
        fc
          .uniqueArray(fc.tuple(fc.string(), tie('json')), { selector: ([key]) => key })
          .map(
            (entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`,
          ),
      ),
    }));
    fc.assert(
      fc.property(json, (text) => {
        expect(stringifyJson(parsed(text))).toBe(text);
      }),
      SEED,
    );
  });
});

describe('userDataText', () => {
  it.each([
    ['12345678901234567890', '12345678901234567890'],
    ['-123456789012345678901234567890', '-123456789012345678901234567890'],
    ['1.50', '1.5'],
    ['1e5', '100000.0'],
    ['1E+2', '100.0'],
    ['-0', '0'],
    ['-0.0', '-0.0'],
    ['0.0001', '1.0E-4'],
    ['12345678.5', '1.23456785E7'],
    ['1e400', '1e400'],
    ['null', 'null'],
    [' { "a" : [ null , true ] } ', '{"a":[null,true]}'],
    ['"\\u00e9\\/"', '"é/"'],
  ])('writes %s as %s', (given, normal) => {
    expect(userDataText(parsed(given))).toBe(normal);
  });

  it('is a normal form: it does not change again, and only numbers change', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const once = userDataText(parsed(text));
        expect(userDataText(parsed(once))).toBe(once);
        expect(Object.is(JSON.stringify(JSON.parse(once)), JSON.stringify(JSON.parse(text)))).toBe(true);
      }),
      SEED,
    );
  });
});

describe('floats as text', () => {
  it.each([
    [0, '0.0'],
    [-0, '-0.0'],
    [1, '1.0'],
    [100, '100.0'],
    [0.001, '0.001'],
    [0.00099, '9.9E-4'],
    [9999999, '9999999.0'],
    [1e7, '1.0E7'],
    [-1234.5678, '-1234.5678'],
    [5e-324, '4.9E-324'],
    [1.7976931348623157e308, '1.7976931348623157E308'],
  ])('double %d is %s', (value, written) => {
    expect(doubleText(value)).toBe(written);
  });

  it.each([
    [1 / 3, '0.33333334'],
    [16777217, '1.6777216E7'],
    [0.25, '0.25'],
    [1, '1.0'],
    [0.1, '0.1'],
    [1.4e-45, '1.4E-45'],
    [3.4028234663852886e38, '3.4028235E38'],
  ])('float %d is %s', (value, written) => {
    expect(floatText(Math.fround(value))).toBe(written);
  });

  it('read back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(doubleText(value))).toBe(value);
      }),
      SEED,
    );
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Math.fround(Number(floatText(value)))).toBe(value);
      }),
      SEED,
    );
  });
});
