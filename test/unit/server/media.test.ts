import { describe, expect, it } from 'vitest';
import { acceptsJson, isJson, parseMediaType, printMediaType } from '../../../src/server/http/media.ts';

const print = (header: string): string | null => {
  const type = parseMediaType(header);
  return type && printMediaType(type);
};

describe('media types', () => {
  it.each([
    ['Text/Plain', 'text/plain;charset=UTF-8'],
    ['text/plain; charset=latin1', 'text/plain;charset=latin1'],
    ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded;charset=UTF-8'],
    ['application/json ; charset="utf-8"', 'application/json;charset=utf-8'],
    ['multipart/form-data; boundary=a', 'multipart/form-data;boundary=a'],
    ['nonsense', null],
    ['', null],
  ])('%j prints as %j', (header, printed) => expect(print(header)).toBe(printed));

  it.each([
    ['application/json', true],
    ['application/problem+json', true],
    ['application/jsonp', false],
    ['text/json', false],
  ])('%s is JSON: %s', (header, expected) => {
    const type = parseMediaType(header);
    expect(type !== null && isJson(type)).toBe(expected);
  });

  it.each([
    [undefined, true],
    ['', true],
    ['*/*', true],
    ['application/*;q=0.1', true],
    ['text/html, application/json;q=0.5', true],
    ['application/json;q=0', false],
    ['text/html', false],
    ['nonsense', false],
  ])('Accept %j takes JSON: %s', (accept, expected) => expect(acceptsJson(accept)).toBe(expected));
});
