/** What people are told when a load or a track goes wrong. */
import type { Failure } from '../../streams/events.ts';
import { toFailure } from '../../streams/failure.ts';
import { ContainerError } from '../containers/types.ts';
import { failureOf, SourceError } from '../sources/failure.ts';

export const UNKNOWN_FORMAT = failureOf(
  'Unknown file format.',
  'common',
  'No container matches the first bytes',
);

export const NO_LINKS = failureOf(
  'The playlist file contains no links.',
  'common',
  'No entry begins with http://, https:// or icy://, or can be found from where the file is',
);

/** An error that already knows what to say, else null. */
const spoken = (error: unknown): Failure | null => {
  if (error instanceof SourceError) return error.failure;
  return error instanceof ContainerError ? failureOf(error.message, 'common', error) : null;
};

/** `readError`: what the bytes' own read rejected with, if it did. */
export const loadFailure = (error: unknown, readError: unknown): Failure => {
  const known = spoken(readError ?? error) ?? spoken(error);
  if (known !== null) return known;
  if (readError !== undefined) {
    return failureOf('Could not read the file for detecting file type.', 'suspicious', readError);
  }
  return toFailure(error, 'Something went wrong while looking up the track.');
};

export const playFailure = (error: unknown): Failure =>
  spoken(error) ?? toFailure(error, 'Something broke when playing the track.');
