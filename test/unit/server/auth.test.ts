import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createPasswordCheck } from '../../../src/server/http/auth.ts';

it('takes the password and nothing else', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (password, guess) => {
      const isPassword = createPasswordCheck(password);
      expect(isPassword(password)).toBe(true);
      expect(isPassword(guess)).toBe(guess === password);
      expect(isPassword(undefined)).toBe(false);
    }),
    { seed: 42 },
  );
});
