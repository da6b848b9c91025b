/** The http source: files and radios behind `http://`, `https://` and `icy://` URLs. */
import type { LookupFunction } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../../streams/events.ts';
import type { ByteSource } from '../../containers/types.ts';
import type { Routes } from '../routes.ts';
import type { MediaResolution, Resolution, Source } from '../types.ts';
import { createDispatch } from './dispatcher.ts';
import { headerText } from './entity.ts';
import { ICY_REQUEST } from './icy.titles.ts';
import { SourceError } from '../failure.ts';
import { failureOfProblem, isPassing } from './problem.ts';
import type { HttpProblem } from './problem.ts';
import { get, getFollowing, redirectOf } from './request.ts';
import type { Answer, Fetcher } from './request.ts';
import type { HttpSettings } from './settings.ts';
import { HttpByteSource } from './stream.ts';
import type { OpenUrl } from './stream.ts';
import { isHttpIdentifier, normalizeIdentifier, parseHttpUrl } from './url.ts';

export { DEFAULT_HTTP_SETTINGS } from './settings.ts';
export type { HttpSettings, HttpTimeouts, ProxySettings } from './settings.ts';

export interface HttpDeps {
  /** Replaces the system's DNS. */
  readonly lookup?: LookupFunction;
  /** Chooses the local address of every request; undefined, or behind a proxy: nobody does. */
  readonly routes?: Routes | undefined;
}

const PLAYABLE = new Set([200, 203, 206]);

const asMedia = (fetcher: Fetcher, answer: Answer, identifier: string): MediaResolution => {
  const contentType = answer.headers['content-type'];
  const title = headerText(answer.headers, 'icy-description') ?? headerText(answer.headers, 'icy-url');
  const author = headerText(answer.headers, 'icy-name');
  return {
    type: 'media',
    bytes: new HttpByteSource(fetcher, answer, { openUrl: openUrl(fetcher) }),
    hints: contentType === undefined ? {} : { contentType },
    identifier,
    ...(title === undefined ? {} : { title }),
    ...(author === undefined ? {} : { author }),
  };
};

/** What a load makes of an answer. 404 is no match, so that `empty` comes out of it. */
const resolve = (
  fetcher: Fetcher,
  answer: Answer,
  identifier: string,
): E.Either<HttpProblem, Resolution | null> => {
  if (PLAYABLE.has(answer.status)) return E.right(asMedia(fetcher, answer, identifier));
  answer.close();
  if (answer.status === 404) return E.right(null);
  const target = redirectOf(answer);
  if (E.isLeft(target)) return target;
  if (target.right === null) return E.left({ tag: 'status', status: answer.status });
  return E.right({ type: 'redirect', identifier: target.right.href });
};

const load =
  (fetcher: Fetcher, identifier: string, signal?: AbortSignal): TaskEither<HttpProblem, Resolution | null> =>
  async () => {
    if (!isHttpIdentifier(identifier)) return E.right(null);
    const url = parseHttpUrl(identifier);
    if (url === null) return E.left({ tag: 'invalidUrl', url: identifier });
    const answer = await get(fetcher, url, {}, signal)();
    return E.isLeft(answer) ? answer : resolve(fetcher, answer.right, normalizeIdentifier(identifier));
  };

const open =
  (
    fetcher: Fetcher,
    identifier: string,
    asksTitles: boolean,
    signal?: AbortSignal,
  ): TaskEither<HttpProblem, ByteSource> =>
  async () => {
    const url = parseHttpUrl(identifier);
    if (url === null) return E.left({ tag: 'invalidUrl', url: identifier });
    const answer = await getFollowing(fetcher, url, asksTitles ? ICY_REQUEST : {}, signal)();
    if (E.isLeft(answer)) return answer;
    if (PLAYABLE.has(answer.right.status))
      return E.right(new HttpByteSource(fetcher, answer.right, { openUrl: openUrl(fetcher), asksTitles }));
    answer.right.close();
    return E.left({ tag: 'status', status: answer.right.status });
  };

/** Once more, when it may help: a track that was loaded a moment ago deserves a second attempt. */
const twice = <A>(task: TaskEither<HttpProblem, A>, signal?: AbortSignal): TaskEither<HttpProblem, A> =>
  TE.orElse((problem: HttpProblem) =>
    isPassing(problem) && signal?.aborted !== true ? task : TE.left<HttpProblem, A>(problem),
  )(task);

/** For files that name others. They are checked like any URL: a playlist leads no further than its users. */
const openUrl =
  (fetcher: Fetcher): OpenUrl =>
  async (url, signal) => {
    const opened = await twice(open(fetcher, url, false, signal), signal)();
    if (E.isLeft(opened)) throw new SourceError(failureOfProblem(opened.left));
    return opened.right;
  };

const toFailure = TE.mapLeft<HttpProblem, Failure>(failureOfProblem);

/**
 * Streams over HTTP with back-pressure: a body is read only as fast as it is asked for. Users decide the URLs, so by
 * default they lead only to public addresses (checked on the address that is connected to, on every redirect too).
 *
 * @example
 * const http = createHttpSource({ ...DEFAULT_HTTP_SETTINGS, allowPrivateNetworks: true });
 * await http.load('https://example.com/song.mp3')(); // right({ type: 'media', bytes, … })
 */
export const createHttpSource = (settings: HttpSettings, deps: HttpDeps = {}): Source => {
  const { lookup, routes } = deps;
  const fetcher: Fetcher = {
    dispatch: createDispatch(settings, lookup),
    settings,
    lookup,
    // A service sees the proxy's address, whichever of ours the proxy sees.
    routes: settings.proxy === null ? routes : undefined,
  };
  return {
    name: 'http',
    load: (identifier, signal) => toFailure(load(fetcher, identifier, signal)),
    open: (track, signal) => toFailure(twice(open(fetcher, track.identifier, true, signal), signal)),
  };
};
