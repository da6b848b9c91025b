import { map, take } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { describe, it } from 'vitest';
import { beats } from '../../src/server/stats/beats.ts';
import { marbles } from '../support.ts';

describe('beats', () => {
  it('beat at once and then every period', () => {
    marbles(({ scheduler, expectObservable }) => {
      expectObservable(
        beats(5, scheduler).pipe(
          map((beat) => `${beat}`),
          take(4),
        ),
      ).toBe('0----1----2----(3|)');
    });
  });

  /*
   *  every timer is 2 ms late; the beats stay 2 ms late and do not wander
   */
  it('do not drift', () => {
    marbles(({ scheduler, expectObservable }) => {
      const lateSchedule = (...[work, delayMs = 0, state]: Parameters<SchedulerLike['schedule']>) =>
        scheduler.schedule(work, delayMs + 2, state);
      const late = new Proxy(scheduler, {
        get: (target, key): unknown => (key === 'schedule' ? lateSchedule : Reflect.get(target, key)),
      });
      expectObservable(
        beats(10, late).pipe(
          map((beat) => `${beat}`),
          take(4),
        ),
      ).toBe('--0---------1---------2---------(3|)');
    });
  });
});
