import { describe, expect, it } from 'vitest';
import { FrameMeter } from '../../streams/stats/frame.meter.ts';

const MINUTE = 60_000;

/** A meter whose wall clock is set by hand. */
const meterAt = (startMs: number) => {
  let nowMs = startMs;
  const meter = new FrameMeter({ now: () => nowMs, wall: () => nowMs });
  return { meter, at: (ms: number) => (nowMs = ms) };
};

const send = (meter: FrameMeter, count: number): void => {
  for (let i = 0; i < count; i += 1) meter.sent();
};

describe('FrameMeter', () => {
  /*
   *  minute    |  0     |  1     |  2
   *  playing      --------------------
   *  counts    null      null     those of minute 1
   */
  it('tells a minute once it was played in full', () => {
    const { meter, at } = meterAt(10_000);
    meter.playing(true);
    send(meter, 5);
    expect(meter.counts()).toBeNull();
    at(MINUTE);
    send(meter, 2999);
    meter.nulled();
    expect(meter.counts()).toBeNull();
    at(2 * MINUTE);
    expect(meter.counts()).toEqual({ sent: 2999, nulled: 1 });
  });

  it('forgives a gap of 100 ms between two tracks, not a longer one', () => {
    for (const [gapMs, usable] of [
      [100, true],
      [101, false],
    ] as const) {
      const { meter, at } = meterAt(0);
      at(1);
      meter.playing(true);
      at(MINUTE + 1000);
      meter.playing(false);
      at(MINUTE + 1000 + gapMs);
      meter.playing(true);
      at(2 * MINUTE);
      meter.sent();
      expect(meter.counts() !== null).toBe(usable);
    }
  });

  it('is null while paused, and empty after a minute without a call', () => {
    const { meter, at } = meterAt(1);
    meter.playing(true);
    at(5 * MINUTE);
    expect(meter.counts()).toEqual({ sent: 0, nulled: 0 });
    meter.playing(false);
    expect(meter.counts()).toBeNull();
  });
});
