/** Virtual time for marble tests: one character is one virtual millisecond, and a tick is one character. */
import { TestScheduler } from 'rxjs/testing';
import type { RunHelpers } from 'rxjs/testing';
import { expect } from 'vitest';
import type { Clock, Log } from '../streams/ports.ts';

export interface Marbles extends RunHelpers {
  readonly scheduler: TestScheduler;
  readonly clock: Clock;
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** Runs one marble test: `marbles((m) => m.expectObservable(effect(m.hot('-a-'), ctx)).toBe('-b-'))`. */
export const marbles = (run: (helpers: Marbles) => void): void => {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  const clock: Clock = { now: () => scheduler.now(), wall: () => 1_700_000_000_000 + scheduler.now() };
  scheduler.run((helpers) => run({ ...helpers, scheduler, clock }));
};
