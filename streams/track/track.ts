/**
 * Which track plays, derived from the record: a new play switches to a new playback, no play to none.
 *
 *     record$    -1----1s---2------n--      play 1, a seek in it, play 2, stopped
 *     playback    1----------             unsubscribed: source closed, decoder freed
 *                            2------
 *     input$     --------x----------       what the playback tells
 */
import { distinctUntilChanged, EMPTY, filter, map, merge, switchMap, type Observable } from 'rxjs';
import { cleanup } from './cleanup.ts';
import type { PlaybackNotice, PlayerInput, PlayerRecord } from '../player/state.ts';
import type { Lane } from '../sender/lane.ts';
import type { Shaping } from './passthrough.ts';
import { playback, type PlaybackCtx } from './playback.ts';

export type TrackCtx = PlaybackCtx;

export const track = (
  record$: Observable<PlayerRecord>,
  lane: Lane,
  ctx: TrackCtx,
): Observable<PlayerInput> => {
  const play$ = record$.pipe(
    map(({ play }) => play),
    distinctUntilChanged(),
  );
  const seekOf = (playId: number): Observable<number> =>
    record$.pipe(
      filter((record) => record.play?.id === playId),
      map(({ seek }) => seek),
      distinctUntilChanged(),
      filter((seek) => seek !== null),
      map(({ positionMs }) => positionMs),
    );
  const shaping = (): Shaping => lane;

  return play$.pipe(
    switchMap((play): Observable<PlaybackNotice> => {
      if (play === null) return EMPTY;
      const playId = play.id;
      return merge(
        playback(play, seekOf(playId), shaping, lane, ctx),
        cleanup(lane.polled$, ctx).pipe(map((): PlaybackNotice => ({ type: 'unpolled', playId }))),
      );
    }),
    map((notice): PlayerInput => ({ type: 'playback', notice })),
  );
};
