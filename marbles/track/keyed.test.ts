import { NEVER, Observable, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { keyed } from '../../streams/track/keyed.ts';
import { marbles } from '../support.ts';

interface Item {
  readonly id: number;
  readonly sound: string;
}

const A: Item = { id: 1, sound: '-a--' };
const B: Item = { id: 2, sound: '--b-' };

describe('keyed', () => {
  /*
   *  lists    a-----x-----b-----n----     a; a and b; b alone; none
   *  A        ^-----------!
   *  B              ^-----------!         goes on as it becomes the only one
   */
  it('ends what goes and leaves alone what stays', () => {
    marbles((m) => {
      const sounds = new Map([A, B].map(({ id, sound }) => [id, m.cold(`${sound}${'-'.repeat(20)}`)]));
      const lists = { a: [A], x: [A, B], b: [{ ...B }], n: [] };
      const lists$ = m.hot<readonly Item[]>('a-----x-----b-----n', lists);
      m.expectObservable(lists$.pipe(keyed(({ id }) => sounds.get(id) ?? NEVER))).toBe('-a------b-------');
      for (const [id, life] of [
        [1, '^-----------!'],
        [2, '------^-----------!'],
      ] as const) {
        const subscriptions = sounds.get(id)?.subscriptions ?? [];
        m.expectSubscriptions(subscriptions).toBe(life);
      }
    });
  });

  it('takes another list in answer to one, in its turn', () => {
    const lists = new Subject<readonly Item[]>();
    const told: string[] = [];
    const life = ({ id }: Item) =>
      new Observable<never>(() => {
        told.push(`begins ${id}`);
        if (id === 1) lists.next([B]);
        told.push(`goes on ${id}`);
        return () => told.push(`ends ${id}`);
      });
    const running = lists.pipe(keyed(life)).subscribe();
    lists.next([A]);
    expect(told).toEqual(['begins 1', 'goes on 1', 'ends 1', 'begins 2', 'goes on 2']);
    running.unsubscribe();
    expect(told.at(-1)).toBe('ends 2');
  });

  it('errors as a stream of it does, also by a defect', () => {
    marbles((m) => {
      const lists$ = m.hot<readonly Item[]>('-a', { a: [A] });
      m.expectObservable(lists$.pipe(keyed(() => throwError(() => 'broken')))).toBe('-#', {}, 'broken');
      const defect = (): never => {
        throw new Error('defect');
      };
      m.expectObservable(lists$.pipe(keyed(defect))).toBe('-#', {}, new Error('defect'));
    });
  });
});
