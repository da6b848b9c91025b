/** Request bodies and content types (protocol §1.4, §1.5). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestNode } from './support/node.ts';
import { AUTH, PASSWORD, startNode } from './support/node.ts';
import { raw, rawRequest } from './support/raw.ts';

let node: TestNode;
beforeAll(async () => {
  node = await startNode();
});
afterAll(() => node.server.close());

const get = (path: string, headers: Record<string, string>): Promise<Response> =>
  fetch(node.url + path, { headers });

describe('bodies and their types', () => {
  const patch = (headers: readonly string[], body: string): Promise<string> =>
    rawRequest(
      node.port,
      'PATCH /v4/sessions/x',
      [`Authorization: ${PASSWORD}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers],
      body,
    );

  it.each([
    ['no type', [], "Content-Type 'application/octet-stream' is not supported."],
    ['text', ['Content-Type: text/plain'], "Content-Type 'text/plain;charset=UTF-8' is not supported."],
    [
      'a form',
      ['Content-Type: application/x-www-form-urlencoded'],
      "Content-Type 'application/x-www-form-urlencoded;charset=UTF-8' is not supported.",
    ],
  ])('415 for %s', async (_, headers, message) => {
    const answer = await patch(headers, '{}');
    expect(answer).toMatch(/^HTTP\/1.1 415 /);
    expect(answer).toContain('Accept: application/json, application/*+json');
    expect(answer).toContain('Accept-Patch: application/json, application/*+json');
    expect(answer).toContain(`"message":"${message}"`);
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/vnd.a+json',
    'APPLICATION/JSON',
  ])('takes %s', async (type) => {
    expect(await patch([`Content-Type: ${type}`], '{}')).toMatch(/"message":"Session not found"/);
  });

  it('takes other charsets', async () => {
    const body = Buffer.from('{}', 'utf16le').toString('latin1');
    expect(await patch(['Content-Type: application/json; charset=utf-16le'], body)).toMatch(
      /^HTTP\/1.1 40[04]/,
    );
    expect(await patch(['Content-Type: application/json; charset=nonsense'], '{}')).toMatch(/^HTTP\/1.1 400/);
  });

  it('400 without a body', async () => {
    const { status, json } = await node.rest('PATCH', '/v4/sessions/x');
    expect(status).toBe(400);
    expect(json).toMatchObject({ message: 'Bad Request' });
  });

  it.each(['', '{', '[]', '"x"', '{"resuming":null}', '{"timeout":1.5}', '\ufeff{}', '{} {}', 'null'])(
    '400 for the body %j',
    async (body) => {
      expect(await patch(['Content-Type: application/json'], body)).toMatch(/^HTTP\/1.1 400 /);
    },
  );

  it('413 for a body beyond the limit, announced or not', async () => {
    const announced = await raw(
      node.port,
      `PATCH /v4/sessions/x HTTP/1.1\r\nHost: a\r\nAuthorization: ${PASSWORD}\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n{`,
    );
    expect(announced).toMatch(/^HTTP\/1.1 413 /);
    expect(announced).toContain('"message":"The request body is larger than 16777216 bytes."');
    const streamed = await fetch(`${node.url}/v4/sessions/x`, {
      method: 'PATCH',
      headers: { ...AUTH, 'Content-Type': 'application/json' },
      body: ReadableStream.from(Array.from({ length: 20 }, () => Buffer.alloc(1024 * 1024, ' '))),
      duplex: 'half',
    }).then(
      ({ status }) => status,
      // The server may cut the upload before the client has read the answer.
      () => 413,
    );
    expect(streamed).toBe(413);
  });

  it('406 where JSON will not do', async () => {
    const refused = await get('/v4/info', { ...AUTH, Accept: 'text/html' });
    expect([refused.status, await refused.text()]).toEqual([406, '']);
    expect(refused.headers.get('accept')).toBe('application/json, application/*+json');
    for (const accept of ['*/*', 'application/*', 'text/html,*/*;q=0.8', 'application/json; charset=utf-8']) {
      expect((await get('/v4/info', { ...AUTH, Accept: accept })).status).toBe(200);
    }
    expect((await get('/version', { ...AUTH, Accept: 'text/html' })).status).toBe(200);
  });
});
