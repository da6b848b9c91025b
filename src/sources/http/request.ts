/** A GET, from wherever it may come, and the way along redirects. */
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Routes } from '../routes.ts';
import { bareHost, isPrivateHost } from './address.ts';
import { attempt } from './attempt.ts';
import type { Answer } from './attempt.ts';
import { guardLookup } from './connector.ts';
import type { Dispatch } from './dispatcher.ts';
import { orElsewhere } from './elsewhere.ts';
import { findExit } from './exit.ts';
import type { HttpProblem } from './problem.ts';
import type { HttpSettings } from './settings.ts';
import { parseHttpUrl } from './url.ts';

export type { Answer } from './attempt.ts';

export interface Fetcher {
  readonly dispatch: Dispatch;
  readonly settings: HttpSettings;
  /** Chooses local addresses; undefined: the system does. */
  readonly routes?: Routes | undefined;
  /** Replaces the system's DNS. */
  readonly lookup?: LookupFunction | undefined;
}

/** One request, repeated only where a local address is refused. Redirects are answers like any other. */
export const get = (
  { dispatch, settings, routes, lookup = systemLookup }: Fetcher,
  url: URL,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): TaskEither<HttpProblem, Answer> => {
  if (!settings.allowPrivateNetworks && isPrivateHost(url.hostname)) {
    return TE.left({ tag: 'blocked', host: url.hostname, address: bareHost(url.hostname) });
  }
  if (routes === undefined) return attempt(dispatch, settings, { url, headers, signal });
  const deps = {
    routes,
    lookup: settings.allowPrivateNetworks ? lookup : guardLookup(lookup),
    timeoutMs: settings.timeouts.connectMs,
    random: Math.random,
  };
  return orElsewhere({
    routes,
    service: bareHost(url.hostname),
    signal,
    findExit: findExit(url.hostname, deps),
    attempt: (exit) => attempt(dispatch, settings, { url, headers, signal, exit }),
  });
};

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where an answer sends us: null when it is no redirect, a problem when it leads out of HTTP. */
export const redirectOf = ({ url, status, headers }: Answer): E.Either<HttpProblem, URL | null> => {
  if (!REDIRECTS.has(status)) return E.right(null);
  const target = headers.location === undefined ? null : parseHttpUrl(headers.location, url);
  return target === null ? E.left({ tag: 'status', status }) : E.right(target);
};

/** As many hops as a load makes. */
const MAX_REDIRECTS = 5;

/** One request and the redirects behind it; every hop is checked like the first. */
export const getFollowing =
  (
    fetcher: Fetcher,
    url: URL,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): TaskEither<HttpProblem, Answer> =>
  async () => {
    let next = url;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const answer = await get(fetcher, next, headers, signal)();
      if (E.isLeft(answer)) return answer;
      const target = redirectOf(answer.right);
      if (E.isRight(target) && target.right === null) return answer;
      answer.right.close();
      if (E.isLeft(target)) return target;
      if (target.right !== null) next = target.right;
    }
    return E.left({ tag: 'redirects', limit: MAX_REDIRECTS });
  };
