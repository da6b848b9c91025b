/** A source whose library is brought in with its first identifier, so that a node starts without it. */
import { flatMap, fromTask, type TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../streams/events.ts';
import type { Source } from './types.ts';

/**
 * @example lazySource('http', async () => (await import('./http/index.ts')).createHttpSource(settings))
 */
export const lazySource = (name: string, load: () => Promise<Source>): Source => {
  let loading: Promise<Source> | undefined;
  const loaded: TaskEither<Failure, Source> = fromTask(() => (loading ??= load()));
  return {
    name,
    load: (identifier, signal) => flatMap((source: Source) => source.load(identifier, signal))(loaded),
    open: (track, signal) => flatMap((source: Source) => source.open(track, signal))(loaded),
  };
};
