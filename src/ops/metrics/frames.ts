/** Frames: how late they are and how many there were. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { FrameCounts } from '../../../streams/events.ts';

/** Seconds. A frame is 0.02; from about 0.06 on, listeners hear it. */
const LATENESS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.25, 0.5];

export interface FrameMetrics {
  readonly late: (lateMs: number) => void;
  /** Totals since the start. */
  readonly set: (totals: FrameCounts) => void;
}

export const countFrames = (registry: Registry): FrameMetrics => {
  const registers = [registry];
  const lateness = new Histogram({
    name: 'lavastream_frame_lateness_seconds',
    help: 'How late the clock was that sends a frame of every playing guild, by tick.',
    buckets: LATENESS_BUCKETS,
    registers,
  });
  const sent = new Counter({
    name: 'lavastream_frames_sent_total',
    help: 'Frames of 20 ms handed to voice connections.',
    registers,
  });
  const nulled = new Counter({
    name: 'lavastream_frames_nulled_total',
    help: 'Frames that were due and not there.',
    registers,
  });
  const setTo = (counter: Counter, total: number): void => {
    // They are counted elsewhere; a counter can only be added to.
    counter.reset();
    counter.inc(total);
  };

  return {
    late: (lateMs) => lateness.observe(lateMs / 1000),
    set: (totals) => {
      setTo(sent, totals.sent);
      setTo(nulled, totals.nulled);
    },
  };
};
