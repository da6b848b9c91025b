import { left, right } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { gatewayUrl } from '../../../src/voice/endpoint.ts';

describe('the URL of an endpoint', () => {
  it.each([
    'frankfurt1234.discord.media',
    'a.discord.media:443',
    '127.0.0.1:8443',
    'localhost:65535',
    '[::1]:443',
  ])('takes %s', (endpoint) => expect(gatewayUrl(endpoint)).toEqual(right(`wss://${endpoint}/?v=8`)));

  it.each([
    ['wss://a.discord.media', 'The endpoint is not host[:port].'],
    ['a.discord.media/path', 'The endpoint is not host[:port].'],
    ['user@a.discord.media', 'The endpoint is not host[:port].'],
    ['a.discord.media?x', 'The endpoint is not host[:port].'],
    ['', 'The endpoint is not host[:port].'],
    ['a b', 'The endpoint is not host[:port].'],
    ['a:', 'The endpoint is not host[:port].'],
    ['a:65536', "The endpoint's port 65536 is not between 1 and 65535."],
    ['a:0', "The endpoint's port 0 is not between 1 and 65535."],
    ['999.999.999.999', 'The endpoint is not a host name.'],
    ['[:::::]', 'The endpoint is not a host name.'],
  ])('refuses %s', (endpoint, why) => expect(gatewayUrl(endpoint)).toEqual(left(why)));
});
