import { delay, mergeMap, of, Subject, tap } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pace } from '../../streams/voice/pace.ts';
import { inTurn, turns } from '../../streams/voice/turns.ts';
import { marbles } from '../support.ts';

describe('turns', () => {
  it('runs at once when nothing runs, else one piece per turn of the scheduler, in order', () => {
    marbles((m) => {
      const work = turns(m.scheduler);
      const ran: string[] = [];
      const take = (name: string) => work.turn(name).subscribe((piece) => ran.push(piece));
      take('a');
      take('b');
      const gone = take('c');
      take('d');
      gone.unsubscribe();
      expect(ran).toEqual(['a']);
      m.flush();
      expect(ran).toEqual(['a', 'b', 'd']);
      take('e');
      expect(ran).toEqual(['a', 'b', 'd', 'e']);
      m.flush();
      expect(m.scheduler.actions).toHaveLength(0);
    });
  });

  it('lets a clock in between two pieces', () => {
    marbles((m) => {
      const work = turns(m.scheduler);
      const order: string[] = [];
      const note = (what: string) => tap(() => order.push(what));
      of('a', 'b', 'c')
        .pipe(mergeMap((name) => work.turn(name).pipe(tap((piece) => order.push(piece)))))
        .subscribe();
      of(0).pipe(delay(0, m.scheduler), note('tick')).subscribe();
      m.flush();
      expect(order.indexOf('tick')).toBeLessThan(order.indexOf('c'));
    });
  });
});

describe('in turn', () => {
  /*
   *  turns     -O(O)          somebody else's long row of pieces
   *  source$   a-(bcU)d       b, c wait; U does not, and takes them along
   */
  it('keeps the order, and lets what is urgent take the rest along', () => {
    marbles((m) => {
      const work = turns(m.scheduler);
      const out: string[] = [];
      const source = new Subject<string>();
      inTurn(source, (item) => item === 'U', work).subscribe((item) => out.push(item));
      source.next('a');
      for (let i = 0; i < 3; i += 1) work.turn('').subscribe(() => out.push('.'));
      source.next('b');
      source.next('c');
      expect(out.join('')).toBe('a');
      source.next('U');
      expect(out.join('')).toBe('abcU');
      source.next('d');
      m.flush();
      expect(out.join('')).toBe('abcU...d');
    });
  });
});

describe('pace', () => {
  /*
   *  asked   (abcde)-------------f
   *  go      (ab)--c---d---e-----f       two at once, then one every four ms; after a quiet time at once again
   */
  it('lets a few go at once, then one after the other', () => {
    marbles((m) => {
      const { go } = pace(() => ({ perSecond: 250, burst: 2 }), m);
      const asked$ = m.hot('(abcde)-------------f');
      m.expectObservable(
        asked$.pipe(mergeMap((name) => go().pipe(mergeMap(() => of(name))))),
        '---------------------!',
      ).toBe('(ab)c---d---e-------f');
    });
  });

  it('does not pace with 0 per second', () => {
    marbles((m) => {
      const { go } = pace(() => ({ perSecond: 0, burst: 1 }), m);
      const out$ = m.cold('(abc|)').pipe(mergeMap((name) => go().pipe(mergeMap(() => of(name)))));
      m.expectObservable(out$).toBe('(abc|)');
    });
  });
});
