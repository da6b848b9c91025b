/** The password (protocol §1.2). */
import { hash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/**
 * Does the header hold exactly the password? Both sides are hashed first, so that the comparison takes the same time
 * for every guess of every length.
 */
export const createPasswordCheck = (password: string): ((header: string | undefined) => boolean) => {
  const expected = digest(password);
  return (header) => timingSafeEqual(digest(header ?? ''), expected) && header !== undefined;
};
