/**
 * One stretch of a track: from its start, or from a seek, to its end. Fills a {@link FrameMaker} on demand.
 *
 *     reading    PP--P---P|            blocks of packets, while the deep buffer is below frameBufferDurationMs
 *     decoding   -p-p--p---p(flush|)   blocks of PCM, while less than bufferDurationMs is decoded and packets may not pass
 *     broken$    -------x--------      what broke, as a value: sound that is buffered already plays out
 */
import {
  catchError,
  concat,
  concatMap,
  defer,
  EMPTY,
  finalize,
  ignoreElements,
  merge,
  of,
  Subject,
  tap,
  type Observable,
} from 'rxjs';
import type { Decoder, Media, Packet, Pcm } from '../ports.ts';
import type { FrameMaker } from './frame.maker.ts';
import { keepFull } from './keep.full.ts';
import type { Tools } from './tools.ts';

/** A block for the decoder: RxJS costs a tenth, and no tick is delayed by decoding much at once. */
const DECODE_BLOCK_MS = 100;

export interface SegmentOptions {
  readonly media: Media;
  readonly maker: FrameMaker;
  readonly tools: Tools;
  /** Does the container have to be moved first? Not for a track that plays from its beginning. */
  readonly moves: boolean;
}

/** Something that broke: nothing more comes from there. */
export interface Broken {
  readonly error: unknown;
}

/** Cold. Runs until it is unsubscribed, which stops reading at once. Errors when the move fails. */
export const segment = ({ media, maker, tools, moves }: SegmentOptions): Observable<Broken> =>
  defer(() => {
    const low = new Subject<void>();
    const wake$ = low.asObservable();
    maker.onLow = () => low.next();

    const reading$ = keepFull({
      wake$,
      wants: () => maker.wantsPackets(),
      pull: () => media.read(),
    }).pipe(
      tap((block) => {
        maker.packets.push(block);
        low.next();
      }),
      ignoreElements(),
      asBroken,
      finalize(() => {
        maker.packets.ended = true;
        low.next();
      }),
    );

    const decoding$ = keepFull({
      wake$,
      wants: () => maker.wantsPcm(),
      pull: () => decodeNext(maker, tools),
    }).pipe(
      tap((pcm) => maker.pcm.push(pcm, maker.soundEndMs)),
      ignoreElements(),
      asBroken,
    );

    const move$ = moves ? media.seek(maker.fromMs) : EMPTY;
    return concat(move$, merge(reading$, decoding$)).pipe(finalize(() => (maker.onLow = () => undefined)));
  });

const asBroken = (stage$: Observable<never>): Observable<Broken> =>
  stage$.pipe(catchError((error: unknown) => of({ error })));

/** The next PCM: of the next block of packets, or what the decoder still holds at the end; EMPTY after that. */
const decodeNext = (maker: FrameMaker, tools: Tools): Observable<Pcm> =>
  concat(
    maker.hasEncoder
      ? EMPTY
      : tools.encoder().pipe(
          tap((encoder) => (maker.encoder = encoder)),
          ignoreElements(),
        ),
    tools.decoder().pipe(concatMap((decoder) => decodeWith(decoder, maker, tools))),
  );

const decodeWith = (decoder: Decoder, maker: FrameMaker, tools: Tools): Observable<Pcm> => {
  const isFirst = tools.beginStretch(maker);
  const history = isFirst ? maker.packets.history() : [];
  const block = maker.packets.shiftBlock(DECODE_BLOCK_MS);
  const first = block[0];
  if (first === undefined) {
    return decoder.flush().pipe(tap(() => (maker.pcmEnded = true)));
  }
  if (isFirst) maker.pcm.start(first.positionMs, maker.fromMs);
  maker.pcmEnded = false;
  return concat(warmUp(decoder, history, maker), decoder.decode(block)).pipe(
    catchError((error: unknown) => {
      maker.abandon();
      throw error;
    }),
  );
};

/** Decodes and encodes what was already heard and throws it away: both join in mid-track, and are in tune. */
const warmUp = (decoder: Decoder, history: readonly Packet[], maker: FrameMaker): Observable<never> =>
  history.length === 0
    ? EMPTY
    : decoder.decode(history).pipe(
        tap((pcm) => maker.prime(pcm)),
        ignoreElements(),
      );
