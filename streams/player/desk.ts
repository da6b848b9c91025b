/**
 * The record, put where the tick reads it: pause, end marker, volume, where play or seek are going, and silence when
 * no track is left.
 *
 *     record$   a----b----c---
 *     lane      a    b    c         no output: the lane is a record, not a stream
 */
import { distinctUntilChanged, ignoreElements, map, merge, tap, type Observable } from 'rxjs';
import type { Lane } from '../sender/lane.ts';
import type { PlayerRecord } from './state.ts';

export const desk = (record$: Observable<PlayerRecord>, lane: Lane): Observable<never> => {
  const put = <T>(part: (record: PlayerRecord) => T, into: (value: T) => void): Observable<never> =>
    record$.pipe(map(part), distinctUntilChanged(), tap(into), ignoreElements());

  return merge(
    put(
      (record) => record.volume,
      (volume) => (lane.volume = volume),
    ),
    put(
      (record) => record.filters,
      (filters) => (lane.filters = filters),
    ),
    put(
      (record) => record.paused,
      (paused) => (lane.paused = paused),
    ),
    put(
      (record) => record.play === null,
      (isIdle) => {
        if (isIdle) lane.clear();
      },
    ),
    put(
      (record) => record.seek ?? record.play,
      (place) => lane.heads(place === null ? null : 'track' in place ? place.startMs : place.positionMs),
    ),
    put(
      (record) => record.next?.crossfadeMs ?? 0,
      (crossfadeMs) => (lane.succession.crossfadeMs = crossfadeMs),
    ),
    put(
      (record) => record.endMs,
      (endMs) => (lane.endMs = endMs),
    ),
  );
};
