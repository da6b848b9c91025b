import { createDecipheriv } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';
import sodium from 'sodium-native';
import { describe, expect, it } from 'vitest';
import { AES_MODE, cipherPort, XCHACHA_MODE } from '../../../src/voice/cipher/cipher.ts';
import { SodiumCipher, NobleCipher } from '../../../src/voice/cipher/xchacha.ts';
import type { TransportCipher } from '../../../streams/voice/ports.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
const withSodium = cipherPort({ sodium, noble: xchacha20poly1305 });
const without = cipherPort({ sodium: null, noble: xchacha20poly1305 });

const seal = (cipher: TransportCipher, body: Uint8Array): Uint8Array => {
  const packet = new Uint8Array(3072).fill(0xee);
  packet.set(Uint8Array.from({ length: 12 }, (_, i) => i));
  packet.set(body, 12);
  return packet.slice(0, cipher.seal(packet, body.length));
};

const parts = (packet: Uint8Array, nonceBytes: number) => {
  const nonce = new Uint8Array(nonceBytes);
  nonce.set(packet.subarray(-4));
  return { header: packet.subarray(0, 12), sealed: packet.subarray(12, -4), nonce };
};

const openAes = (packet: Uint8Array): Uint8Array => {
  const { header, sealed, nonce } = parts(packet, 12);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
  decipher.setAAD(header);
  decipher.setAuthTag(sealed.subarray(-16));
  return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]));
};

const openXchacha = (packet: Uint8Array): Uint8Array => {
  const { header, sealed, nonce } = parts(packet, 24);
  return xchacha20poly1305(key, nonce, header).decrypt(sealed);
};

const modes = [
  ['AES', () => withSodium.cipher(AES_MODE, key), openAes],
  ['XChaCha20 with sodium-native', () => withSodium.cipher(XCHACHA_MODE, key), openXchacha],
  ['XChaCha20 with @noble/ciphers', () => without.cipher(XCHACHA_MODE, key), openXchacha],
] as const;

describe.each(modes)('transport encryption: %s', (_, make, open) => {
  it('can be opened by the server, whatever the body', () => {
    const cipher = make();
    if (cipher === null) throw new Error('no cipher');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (body) => {
        const packet = seal(cipher, body);
        expect(packet).toHaveLength(12 + body.length + 20);
        expect(open(packet)).toEqual(body);
      }),
      { seed: 42, numRuns: 40 },
    );
  });

  it('uses no nonce twice and authenticates the header', () => {
    const cipher = make();
    if (cipher === null) throw new Error('no cipher');
    const packets = Array.from({ length: 300 }, () => seal(cipher, Uint8Array.of(1, 2, 3)));
    expect(new Set(packets.map((packet) => packet.slice(-4).join())).size).toBe(300);
    const [forged = new Uint8Array(35)] = packets;
    forged[3] = 99;
    expect(() => open(forged)).toThrow();
  });
});

describe('the choice of an encryption', () => {
  it('is XChaCha20 where sodium-native makes it cheap, else the server’s', () => {
    expect(withSodium.choose(['odd', AES_MODE, XCHACHA_MODE])).toBe(XCHACHA_MODE);
    expect(withSodium.choose([AES_MODE])).toBe(AES_MODE);
    expect(without.choose([AES_MODE, XCHACHA_MODE])).toBe(AES_MODE);
    expect(without.choose([XCHACHA_MODE, AES_MODE])).toBe(XCHACHA_MODE);
    expect(without.choose(['xsalsa20_poly1305'])).toBeNull();
    expect(withSodium.cipher('xsalsa20_poly1305', key)).toBeNull();
  });

  it('gives the same bytes by both libraries', () => {
    const body = Uint8Array.from({ length: 200 }, (_, i) => i);
    const [a, b] = [new SodiumCipher(sodium, key), new NobleCipher(xchacha20poly1305, key)];
    for (let i = 0; i < 3; i += 1) expect(seal(a, body)).toEqual(seal(b, body));
  });
});
