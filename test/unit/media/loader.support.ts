import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Track } from '../../../streams/commands.ts';
import type { Failure } from '../../../streams/events.ts';
import type { LoadResult } from '../../../src/engine/types.ts';
import type { Container } from '../../../src/containers/types.ts';
import { createLoader } from '../../../src/media/index.ts';
import type { MediaLoader } from '../../../src/media/index.ts';
import type { MediaResolution, Resolution, Source } from '../../../src/sources/types.ts';
import { memorySource } from '../../support/memory.source.ts';
import { fakeContainer, fakeSource, spyLog } from './fakes.ts';

export const MP3 = fakeContainer('mp3', 'MP3');
export const WAV = fakeContainer('wav', 'WAV');

export const loaderOf = (
  sources: readonly Source[],
  containers: readonly Container[] = [MP3, WAV],
): MediaLoader => createLoader({ sources, containers, log: spyLog() });

export const trackOf = (result: LoadResult): Track => {
  if (result.loadType !== 'track') throw new Error(JSON.stringify(result));
  return result.track;
};

export const failureOfLoad = (result: LoadResult): Failure => {
  if (result.loadType !== 'error') throw new Error(`expected an error, got ${result.loadType}`);
  return result.failure;
};

/** A source that knows one file. */
export const only = (media: Partial<MediaResolution>, content = 'MP3abc') => {
  const bytes = memorySource(Buffer.from(content));
  const resolution: Resolution = { type: 'media', bytes, hints: {}, identifier: 'x', ...media };
  return { bytes, source: { ...fakeSource('http', {}), load: () => TE.right(resolution) } };
};
