/** The graph's way to sound: opens a track's bytes and container, and closes them when nobody listens any more. */
import { catchError, concat, defer, finalize, from, NEVER, ReplaySubject, throwError } from 'rxjs';
import type { Observable, Subscription } from 'rxjs';
import * as E from 'fp-ts/lib/Either.js';
import type { Track } from '../../streams/commands.ts';
import type { StreamTitle } from '../../streams/ports.ts';
import type { Log, Media, MediaPort } from '../../streams/ports.ts';
import type { ByteSource, Container, Demuxer } from '../containers/types.ts';
import { failureOf, SourceError } from '../sources/failure.ts';
import type { Source } from '../sources/types.ts';
import { playFailure } from './failure.ts';
import { createLeases } from './lease.ts';
import type { Leases } from './lease.ts';
import { mediaOf } from './media.ts';
import { containerNameOf, refusalOf } from './refusal.ts';

export interface MediaPortDeps {
  readonly sources: readonly Source[];
  readonly containers: readonly Container[];
  readonly log: Log;
}

export interface CountedMediaPort extends MediaPort {
  /** Byte sources that are open at this moment: 0 when no track plays. */
  liveSources(): number;
}

/** One track's stay: what was opened for it, and whether it is still wanted. */
class Stay {
  readonly #ending = new AbortController();
  readonly #leases: Leases;
  readonly #titles = new ReplaySubject<StreamTitle>(1);
  #bytes: ByteSource | undefined;
  #listening: Subscription | undefined;

  constructor(leases: Leases) {
    this.#leases = leases;
  }

  /** Of whichever bytes are open. */
  get titles$(): Observable<StreamTitle> {
    return this.#titles.asObservable();
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /**
   * Takes the bytes over in place of those before; when the track is no longer wanted they are closed at once, and
   * it throws.
   */
  keep(bytes: ByteSource): ByteSource {
    this.#bytes?.close();
    this.#listening?.unsubscribe();
    this.#bytes = this.#leases.take(bytes);
    this.#listening = bytes.titles$?.subscribe((title) => this.#titles.next(title));
    if (this.signal.aborted) {
      this.#bytes.close();
      throw new Error('The track was given up while it was being opened.');
    }
    return this.#bytes;
  }

  end(): void {
    this.#ending.abort();
    this.#listening?.unsubscribe();
    this.#titles.complete();
    this.#bytes?.close();
  }
}

const openTrack = async (track: Track, stay: Stay, deps: MediaPortDeps): Promise<Media> => {
  const { sources, containers, log } = deps;
  const source = sources.find(({ name }) => name === track.sourceName);
  const name = containerNameOf(track);
  const container = containers.find((known) => known.name === name);
  if (source === undefined || container === undefined) {
    const refusal = refusalOf(track, sources, containers);
    throw new SourceError(failureOf('This track is not available.', 'common', refusal));
  }
  const open = async (): Promise<Demuxer> => {
    const opened = await source.open(track, stay.signal)();
    if (E.isLeft(opened)) throw new SourceError(opened.left);
    return container.open(stay.keep(opened.right));
  };
  const demuxer = await open();
  const { codec } = demuxer.format;
  log.debug('Track opened', { identifier: track.identifier, container: name, codec });
  return mediaOf(demuxer, open, stay.titles$);
};

/**
 * The media port over `sources` and `containers`. What `open` returns emits one {@link Media} and then stays open;
 * unsubscribing, also in the middle of the opening, closes its bytes exactly once. Errors are `Failure` values.
 *
 * @example
 * const media = createMediaPort({ sources, containers, log });
 * media.open(track).pipe(switchMap((opened) => opened.read()), take(1)).subscribe(play);
 */
export const createMediaPort = (deps: MediaPortDeps): CountedMediaPort => {
  const leases = createLeases();
  return {
    liveSources: () => leases.count(),
    open: (track) =>
      defer(() => {
        const stay = new Stay(leases);
        return concat(from(openTrack(track, stay, deps)), NEVER).pipe(
          catchError((error: unknown) => throwError(() => playFailure(error))),
          finalize(() => stay.end()),
        );
      }),
  };
};
