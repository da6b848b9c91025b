/** One GET, its answer's headers, and the way along redirects. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { bareHost, isPrivateHost } from './address.ts';
import { BlockedAddressError } from './connector.ts';
import type { Dispatch } from './dispatcher.ts';
import type { HttpProblem } from './problem.ts';
import type { HttpSettings } from './settings.ts';
import { parseHttpUrl } from './url.ts';

export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly stream: Readable;
  /** Cuts the connection, whatever may still be under way on it. */
  close(): void;
}

export interface Fetcher {
  readonly dispatch: Dispatch;
  readonly settings: HttpSettings;
}

const cut = (dispatcher: Dispatcher, stream?: Readable): void => {
  // The dispatcher first: a body that is destroyed before it makes undici connect once more.
  dispatcher.destroy().catch(() => undefined); // It only fails when it is destroyed already.
  stream?.destroy();
};

const blockedBy = (error: unknown): BlockedAddressError | undefined => {
  if (error instanceof BlockedAddressError) return error;
  return error instanceof Error && error.cause !== undefined ? blockedBy(error.cause) : undefined;
};

const login = ({ username, password }: URL): Record<string, string> => {
  if (username === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
};

/** One request. Redirects are answers like any other. */
export const get =
  (
    { dispatch, settings }: Fetcher,
    url: URL,
    headers: Record<string, string> = {},
    signal?: AbortSignal,
  ): TaskEither<HttpProblem, Answer> =>
  async () => {
    if (!settings.allowPrivateNetworks && isPrivateHost(url.hostname)) {
      return E.left({ tag: 'blocked', host: url.hostname, address: bareHost(url.hostname) });
    }
    const dispatcher = dispatch(url.origin);
    try {
      const {
        statusCode,
        headers: received,
        body,
      } = await request(`${url.origin}${url.pathname}${url.search}`, {
        dispatcher,
        headers: {
          'user-agent': settings.userAgent,
          accept: '*/*',
          'accept-encoding': 'identity',
          ...login(url),
          ...headers,
        },
        headersTimeout: settings.timeouts.headersMs,
        bodyTimeout: settings.timeouts.idleMs,
        ...(signal === undefined ? {} : { signal }),
      });
      // It may break while nobody reads. The next read tells; without a listener the process would end.
      body.on('error', () => undefined);
      const close = () => cut(dispatcher, body);
      return E.right({ url, status: statusCode, headers: received, stream: body, close });
    } catch (error) {
      cut(dispatcher);
      const blocked = blockedBy(error);
      if (blocked !== undefined)
        return E.left({ tag: 'blocked', host: url.hostname, address: blocked.address });
      return E.left({ tag: 'connect', error });
    }
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
