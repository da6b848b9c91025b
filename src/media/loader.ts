/** From an identifier to a load result: the sources are asked in turn, what they find is looked into. */
import * as E from 'fp-ts/lib/Either.js';
import type { Track } from '../../streams/commands.ts';
import type { Failure } from '../../streams/events.ts';
import type { Log } from '../../streams/ports.ts';
import type { Container } from '../containers/types.ts';
import type { Loader, LoadResult } from '../engine/types.ts';
import { failureOf } from '../sources/failure.ts';
import type { Resolution, Source } from '../sources/types.ts';
import { loadFailure } from './failure.ts';
import type { Finding } from './inspect.ts';
import { inspect } from './inspect.ts';
import { createLeases } from './lease.ts';
import { refusalOf } from './refusal.ts';

export interface LoaderDeps {
  /** In the order in which they are asked. */
  readonly sources: readonly Source[];
  readonly containers: readonly Container[];
  readonly log: Log;
  /** A load that takes longer is given up, ms. Default 30,000: clients wait 10 to 30 seconds. */
  readonly deadlineMs?: number;
}

export interface MediaLoader extends Loader {
  /** Byte sources that are open at this moment. */
  liveSources(): number;
}

/** How often all sources are asked, redirects and playlist files included (protocol §5.2). */
const MAX_ROUNDS = 5;

const EMPTY: LoadResult = { loadType: 'empty' };

interface Reference {
  readonly identifier: string;
  readonly title: string | undefined;
  /** What is said if nothing is there; absent: nothing is. */
  readonly otherwise?: Failure;
}

type Step = { readonly done: LoadResult } | { readonly next: Reference };

const stepOf = (finding: Finding): Step => {
  switch (finding.type) {
    case 'track':
      return { done: { loadType: 'track', track: finding.track } };
    case 'failure':
      return { done: { loadType: 'error', failure: finding.failure } };
    case 'redirect':
      return { next: finding };
  }
};

/**
 * The loader over `sources`. Its `load` never rejects, and nothing that it opened is open when it is done.
 *
 * @example
 * const loader = createLoader({ sources: [createLocalSource(), http], containers, log });
 * await loader.load('https://example.com/song.mp3'); // { loadType: 'track', track }
 */
export const createLoader = ({ sources, containers, log, deadlineMs = 30_000 }: LoaderDeps): MediaLoader => {
  const leases = createLeases();

  const settle = async (
    resolution: Resolution,
    source: Source,
    { title }: Reference,
    signal: AbortSignal,
  ): Promise<Step> => {
    switch (resolution.type) {
      case 'redirect':
        return { next: { identifier: resolution.identifier, title: resolution.title ?? title } };
      case 'track':
        return { done: { loadType: 'track', track: resolution.track } };
      case 'playlist':
        return { done: { loadType: 'playlist', playlist: resolution.playlist } };
      case 'search':
        return { done: { loadType: 'search', tracks: resolution.tracks } };
      case 'nothing':
        return { done: EMPTY };
      case 'media': {
        const lease = leases.take(resolution.bytes);
        const giveUp = () => lease.close();
        signal.addEventListener('abort', giveUp);
        if (signal.aborted) giveUp();
        try {
          const found = { media: resolution, lease, sourceName: source.name, referenceTitle: title };
          return stepOf(await inspect({ ...found, containers, log }));
        } finally {
          signal.removeEventListener('abort', giveUp);
          lease.close();
        }
      }
    }
  };

  const askAll = async (reference: Reference, signal: AbortSignal): Promise<Step> => {
    for (const source of sources) {
      const answer = await source.load(reference.identifier, signal)();
      if (E.isLeft(answer)) return { done: { loadType: 'error', failure: answer.left } };
      if (answer.right !== null) return settle(answer.right, source, reference, signal);
    }
    const { otherwise } = reference;
    return { done: otherwise === undefined ? EMPTY : { loadType: 'error', failure: otherwise } };
  };

  const follow = async (identifier: string, signal: AbortSignal): Promise<LoadResult> => {
    let reference: Reference = { identifier, title: undefined };
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const step = await askAll(reference, signal);
      if ('done' in step) return step.done;
      reference = step.next;
    }
    return EMPTY;
  };

  const load = async (identifier: string): Promise<LoadResult> => {
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    try {
      const result = await follow(identifier, deadline.signal);
      if (!deadline.signal.aborted) return result;
      const failure = failureOf('Loading took too long.', 'suspicious', `Not done after ${deadlineMs} ms`);
      return { loadType: 'error', failure };
    } catch (error) {
      log.error('A load failed unexpectedly', { identifier, err: error });
      return { loadType: 'error', failure: loadFailure(error, undefined) };
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    sourceNames: sources.map(({ name }) => name),
    load,
    refuse: (track: Track) => refusalOf(track, sources, containers),
    liveSources: () => leases.count(),
  };
};
