import * as E from 'fp-ts/lib/Either.js';
import { expect } from 'vitest';
import type { Track } from '../../../streams/commands.ts';
import type { Failure } from '../../../streams/events.ts';
import type { ByteSource } from '../../../src/containers/types.ts';
import { SourceError } from '../../../src/sources/failure.ts';
import { createHttpSource, DEFAULT_HTTP_SETTINGS } from '../../../src/sources/http/index.ts';
import type { HttpDeps, HttpSettings } from '../../../src/sources/http/index.ts';
import type { MediaResolution, Resolution, Source } from '../../../src/sources/types.ts';

/** Settings for servers on this machine, with short pauses. */
export const TEST_SETTINGS: HttpSettings = {
  ...DEFAULT_HTTP_SETTINGS,
  allowPrivateNetworks: true,
  retryDelaysMs: [1, 1, 1],
  timeouts: { connectMs: 2_000, headersMs: 300, idleMs: 300 },
};

export const testSource = (settings: Partial<HttpSettings> = {}, deps: HttpDeps = {}): Source =>
  createHttpSource({ ...TEST_SETTINGS, ...settings }, deps);

export const right = <E, A>(either: E.Either<E, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a success, got ${JSON.stringify(either.left)}`);
  return either.right;
};

export const left = <E, A>(either: E.Either<E, A>): E => {
  if (E.isRight(either)) throw new Error(`expected a failure, got ${JSON.stringify(either.right)}`);
  return either.left;
};

export const loadMedia = async (source: Source, url: string): Promise<MediaResolution> => {
  const resolution = right(await source.load(url)());
  if (resolution?.type !== 'media') throw new Error(`expected media, got ${JSON.stringify(resolution)}`);
  return resolution;
};

export const loadFailure = async (source: Source, url: string): Promise<Failure> =>
  left<Failure, Resolution | null>(await source.load(url)());

export const trackAt = (identifier: string, sourceName = 'http'): Track => ({
  title: 't',
  author: 'a',
  lengthMs: 1n,
  identifier,
  isStream: false,
  uri: identifier,
  artworkUrl: null,
  isrc: null,
  sourceName,
  tail: new Uint8Array(0),
  positionMs: 0n,
});

/** Everything from `offset` to the end, or `length` bytes of it. */
export const readAll = async (source: ByteSource, offset = 0, length = Infinity): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  let done = 0;
  while (done < length) {
    const bytes = await source.read(offset + done, Math.min(65_536, length - done));
    if (bytes.length === 0) break;
    parts.push(bytes);
    done += bytes.length;
  }
  return Buffer.concat(parts);
};

/** What a promise rejects with. */
export const rejection = async (promise: Promise<unknown>): Promise<SourceError> => {
  const error: unknown = await promise.then(
    () => new Error('did not reject'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SourceError);
  return error as SourceError;
};
