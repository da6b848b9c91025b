import { describe, expect, it } from 'vitest';
import { desk } from '../../streams/player/desk.ts';
import { initialRecord } from '../../streams/player/state.ts';
import { Lane } from '../../streams/sender/lane.ts';
import { trackOf } from '../fakes.ts';
import { marbles } from '../support.ts';

const playing = { ...initialRecord, play: { id: 1, track: trackOf('a'), startMs: 0 } };

describe('desk', () => {
  /*
   *  record$   a--v--e--n--     idle, volume 50, end marker 90, no track
   *  lane      …  50 90 null    the tick reads it; nothing is emitted
   */
  it('puts the record where the tick reads it', () => {
    marbles((m) => {
      const lane = new Lane(m.clock);
      const seen: (readonly [number, number | null])[] = [];
      const record$ = m.hot('a--v--e--n--', {
        a: playing,
        v: { ...playing, volume: 50 },
        e: { ...playing, volume: 50, endMs: 90 },
        n: initialRecord,
      });
      m.expectObservable(desk(record$, lane)).toBe('------------');
      for (const at of [1, 4, 7, 10]) {
        m.scheduler.schedule(() => seen.push([lane.volume, lane.endMs]), at);
      }
      m.flush();
      expect(seen).toEqual([
        [100, null],
        [50, null],
        [50, 90],
        [100, null],
      ]);
    });
  });
});
