import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { breaker } from '../../streams/voice/breaker.ts';
import {
  breakerStep,
  closedBreaker,
  mayTry,
  type BreakerEvent,
  type BreakerState,
} from '../../streams/voice/breaker.machine.ts';
import { marbles, type Marbles } from '../support.ts';

const settings = { failures: 3, openMs: 10 };

const letterOf = (state: BreakerState): string => {
  if (state.status === 'closed') return String(state.failures);
  if (state.status === 'open') return 'O';
  return state.trying ? 't' : 'H';
};

const run = (m: Marbles, picture: string, changed = settings) => {
  const values: Record<string, BreakerEvent> = {
    s: { type: 'success' },
    t: { type: 'try' },
    r: { type: 'reset' },
    f: { type: 'failure', atMs: 0 },
  };
  const events$ = m
    .hot(picture, values)
    .pipe(map((event) => (event.type === 'failure' ? { ...event, atMs: m.scheduler.now() } : event)));
  return breaker(events$, () => changed, m).pipe(map(letterOf));
};

describe('breaker', () => {
  /*
   *  events$   -f-f-f------------t-s--
   *  out       01-2-O---------H--t-0--      open after three in a row, half-open after 10 ms, closed by a success
   */
  it('opens, cools down, lets one try, and closes', () => {
    marbles((m) => {
      m.expectObservable(run(m, '-f-f-f------------t-s--'), '--------------------!').toBe(
        '01-2-O---------H--t-',
      );
      m.expectObservable(run(m, '-f-f-f------------t-s--'), '----------------------!').toBe(
        '01-2-O---------H--t-0-',
      );
    });
  });

  /*
   *  events$   -f-f-f------------t-f----------
   *  out       01-2-O---------H--t-O---------H      the try failed: open again
   */
  it('opens again when the try fails', () => {
    marbles((m) =>
      m
        .expectObservable(run(m, '-f-f-f------------t-f-------------'), '-------------------------------!')
        .toBe('01-2-O---------H--t-O---------H'),
    );
  });

  /*
   *  events$   -f-f-s-f-f-f--r------
   *  out       01-2-0-1-2-O--0------      a success begins the count anew; so does a reset
   */
  it('counts failures in a row, and can be reset', () => {
    marbles((m) =>
      m
        .expectObservable(run(m, '-f-f-s-f-f-f--r----------------'), '------------------------------!')
        .toBe('01-2-0-1-2-O--0---------------'),
    );
  });

  it('never opens with 0 failures', () => {
    marbles((m) =>
      m.expectObservable(run(m, '-f-f-f-f', { failures: 0, openMs: 10 }), '---------!').toBe('01-2-3-4-'),
    );
  });
});

describe('the machine', () => {
  it('lets one try at a time through when half-open', () => {
    const half: BreakerState = { status: 'halfOpen', failures: 3, trying: false };
    const trying = breakerStep(half, { type: 'try' }, settings);
    expect([closedBreaker, half, trying].map(mayTry)).toEqual([true, true, false]);
    expect(mayTry({ status: 'open', failures: 3, untilMs: 0 })).toBe(false);
  });

  it('does not stay open longer because of what was under way', () => {
    const open: BreakerState = { status: 'open', failures: 3, untilMs: 10 };
    expect(breakerStep(open, { type: 'failure', atMs: 9 }, settings)).toEqual({ ...open, failures: 4 });
  });
});
