import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskedHeader, maskedJson } from '../../../src/server/http/secrets.ts';

describe('maskedJson', () => {
  it.each([
    [
      '{"voice":{"token":"a","endpoint":"e","sessionId":"b\\"c"}}',
      '{"voice":{"token":"***","endpoint":"e","sessionId":"***"}}',
    ],
    ['{ "token" :\n "a" }', '{ "token" :\n "***" }'],
    ['{"token":null,"sessionId":12}', '{"token":"***","sessionId":"***"}'],
    // Cut off in the middle of the secret, and of an escape in it.
    ['{"token":"ab', '{"token":"***"'],
    ['{"token":"ab\\', '{"token":"***"\\'],
    // A key may be written with escapes.
    ['{"\\u0074oken":"a"}', '{"\\u0074oken":"***"}'],
    // Broken JSON is logged as well.
    ['{"a":"b""token":"c"}', '{"a":"b""token":"***"}'],
    ['{"a":"token":"c"}', '{"a":"token":"***"}'],
    ['{"token":["a"]}', '{"token":["***"]}'],
  ])('%s', (text, masked) => {
    expect(maskedJson(text)).toBe(masked);
  });

  it.each(['{"a":"token","b":1}', '["token","sessionId"]', '{"a":"\\"token\\":\\"b\\""}', '', 'token: a'])(
    'leaves %s',
    (text) => {
      expect(maskedJson(text)).toBe(text);
    },
  );

  it('hides the secrets of any JSON, wherever it is cut off, and changes nothing else', () => {
    const SECRET = 'hush-hush';
    const plain = fc.json({ maxDepth: 3 }).filter((text) => !/token|sessionid/i.test(text));
    fc.assert(
      fc.property(plain, plain, fc.nat(), (before, after, at) => {
        const text = `{"before":${before},"voice":{"token":"${SECRET}","sessionId":"${SECRET}"},"after":${after}}`;
        expect(maskedJson(text)).toBe(text.replaceAll(SECRET, '***'));
        expect(maskedJson(text.slice(0, at % text.length))).not.toContain(SECRET.slice(0, 4));
      }),
      { seed: 42 },
    );
  });
});

describe('maskedHeader', () => {
  it('hides what lets somebody in', () => {
    expect(maskedHeader('Authorization', 'a')).toBe('***');
    expect(maskedHeader('proxy-authorization', 'a')).toBe('***');
    expect(maskedHeader('user-id', 'a')).toBe('a');
  });
});
