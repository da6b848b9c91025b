import type { LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlockedAddressError, createConnector } from '../../../src/sources/http/connector.ts';
import { left, loadFailure, loadMedia, readAll, testSource, trackAt } from './http.support.ts';
import { pattern, serveFile, startWeb } from './web.server.ts';
import type { WebServer } from './web.server.ts';

const bytes = pattern(2_000);
let web: WebServer;

beforeEach(async () => {
  web = await startWeb(serveFile(bytes));
});
afterEach(() => web.close());

const guarded = (lookup?: LookupFunction) =>
  testSource({ allowPrivateNetworks: false }, lookup === undefined ? {} : { lookup });

/** A DNS that knows one answer per question asked. */
const dns = (...answers: readonly (readonly string[])[]): LookupFunction => {
  let asked = 0;
  return (_hostname, options, callback) => {
    const addresses = (answers[Math.min(asked++, answers.length - 1)] ?? []).map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    const [first] = addresses;
    if (options.all === true || first === undefined) callback(null, addresses);
    else callback(null, first.address, first.family);
  };
};

describe('the way inside is closed', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.1',
    '127.0.0.1.',
    '[::ffff:127.0.0.1]',
    'localhost',
    'localhost.',
  ])('for %s, and says how to open it', async (host) => {
    const failure = await loadFailure(guarded(), `http://${host}:${web.port}/`);
    expect(failure.severity).toBe('common');
    expect(failure.message).toContain('lavalink.server.httpConfig.allowPrivateNetworks');
    expect(failure.message).toContain('LAVALINK_SERVER_HTTPCONFIG_ALLOWPRIVATENETWORKS');
    expect(web.requests).toEqual([]);
  });

  it('for a name that DNS says is inside', async () => {
    const failure = await loadFailure(guarded(dns(['127.0.0.1'])), `http://song.example:${web.port}/`);
    expect(failure.message).toContain('song.example lies in a private network');
    expect(failure.cause).toContain('127.0.0.1');
    expect(web.requests).toEqual([]);
  });

  it('for a name whose second answer is inside: the address that was checked is the one that is used', async () => {
    const source = guarded(dns(['192.0.2.1'], ['127.0.0.1']));
    expect((await loadFailure(source, `http://song.example:${web.port}/`)).message).toContain(
      'private network',
    );
    expect((await loadFailure(source, `http://song.example:${web.port}/`)).message).toContain(
      'private network',
    );
    expect(web.requests).toEqual([]);
  });

  it('for a track that is played, not only for one that is loaded', async () => {
    const failure = left(await guarded().open(trackAt(`${web.url}/song.mp3`))());
    expect(failure.message).toContain('allowPrivateNetworks');
    expect(web.requests).toEqual([]);
  });

  it('for https too', async () => {
    const failure = await loadFailure(guarded(dns(['10.0.0.1'])), 'https://song.example/');
    expect(failure.message).toContain('private network');
  });
});

describe('the connector alone', () => {
  it.each(['127.0.0.1', '[::1]', 'localhost'])('does not connect to %s', async (hostname) => {
    const connect = createConnector({ connectMs: 1_000, allowPrivateNetworks: false });
    const error = await new Promise((resolve) =>
      connect({ hostname, protocol: 'http:', port: String(web.port) }, (...[failed]) => resolve(failed)),
    );
    expect(error).toBeInstanceOf(BlockedAddressError);
  });
});

describe('when it is allowed', () => {
  it('reads from this machine', async () => {
    const media = await loadMedia(testSource(), `${web.url}/song`);
    expect((await readAll(media.bytes)).equals(bytes)).toBe(true);
  });

  it('resolves names', async () => {
    const media = await loadMedia(
      testSource({}, { lookup: dns(['127.0.0.1']) }),
      `http://song.example:${web.port}/`,
    );
    expect(media.bytes.size).toBe(bytes.length);
    media.bytes.close();
  });
});
