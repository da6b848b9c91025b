import { describe, expect, it } from 'vitest';
import {
  acceptsJson,
  isJson,
  jsonType,
  parseMediaType,
  prefersHtml,
  printMediaType,
  textType,
} from '../../../src/server/http/media.ts';

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

  it.each([
    [undefined, false],
    ['*/*', false],
    ['text/html', true],
    ['text/plain, text/*', true],
    ['text/plain', false],
    ['text/html, */*;q=0.8', true],
    ['*/*, text/html', true],
    ['application/*, text/html;q=0.9', false],
    ['application/json;q=0.9, text/html', true],
    ['text/html;q=0', false],
    ['text/html;q=x', true],
    // What the JDK's oldest client sends.
    ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', true],
  ])('Accept %j would rather have a page: %s', (accept, expected) =>
    expect(prefersHtml(accept)).toBe(expected),
  );

  it.each([
    [undefined, 'application/json'],
    ['application/json', 'application/json'],
    ['application/json; charset=utf-8', 'application/json;charset=utf-8'],
    ['application/json;charset="UTF-8"', 'application/json;charset=UTF-8'],
    ['application/json;charset=utf8, */*;charset=x', 'application/json;charset=utf8'],
    ['application/json;charset=latin1', 'application/json'],
    ['application/json;charset=utf-8\r\nX: y', 'application/json'],
    ['text/html;charset=utf-8', 'application/json'],
  ])('Accept %j names JSON %s', (accept, expected) => expect(jsonType(accept)).toBe(expected));

  it.each([
    [undefined, 'text/plain;charset=ISO-8859-1'],
    ['*/*', 'text/plain;charset=ISO-8859-1'],
    ['text/plain, application/json', 'text/plain;charset=ISO-8859-1'],
    ['image/png', 'text/plain;charset=ISO-8859-1'],
    ['application/json, text/plain, */*', 'application/json'],
    ['text/html;q=0.9, */*;q=0.1', 'text/html;charset=ISO-8859-1'],
  ])('Accept %j names text %s', (accept, expected) => expect(textType(accept)).toBe(expected));
});
