/** Which entry of a playlist file is followed, and where it leads. */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Link } from './types.ts';
import { LINK } from './types.ts';

/** An entry of a file on this machine is the path of another one. */
const pathFrom = (address: string, base: string): string | null => {
  if (/^file:\/\//i.test(address)) return fileURLToPath(address);
  return /^\w{2,}:/.test(address) ? null : resolve(dirname(fileURLToPath(base)), address);
};

const urlFrom = (address: string, base: string): string | null => {
  const url = URL.parse(address, base);
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
};

/** Null: it leads nowhere that we can go. A list from the net never leads to a file of this machine. */
const identifierOf = (address: string, base: string | undefined): string | null => {
  if (LINK.test(address)) return address;
  if (base === undefined) return null;
  return base.startsWith('file:') ? pathFrom(address, base) : urlFrom(address, base);
};

export interface Followed extends Link {
  /** Found by where the list is: it may just as well have been meant for another place. */
  readonly isGuess: boolean;
}

/**
 * As in the reference, a list stands for its first absolute link. A list without one, at which the reference gives up,
 * stands for its first entry that can be found from where the list is.
 *
 * @param base URL of the list, where it has one
 */
export const linkToFollow = (links: readonly Link[], base: string | undefined): Followed | null => {
  const absolute = links.find(({ url }) => LINK.test(url));
  if (absolute !== undefined) return { ...absolute, isGuess: false };
  for (const { url, title } of links) {
    const identifier = identifierOf(url, base);
    if (identifier !== null) return { url: identifier, title, isGuess: true };
  }
  return null;
};
