/**
 * Which tracks are open, derived from the record: the current one, and near its end the one that follows.
 *
 *     record$    -1----1s---2------2,3--3------n--   play 1, a seek in it, play 2, then 3 is to follow, stopped
 *     playback    1----------                        unsubscribed: source closed, decoder freed
 *                            2----------
 *                               3--------------      opened ahead, and goes on as the current one
 *     input$     --------x----------                 what the playbacks tell
 */
import {
  combineLatest,
  distinctUntilChanged,
  EMPTY,
  filter,
  map,
  merge,
  startWith,
  switchMap,
  tap,
  type Observable,
} from 'rxjs';
import { cleanup } from './cleanup.ts';
import type { Play, PlaybackNotice, PlayerInput, PlayerRecord } from '../player/state.ts';
import type { Lane } from '../sender/lane.ts';
import { keyed } from './keyed.ts';
import type { Shaping } from './passthrough.ts';
import { playback, type PlaybackCtx } from './playback.ts';

export type TrackCtx = PlaybackCtx;

interface Item extends Play {
  readonly crossfadeMs: number;
}

const itemsOf = ({ play, next }: PlayerRecord, isNear: boolean): readonly Item[] => {
  const current = play === null ? [] : [{ ...play, crossfadeMs: 0 }];
  if (next === null || play === null || !isNear) return current;
  const { id, track, crossfadeMs } = next;
  return [...current, { id, track, startMs: Math.max(0, Number(track.positionMs)), crossfadeMs }];
};

const sameItems = (a: readonly Item[], b: readonly Item[]): boolean =>
  a.length === b.length && a.every(({ id }, index) => id === b[index]?.id);

export const track = (
  record$: Observable<PlayerRecord>,
  lane: Lane,
  ctx: TrackCtx,
): Observable<PlayerInput> => {
  let latest: PlayerRecord | null = null;
  const seekOf = (playId: number): Observable<number> =>
    record$.pipe(
      filter((record) => record.play?.id === playId),
      map(({ seek }) => seek),
      distinctUntilChanged(),
      filter((seek) => seek !== null),
      map(({ positionMs }) => positionMs),
    );
  const leads = (playId: number): Observable<boolean> =>
    record$.pipe(
      map(({ play }) => play?.id === playId),
      startWith(latest?.play?.id === playId),
      distinctUntilChanged(),
    );
  const shaping = (): Shaping => lane;

  return combineLatest([record$.pipe(tap((record) => (latest = record))), lane.succession.near$]).pipe(
    map(([record, isNear]) => itemsOf(record, isNear)),
    distinctUntilChanged(sameItems),
    keyed((item): Observable<PlaybackNotice> => {
      const playId = item.id;
      const leads$ = leads(playId);
      const part = { leads$, seek$: seekOf(playId), crossfadeMs: item.crossfadeMs };
      const cleanup$ = leads$.pipe(switchMap((isNow) => (isNow ? cleanup(lane.polled$, ctx) : EMPTY)));
      return merge(
        playback(item, part, shaping, lane, ctx),
        cleanup$.pipe(map((): PlaybackNotice => ({ type: 'unpolled', playId }))),
      );
    }),
    map((notice): PlayerInput => ({ type: 'playback', notice })),
  );
};
