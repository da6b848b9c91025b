/** `server.ssl.*`: HTTPS and secure WebSockets over real sockets, and what a wrong setting is told. */
import { request } from 'node:https';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { tlsOptions, tlsProblem } from '../../../src/server/index.ts';
import { CERTIFICATE, KEY_STORE, PRIVATE_KEY } from '../../support/certificate.ts';
import { load, yml } from '../../unit/config/support.ts';
import { PASSWORD, startNode, type TestNode } from './support/node.ts';

const files: Readonly<Record<string, Buffer | string>> = {
  '/tls/cert.pem': CERTIFICATE,
  '/tls/key.pem': PRIVATE_KEY,
  '/tls/store.p12': KEY_STORE,
};

const read = (path: string): Buffer => {
  const found = files[path];
  if (found === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
  return Buffer.from(found);
};

const PEM = 'certificate: /tls/cert.pem\n  certificate-private-key: file:/tls/key.pem';
const STORE = 'key-store: file:///tls/store.p12\n  keyStorePassword: hush';

const settings = (text: string) => load(yml(`server.ssl:\n  ${text}`)).config.server.ssl;

let node: TestNode | undefined;
afterEach(() => node?.server.close());

const start = async (text: string): Promise<number> => {
  const tls = tlsOptions(settings(text), read);
  if (tls === null) throw new Error('expected TLS');
  node = await startNode({ settings: { address: '127.0.0.1', port: 0, password: PASSWORD, tls } });
  return node.port;
};

const CLIENT = { ca: CERTIFICATE, host: '127.0.0.1', headers: { Authorization: PASSWORD, 'User-Id': '1' } };

/** Status of an answer, or the code of what kept it from coming. */
const get = (port: number, own: { readonly cert?: string; readonly key?: string } = {}): Promise<unknown> =>
  new Promise((resolve) => {
    const asked = request({ ...CLIENT, ...own, port, path: '/version', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.end();
  });

describe('TLS', () => {
  it.each([
    ['PEM files', PEM],
    ['a key store', STORE],
    [
      'the texts themselves',
      `certificate: ${JSON.stringify(CERTIFICATE)}\n  certificate-private-key: ${JSON.stringify(PRIVATE_KEY)}`,
    ],
  ])('with %s: REST and WebSocket; who speaks HTTP to it harms nobody', async (_what, text) => {
    const port = await start(text);
    const plain = connect(port, '127.0.0.1', () => plain.write('GET /version HTTP/1.1\r\n\r\n'));
    await new Promise((resolve) => plain.on('close', resolve).on('error', () => undefined));
    expect(await get(port)).toBe(200);
    const socket = new WebSocket(`wss://127.0.0.1:${port}/v4/websocket`, CLIENT);
    const hello = await new Promise((resolve) =>
      socket.once('message', (data: Buffer) => resolve(data.toString())),
    );
    expect(hello).toMatch(/^\{"op":"ready"/);
    socket.close();
    await new Promise((resolve) => socket.once('close', resolve));
  });

  it('takes only clients with a certificate where they need one', async () => {
    const port = await start(`${PEM}\n  client-auth: need\n  trust-certificate: /tls/cert.pem`);
    expect(await get(port, { cert: CERTIFICATE, key: PRIVATE_KEY })).toBe(200);
    expect(await get(port)).not.toBe(200);
  });

  it.each([['enabled: true'], [`enabled: false\n  ${PEM}`], ['certificate-private-key: /tls/key.pem']])(
    'is off with %j',
    (text) => expect(tlsOptions(settings(text), read)).toBeNull(),
  );

  it.each([
    ['certificate: /none', 'certificate-private-key', 'expected PEM: '],
    ['certificate: /none\n  certificate-private-key: /tls/key.pem', 'certificate', 'expected PEM: ENOENT'],
    ['certificate: /tls/key.pem\n  certificate-private-key: /tls/key.pem', 'certificate', 'expected PEM: '],
    ['key-store: /none', 'key-store', 'expected a PKCS12 file: ENOENT'],
    ['key-store: /tls/cert.pem', 'key-store', 'expected a PKCS12 file: '],
    [
      'key-store: /tls/store.p12\n  key-store-password: wrong',
      'key-store',
      'expected a PKCS12 file: mac verify',
    ],
    [`${PEM}\n  client-auth: need`, 'trust-certificate', 'expected certificates that clients may have'],
    [`${PEM}\n  client-auth: want\n  trust-certificate: /none`, 'trust-certificate', 'expected PEM: ENOENT'],
  ])('%j is a problem', (text, key, message) => {
    const problem = tlsProblem(settings(text), read);
    expect(problem?.key).toBe(`server.ssl.${key}`);
    expect(problem?.message).toContain(message);
    expect(() => tlsOptions(settings(text), read)).toThrow(`server.ssl.${key}: `);
  });
});
