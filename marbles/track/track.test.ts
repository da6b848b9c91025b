import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { initialRecord, type PlayerRecord } from '../../streams/player/state.ts';
import { Lane } from '../../streams/sender/lane.ts';
import { track } from '../../streams/track/track.ts';
import { rig, trackOf } from '../fakes.ts';
import { marbles } from '../support.ts';

const record = (id: number, word: string, more: Partial<PlayerRecord> = {}): PlayerRecord => ({
  ...initialRecord,
  play: { id, track: trackOf(word), startMs: 0 },
  ...more,
});

describe('track', () => {
  /*
   *  record$    -a--b--n      one track, another one, none
   *  open       -1  -          the first is closed when the second opens, both when there is none
   *                 1--0
   */
  it('has one source open at a time, and none without a play', () => {
    marbles((m) => {
      const { ctx, alive } = rig(m);
      const open: number[] = [];
      const record$ = m.hot('-a--b--n', { a: record(1, 'abc'), b: record(2, 'xyz'), n: initialRecord });
      m.expectObservable(track(record$, new Lane(m.clock), ctx)).toBe('--------');
      for (const at of [0, 2, 5, 8]) m.scheduler.schedule(() => open.push(alive.media), at);
      m.flush();
      expect(open).toEqual([0, 1, 1, 0]);
    });
  });

  it('stays with its source when only the volume, the pause or the data change', () => {
    marbles((m) => {
      const { ctx, alive } = rig(m);
      let opened = 0;
      const { media } = ctx;
      const counted = {
        ...ctx,
        media: {
          open: (which: Parameters<typeof media.open>[0]) => {
            opened += 1;
            return media.open(which);
          },
        },
      };
      const first = record(1, 'abc');
      const record$ = m.hot('-abc', {
        a: first,
        b: { ...first, volume: 20 },
        c: { ...first, volume: 20, paused: true, userData: '1' },
      });
      m.expectObservable(track(record$, new Lane(m.clock), counted), '----!').toBe('----');
      m.flush();
      expect([opened, alive.media]).toEqual([1, 0]);
    });
  });

  it('tells of which play it speaks', () => {
    marbles((m) => {
      const { ctx } = rig(m);
      const said$ = track(m.hot('-a', { a: record(7, '?x') }), new Lane(m.clock), ctx).pipe(
        map((input) => (input.type === 'playback' ? `${input.notice.type} ${input.notice.playId}` : '')),
      );
      m.expectObservable(said$, '---!').toBe('-x', { x: 'failed 7' });
    });
  });
});
