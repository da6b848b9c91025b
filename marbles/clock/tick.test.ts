import { map, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { tick, type Tick } from '../../streams/clock/tick.ts';
import { marbles, type Marbles } from '../support.ts';

const frames = (m: Marbles, periodMs: number, count: number) =>
  tick(periodMs, m).pipe(
    take(count),
    map((due) => String(due.frames)),
  );

describe('tick', () => {
  /*
   *  period 3
   *  tick     1--1--1--(1|)
   */
  it('beats at once and then once a period', () => {
    marbles((m) => m.expectObservable(frames(m, 3, 4)).toBe('1--1--1--(1|)'));
  });

  /*
   *  clock    runs 1.5 times as fast as the timers (every timer is late)
   *  due      0 20 40 60 80 …         each delay is measured against the due time: no drift
   */
  it('does not drift when every timer is late', () => {
    const seen: Tick[] = [];
    marbles((m) => {
      const late = { scheduler: m.scheduler, clock: { now: () => m.scheduler.now() + 3, wall: () => 0 } };
      const beats = tick(20, late).subscribe((due) => seen.push(due));
      m.scheduler.schedule(() => beats.unsubscribe(), 205);
    });
    expect(seen).toHaveLength(11);
    expect(seen.every((due) => due.frames === 1)).toBe(true);
  });

  it('catches up after a stall of two periods, and gives a longer one up', () => {
    for (const [stallMs, caughtUp] of [
      [45, 3],
      [200, 3],
    ] as const) {
      const seen: number[] = [];
      marbles((m) => {
        let skewMs = 0;
        const clock = { now: () => m.scheduler.now() + skewMs, wall: () => 0 };
        const beats = tick(20, { scheduler: m.scheduler, clock }).subscribe((due) => seen.push(due.frames));
        m.scheduler.schedule(() => (skewMs = stallMs), 10);
        m.scheduler.schedule(() => beats.unsubscribe(), 70);
      });
      expect(seen.slice(0, 3)).toEqual([1, caughtUp, 1]);
    }
  });

  it('stops its timer when nobody listens', () => {
    marbles((m) => {
      m.expectObservable(frames(m, 2, 99), '^----!').toBe('1-1-1');
    });
  });
});
