import { ReplaySubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { StreamTitle } from '../../streams/ports.ts';
import { initialRecord } from '../../streams/player/state.ts';
import { reduce } from '../../streams/player/reduce.ts';
import { titles } from '../../streams/track/titles.ts';
import { trackOf } from '../fakes.ts';
import { marbles } from '../support.ts';

const asked = { t: true, f: false };
const title = (text: string): StreamTitle => ({ title: text, raw: `StreamTitle='${text}';` });
const words = { a: title('a'), b: title('b'), c: title('c') };

describe('titles', () => {
  /*
   *  leads$     f----t-------f---
   *  titles$    --a-----b------c-     repeats its last one
   *  output$    -----a--b--------
   */
  it('come while the track is the current one, the last one of before with its turn', () => {
    marbles((m) => {
      const titles$ = new ReplaySubject<StreamTitle>(1);
      m.hot('--a-----b------c-', words).subscribe(titles$);
      const leads$ = m.hot('f----t-------f---', asked);
      m.expectObservable(titles(titles$, leads$)).toBe('-----a--b--------', words);
    });
  });

  it('are none where nobody says any', () => {
    marbles((m) => {
      m.expectObservable(titles(undefined, m.cold('-t---|', asked))).toBe('-----|');
    });
  });
});

describe('a title in the player', () => {
  const playing = { ...initialRecord, play: { id: 7, track: trackOf('radio', true), startMs: 0 } };
  const told = (playId: number) =>
    reduce(
      playing,
      { type: 'playback', notice: { type: 'title', playId, title: words.a } },
      { positionMs: 0, timeMs: 0 },
      { trackStuckThresholdMs: 1 },
    );

  it('is an event and changes nothing', () => {
    expect(told(7)).toEqual([playing, [{ type: 'streamTitle', title: 'a', raw: "StreamTitle='a';" }]]);
  });

  it('of a former track is ignored', () => {
    expect(told(6)).toEqual([playing, []]);
  });
});
