import davey from '@snazzah/davey';
import fc from 'fast-check';
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { davePort } from '../../../src/voice/dave/dave.ts';
import type { DaveSession } from '../../../streams/voice/ports.ts';

const port = davePort(davey);

const open = (): DaveSession => {
  const session = port.session(1, '200', '300');
  if (isLeft(session)) throw new Error(session.left);
  return session.right;
};

describe('DAVE sessions', () => {
  it('are made of ids only; garbage is a value', () => {
    expect(port.maxVersion).toBe(1);
    expect(isRight(port.session(1, '200', '300'))).toBe(true);
    for (const channelId of ['', 'abc', 'null', '-1', '99999999999999999999999']) {
      expect(isLeft(port.session(1, '200', channelId))).toBe(true);
    }
    expect(isLeft(port.session(0, '200', '300'))).toBe(true);
    expect(isLeft(port.session(2, '200', '300'))).toBe(true);
  });

  it('do without the library', () => {
    expect(davePort(null).maxVersion).toBe(0);
    expect(isLeft(davePort(null).session(1, '200', '300'))).toBe(true);
  });

  it('give a new key package each time, and encrypt nothing before a group stands', () => {
    const session = open();
    const [a, b] = [session.keyPackage(), session.keyPackage()];
    expect(isRight(a) && isRight(b) && a.right.length > 100).toBe(true);
    expect(a).not.toEqual(b);
    expect(session.ready).toBe(false);
    expect(session.encrypt(Uint8Array.of(1, 2, 3))).toBeNull();
    session.free();
    session.free();
  });

  it('never throw on what a server sends', () => {
    const session = open();
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(fc.string(), { maxLength: 3 }),
        (bytes, users) => {
          expect(isLeft(session.externalSender(bytes))).toBe(true);
          expect(isLeft(session.proposals(bytes, users))).toBe(true);
          expect(isLeft(session.commit(bytes))).toBe(true);
          expect(isLeft(session.welcome(bytes))).toBe(true);
        },
      ),
      { seed: 42, numRuns: 200 },
    );
    expect(session.ready).toBe(false);
    expect(isRight(session.keyPackage())).toBe(true);
  });
});
