import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { left, loadFailure, loadMedia, readAll, testSource, trackAt } from './http.support.ts';
import { pattern, serveFile, startWeb } from './web.server.ts';
import type { WebServer } from './web.server.ts';

const bytes = pattern(5_000);
let web: WebServer;
let proxyPort: number;
let asked: { url: string | undefined; login: string | undefined }[];
const proxy = createServer((request, response) => {
  asked.push({ url: request.url, login: request.headers['proxy-authorization'] });
  if (request.url === 'http://song.example/redirect') {
    return void response.writeHead(302, { location: 'http://169.254.169.254/secret' }).end();
  }
  send({ port: web.port, path: '/', headers: { range: request.headers.range ?? '' } }, (answer) => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  }).end();
});
proxy.on('connect', (request, socket) => {
  asked.push({ url: request.url, login: request.headers['proxy-authorization'] });
  const onward = connect(web.port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
});

beforeEach(async () => {
  asked = [];
  web = await startWeb(serveFile(bytes));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  proxyPort = (proxy.address() as AddressInfo).port;
});
afterEach(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await web.close();
});

const proxied = (user = '', password = '') =>
  testSource({ allowPrivateNetworks: false, proxy: { host: '127.0.0.1', port: proxyPort, user, password } });

describe('through a proxy', () => {
  it('plain HTTP is an ordinary proxy request, with login', async () => {
    const media = await loadMedia(proxied('us', 'er'), 'http://song.example/a.mp3');
    expect((await readAll(media.bytes)).equals(bytes)).toBe(true);
    expect(asked).toEqual([
      { url: 'http://song.example/a.mp3', login: `Basic ${Buffer.from('us:er').toString('base64')}` },
    ]);
    expect(web.headers[0]?.['proxy-authorization']).toBeUndefined();
  });

  it('no user, no login', async () => {
    (await loadMedia(proxied(), 'http://song.example/')).bytes.close();
    expect(asked[0]?.login).toBeUndefined();
  });

  it('https is a tunnel', async () => {
    await loadFailure(proxied('us', 'er'), 'https://song.example/'); // The other end speaks no TLS.
    expect(asked[0]).toMatchObject({ url: 'song.example:443', login: expect.any(String) as string });
  });

  it('addresses inside stay closed, at the end of a redirect too', async () => {
    expect((await loadFailure(proxied(), 'http://127.0.0.1/')).message).toContain('allowPrivateNetworks');
    expect(asked).toEqual([]);
    const failure = left(await proxied().open(trackAt('http://song.example/redirect'))());
    expect(failure.message).toContain('169.254.169.254 lies in a private network');
    expect(asked).toHaveLength(1);
  });
});
