import { NEVER, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { keepFull } from '../../streams/track/keep.full.ts';
import { marbles } from '../support.ts';

describe('keepFull', () => {
  /*
   *  room     2                1
   *  wake$    -----------------w--
   *  pull     --a|--b|         --c|
   *  output   --a--b-----------…c
   */
  it('pulls while there is room, and again when woken', () => {
    marbles((m) => {
      const pulls = [m.cold('--a|'), m.cold('--b|'), m.cold('--c|')];
      let room = 2;
      const output$ = keepFull({
        wake$: m.hot('-----------w'),
        wants: () => {
          if (m.scheduler.now() === 11) room = 1;
          return room > 0;
        },
        pull: () => {
          room -= 1;
          return pulls.shift() ?? NEVER;
        },
      });
      m.expectObservable(output$).toBe('--a--b-------c');
    });
  });

  it('never has two pulls under way', () => {
    marbles((m) => {
      let underWay = 0;
      let most = 0;
      const output$ = keepFull({
        wake$: m.hot('www'),
        wants: () => true,
        pull: () => {
          underWay += 1;
          most = Math.max(most, underWay);
          return m.cold('----|');
        },
      });
      m.expectObservable(output$).toBe('----|');
      m.flush();
      expect(most).toBe(1);
    });
  });

  it('completes when a pull brings nothing, and errors as a pull does', () => {
    marbles((m) => {
      const once = [of('a'), of('b')];
      m.expectObservable(
        keepFull({ wake$: NEVER, wants: () => true, pull: () => once.shift() ?? of() }),
      ).toBe('(ab|)');
      m.expectObservable(
        keepFull({ wake$: NEVER, wants: () => true, pull: () => throwError(() => 'error') }),
      ).toBe('#');
    });
  });

  it('loops rather than recurses over a hundred thousand synchronous pulls', () => {
    let left = 100_000;
    let seen = 0;
    keepFull({ wake$: NEVER, wants: () => true, pull: () => (left-- > 0 ? of(1) : of()) }).subscribe(
      () => (seen += 1),
    );
    expect(seen).toBe(100_000);
  });

  it('unsubscribes from a pull under way', () => {
    marbles((m) => {
      const slow = m.cold('-----a|');
      m.expectObservable(keepFull({ wake$: NEVER, wants: () => true, pull: () => slow }), '^--!').toBe('---');
      m.expectSubscriptions(slow.subscriptions).toBe('^--!');
    });
  });
});
