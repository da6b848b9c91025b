/** The password (protocol §1.2). */
import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Does the header hold exactly the password? Both sides are hashed first, so that the comparison takes the same time
 * for every guess of every length.
 */
export const createPasswordCheck = (password: string): ((header: string | undefined) => boolean) => {
  const expected = digest(password);
  return (header) => timingSafeEqual(digest(header ?? ''), expected) && header !== undefined;
};
