/** `logging.request.*` over real HTTP: what stands in the log, and what must not. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RequestLogSettings } from '../../../src/server/index.ts';
import { connectBot } from './support/bot.ts';
import { PASSWORD, startNode } from './support/node.ts';
import type { TestNode } from './support/node.ts';
import { rawRequest } from './support/raw.ts';

const DEFAULTS: RequestLogSettings = {
  enabled: true,
  includeClientInfo: false,
  includeHeaders: false,
  includeQueryString: true,
  includePayload: true,
  maxPayloadLength: 10_000,
  beforeRequest: false,
};

let node: TestNode | undefined;
afterEach(() => node?.server.close());

/** A node and the lines of its request log. */
const start = async (settings: Partial<RequestLogSettings> = {}) => {
  const lines: string[] = [];
  const line = (message: string, fields?: object): void => {
    expect(fields).toBeUndefined();
    lines.push(message);
  };
  const never = (message: string): void => expect.unreachable(message);
  const started = await startNode({
    settings: {
      address: '127.0.0.1',
      port: 0,
      password: PASSWORD,
      requestLog: { ...DEFAULTS, ...settings },
    },
    requestLog: { debug: never, info: line, warn: never, error: never },
  });
  node = started;
  /** Waits for so many lines: an answer may arrive before its line is written. */
  const written = async (count: number): Promise<readonly string[]> => {
    await vi.waitUntil(() => lines.length >= count);
    return lines;
  };
  const rest: TestNode['rest'] = (...request) => started.rest(...request);
  return { port: started.port, rest, lines, written };
};

const VOICE = { token: 'hush-token', endpoint: 'a.discord.media', sessionId: 'hush-session' };

describe('the request log', () => {
  it('has one line for each request, whatever becomes of it', async () => {
    const { rest, port, written } = await start();
    await rest('GET', '/v4/loadtracks?identifier=a%20b');
    await rest('GET', '/nowhere?x=');
    await rawRequest(port, 'GET /v4/info');
    await rest('HEAD', '/version');
    expect(await written(4)).toEqual([
      'GET /v4/loadtracks?identifier=a%20b',
      'GET /nowhere?x=',
      'GET /v4/info',
      'HEAD /version',
    ]);
  });

  it('shows the payload without its secrets', async () => {
    const { rest, written } = await start();
    const body = { voice: VOICE, volume: 50 };
    await rest('PATCH', '/v4/sessions/x/players/1?noReplace=true', body);
    const payload = '{"voice":{"token":"***","endpoint":"a.discord.media","sessionId":"***"},"volume":50}';
    expect(await written(1)).toEqual([`PATCH /v4/sessions/x/players/1?noReplace=true, payload=${payload}`]);
  });

  it('shows a payload that is no JSON, on one line', async () => {
    const { rest, written } = await start();
    await rest('POST', '/v4/decodetracks', '{\n"token": "hush\u001b[2J\u2028');
    expect(await written(1)).toEqual(['POST /v4/decodetracks, payload={\\n"token": "***"']);
    await rest('POST', '/v4/decodetracks', '\u001b[2J\u2028\u009b');
    expect(await written(2)).toContain('POST /v4/decodetracks, payload=\\u001b[2J\\u2028\\u009b');
  });

  it('masks the secrets of other charsets, too', async () => {
    const { port, written } = await start();
    const text = JSON.stringify({ voice: VOICE });
    const headers = [`Authorization: ${PASSWORD}`, 'Content-Type: application/json;charset=utf-16le'];
    const bytes = Buffer.from(text, 'utf16le');
    const socket = connect(port, '127.0.0.1');
    const head = ['PATCH /v4/sessions/x/players/1 HTTP/1.1', 'Host: a', 'Connection: close', ...headers];
    socket.write(`${head.join('\r\n')}\r\nContent-Length: ${bytes.length}\r\n\r\n`);
    socket.end(bytes);
    socket.resume();
    await once(socket, 'close');
    const [line] = await written(1);
    expect(line).toContain('"token":"***"');
    expect(line).not.toContain('hush');
  });

  it('cuts long payloads off, also inside a secret', async () => {
    const { rest, written } = await start({ maxPayloadLength: 24 });
    await rest('PATCH', '/v4/sessions/x/players/1', { voice: VOICE });
    expect(await written(1)).toEqual(['PATCH /v4/sessions/x/players/1, payload={"voice":{"token":"***"']);
  });

  it('tells of client and headers if wanted, but not the password', async () => {
    const { port, written } = await start({ includeClientInfo: true, includeHeaders: true });
    await rawRequest(port, 'GET /v4/info', [`Authorization: ${PASSWORD}`, 'Accept: a/b', 'ACCEPT: */*']);
    expect(await written(1)).toEqual([
      'GET /v4/info, client=127.0.0.1, headers=[host:"localhost", connection:"close", authorization:"***", ' +
        'accept:"a/b", "*/*"]',
    ]);
  });

  it('leaves query and payload out if not wanted', async () => {
    const { rest, written } = await start({ includeQueryString: false, includePayload: false });
    await rest('POST', '/v4/decodetracks?a=b', ['x']);
    expect(await written(1)).toEqual(['POST /v4/decodetracks']);
  });

  it('tells of a request before it is handled if wanted', async () => {
    const { rest, written } = await start({ beforeRequest: true, includeClientInfo: true });
    await rest('POST', '/v4/decodetracks?a=b', ['x']);
    expect(await written(2)).toEqual([
      '>> POST /v4/decodetracks?a=b, client=127.0.0.1',
      'POST /v4/decodetracks?a=b, client=127.0.0.1, payload=["x"]',
    ]);
  });

  it('has a line for a WebSocket, when it is open', async () => {
    const { port, written } = await start({ includeHeaders: true });
    const bot = await connectBot({ port });
    const [line] = await written(1);
    expect(line).toMatch(/^GET \/v4\/websocket, headers=\[.*client-name:"test\/1\.0"/);
    expect(line).not.toContain(PASSWORD);
    await bot.leave();
  });

  it('has a line for a client that goes before it has its answer', async () => {
    const { port, written } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      `POST /v4/decodetracks HTTP/1.1\r\nHost: a\r\nAuthorization: ${PASSWORD}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 99\r\n\r\n["x"',
    );
    await once(socket, 'connect');
    await vi.waitUntil(() => socket.bytesWritten > 100);
    socket.end();
    expect(await written(1)).toEqual(['POST /v4/decodetracks']);
  });

  it('has no lines for those who ask all day whether the node lives', async () => {
    const { rest, written } = await start({ beforeRequest: true });
    for (const path of ['/livez', '/readyz?verbose', '/readyz/x']) await rest('GET', path);
    expect(await written(2)).toEqual(['>> GET /readyz/x', 'GET /readyz/x']);
  });

  it('says nothing when switched off', async () => {
    const { rest, lines } = await start({ enabled: false, beforeRequest: true });
    await rest('GET', '/version');
    await node?.server.close();
    expect(lines).toEqual([]);
  });
});
