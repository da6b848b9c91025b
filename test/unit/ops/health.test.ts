import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { createHealth, type HealthCheck } from '../../../src/ops/health.ts';
import { watchLoop } from '../../../src/ops/loop.watch.ts';

/** The timers of a stalled loop come late; `stall` says by how much time goes on without them. */
const setUp = () => {
  const scheduler = new TestScheduler(() => undefined);
  let stalledMs = 0;
  const clock = { now: () => scheduler.now() + stalledMs, wall: () => 0 };
  const turnTo = (ms: number): void => {
    scheduler.maxFrames = ms;
    scheduler.flush();
  };
  return { scheduler, clock, turnTo, stall: (ms: number) => (stalledMs += ms) };
};

const failing = (checks: readonly HealthCheck[]): readonly string[] =>
  checks.flatMap(({ name, failure }) => (failure === null ? [] : [name]));

describe('the watch over the event loop', () => {
  it('is still while beats are on time', () => {
    const { turnTo, ...time } = setUp();
    const watch = watchLoop(time);
    turnTo(10_500);
    expect(watch.stalledMs()).toBe(0);
    watch.stop();
  });

  it('tells of a stall while it lasts, and until the next beat that is on time', () => {
    const { turnTo, stall, ...time } = setUp();
    const watch = watchLoop(time);
    turnTo(2_000);
    stall(7_000);
    expect(watch.stalledMs()).toBe(6_000);
    turnTo(3_000);
    expect(watch.stalledMs()).toBe(7_000);
    turnTo(4_000);
    expect(watch.stalledMs()).toBe(0);
    watch.stop();
  });
});

describe('health', () => {
  it('is ready from the start until it drains, and lives all the while', () => {
    const { turnTo, ...time } = setUp();
    const health = createHealth(time);
    expect(failing(health.ready())).toEqual(['listener']);
    health.start();
    turnTo(3_000);
    expect(failing(health.ready())).toEqual([]);
    health.drain();
    expect(failing(health.ready())).toEqual(['shutdown']);
    expect(failing(health.live())).toEqual([]);
    health.stop();
    expect(failing(health.ready())).toEqual(['listener', 'shutdown']);
  });

  it('is neither alive nor ready after a stall of more than 5 s', () => {
    const { turnTo, stall, ...time } = setUp();
    const health = createHealth(time);
    health.start();
    turnTo(1_000);
    stall(5_900);
    expect(failing(health.live())).toEqual([]);
    stall(200);
    expect(failing(health.live())).toEqual(['event-loop']);
    expect(failing(health.ready())).toEqual(['event-loop']);
    health.stop();
  });
});
