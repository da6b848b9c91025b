/** A file behind a URL as a {@link ByteSource}: one answer is read on, jumps ask for another part. */
import * as E from 'fp-ts/lib/Either.js';
import { ReplaySubject } from 'rxjs';
import type { Observable } from 'rxjs';
import type { StreamTitle } from '../../../streams/ports.ts';
import type { Around, ByteSource } from '../../containers/types.ts';
import { SourceError } from '../failure.ts';
import { Body } from './body.ts';
import type { Entity } from './entity.ts';
import { entityOf } from './entity.ts';
import { ICY_REQUEST } from './icy.titles.ts';
import { failureOfProblem, isPassing } from './problem.ts';
import type { HttpProblem } from './problem.ts';
import { getPart } from './part.ts';
import type { Answer, Fetcher } from './request.ts';
import { Retries } from './retries.ts';

/** A jump ahead that is not longer than this is read through: that is faster than a new request. */
const READ_THROUGH_BYTES = 512 * 1024;

const NOTHING = new Uint8Array(0);

/** A problem on its way out of a Promise, until `read` decides whether to try again. */
class Interruption extends Error {
  readonly problem: HttpProblem;

  constructor(problem: HttpProblem) {
    super(problem.tag);
    this.problem = problem;
  }
}

const problemOf = (error: unknown): HttpProblem =>
  error instanceof Interruption ? error.problem : { tag: 'broken', error };

/** Opens another URL; rejects with a {@link SourceError}. */
export type OpenUrl = (url: string, signal: AbortSignal) => Promise<ByteSource>;

export interface StreamOptions {
  readonly openUrl: OpenUrl;
  /** Were the titles of a radio asked for? Then they are in its sound. */
  readonly asksTitles?: boolean;
}

export class HttpByteSource implements ByteSource {
  readonly size: number | undefined;
  readonly seekable: boolean;
  readonly around: Around;
  readonly titles$: Observable<StreamTitle> | undefined;
  readonly #fetcher: Fetcher;
  readonly #url: URL;
  readonly #entity: Entity;
  readonly #retries: Retries;
  readonly #closing = new AbortController();
  readonly #onTitle: ((title: StreamTitle) => void) | undefined;
  #body: Body | null;
  /** A server that answers a Range request with the whole file is not asked for parts again. */
  #ignoresRange = false;

  /** `answer` is a fresh success (200, 203 or 206 from 0); its body is read first. */
  constructor(fetcher: Fetcher, answer: Answer, { openUrl, asksTitles = false }: StreamOptions) {
    this.#fetcher = fetcher;
    this.#url = answer.url;
    this.#entity = entityOf(answer);
    this.size = this.#entity.size;
    this.seekable = this.size !== undefined;
    this.#retries = new Retries(fetcher.settings.retryDelaysMs);
    if (asksTitles) {
      const titles = new ReplaySubject<StreamTitle>(1);
      this.titles$ = titles.asObservable();
      this.#onTitle = (title) => titles.next(title);
    }
    this.#body = new Body(answer, 0, this.#onTitle);
    const closed = this.#closing.signal;
    this.around = { url: answer.url.href, closed, open: (url) => openUrl(url, closed) };
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    for (;;) {
      if (this.#closing.signal.aborted) throw new Error('The source is closed.');
      if (this.size !== undefined && offset >= this.size) return NOTHING;
      try {
        return await this.#readOnce(offset, length);
      } catch (error) {
        await this.#recover(problemOf(error));
      }
    }
  }

  async #readOnce(offset: number, length: number): Promise<Uint8Array> {
    const body = await this.#bodyAt(offset);
    const isThere = await body.skipTo(offset);
    const bytes = isThere ? await body.take(length) : NOTHING;
    // An end is an end only where the file may end; a server that promised more has broken off.
    if (bytes.length === 0 && this.size !== undefined)
      throw new Error(`The body ended at byte ${body.position}.`);
    this.#retries.progress(bytes.length);
    return bytes;
  }

  /** The current body when `offset` lies ahead of it within reach, else a new one. */
  async #bodyAt(offset: number): Promise<Body> {
    const body = this.#body;
    if (body !== null && offset >= body.position && this.#isWithinReach(offset - body.position)) return body;
    if (body !== null && !this.seekable) throw new Interruption({ tag: 'passed', offset });
    this.#drop();
    const part = await getPart(
      this.#fetcher,
      this.#url,
      this.#entity,
      offset,
      this.#closing.signal,
      this.#onTitle === undefined ? {} : ICY_REQUEST,
    )();
    if (E.isLeft(part)) throw new Interruption(part.left);
    this.#ignoresRange ||= !part.right.isPart && offset > 0;
    return (this.#body = new Body(part.right.answer, part.right.start, this.#onTitle));
  }

  #isWithinReach(distance: number): boolean {
    return distance <= READ_THROUGH_BYTES || this.#ignoresRange || !this.seekable;
  }

  async #recover(problem: HttpProblem): Promise<void> {
    this.#drop();
    if (this.#closing.signal.aborted) throw new Error('The source is closed.');
    if (isPassing(problem) && (await this.#retries.next(this.#closing.signal))) return;
    throw new SourceError(failureOfProblem(problem));
  }

  #drop(): void {
    this.#body?.close();
    this.#body = null;
  }

  close(): void {
    this.#closing.abort();
    this.#drop();
  }
}
