/** One GET on a connection of its own, and its answer's headers. */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { blockedBy } from './connector.ts';
import type { Dispatch } from './dispatcher.ts';
import type { Exit } from './exit.ts';
import type { HttpProblem } from './problem.ts';
import type { HttpSettings } from './settings.ts';

export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly stream: Readable;
  /** Cuts the connection, whatever may still be under way on it. */
  close(): void;
}

const cut = (dispatcher: Dispatcher, stream?: Readable): void => {
  // The dispatcher first: a body that is destroyed before it makes undici connect once more.
  dispatcher.destroy().catch(() => undefined); // It only fails when it is destroyed already.
  stream?.destroy();
};

const login = ({ username, password }: URL): Record<string, string> => {
  if (username === '') return {};
  const text = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
};

export interface Attempt {
  readonly url: URL;
  readonly headers: Record<string, string>;
  readonly signal: AbortSignal | undefined;
  /** Undefined: the system decides. */
  readonly exit?: Exit;
}

/** One request. Redirects and refusals are answers like any other. */
export const attempt =
  (
    dispatch: Dispatch,
    settings: HttpSettings,
    { url, headers, signal, exit }: Attempt,
  ): TaskEither<HttpProblem, Answer> =>
  async () => {
    const dispatcher = dispatch(url.origin, exit);
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
