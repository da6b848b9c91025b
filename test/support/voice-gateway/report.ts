/** Sums up what a listener heard. Pure: frames in, report out. */
import type { ReceivedFrame, SpeakingEvent } from './frames.ts';

const STEP = 960;

export interface ListenerReport {
  /** Packets received, duplicates included. */
  readonly frames: number;
  readonly encrypted: number;
  /** Plain Opus that is not a silence frame; right only where there is no group. */
  readonly plain: number;
  readonly silence: number;
  /** Sequence numbers that never came, between the first and the last that did. */
  readonly missing: readonly number[];
  readonly duplicates: number;
  /** Packets that came after one with a higher sequence number. */
  readonly reordered: number;
  /** Frames under DAVE that could not be read although sender and listener shared a group. Should be 0. */
  readonly undecryptable: number;
  /** The same while the group was changing or before the listener was in it: what a late joiner cannot hear. */
  readonly undecryptableInTransition: number;
  /** Plain Opus (no silence frame) although sender and listener shared a group. Should be 0. */
  readonly plainInGroup: number;
  /** Consecutive packets whose timestamps are not 960 apart. */
  readonly timestampSteps: readonly { readonly sequence: number; readonly step: number }[];
  /** Time between consecutive packets, ms, as it arrived here; waits after a silence frame are left out. */
  readonly spacingMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly speaking: readonly SpeakingEvent[];
}

/** Puts 16-bit sequence numbers, which wrap, on one line: packets in order, numbers growing without end. */
export const unwrap = (
  frames: readonly ReceivedFrame[],
): readonly (readonly [at: number, ReceivedFrame])[] => {
  let last = frames[0]?.sequence ?? 0;
  return frames.map((frame) => {
    const step = ((frame.sequence - last + 0x8000) & 0xffff) - 0x8000;
    last += step;
    return [last, frame] as const;
  });
};

/** In order of sequence number, the first of each. */
export const inOrder = (frames: readonly ReceivedFrame[]): ReadonlyMap<number, ReceivedFrame> => {
  const found = new Map<number, ReceivedFrame>();
  for (const [at, frame] of [...unwrap(frames)].sort(([a], [b]) => a - b)) {
    if (!found.has(at)) found.set(at, frame);
  }
  return found;
};

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;

const spacing = (frames: readonly ReceivedFrame[]): ListenerReport['spacingMs'] => {
  const waits = frames
    .slice(1)
    .flatMap((frame, index) => {
      const before = frames[index];
      return before === undefined || before.silence ? [] : [frame.arrivalMs - before.arrivalMs];
    })
    .sort((a, b) => a - b);
  return { p50: percentile(waits, 0.5), p99: percentile(waits, 0.99), max: waits.at(-1) ?? NaN };
};

export const reportOn = (
  frames: readonly ReceivedFrame[],
  speaking: readonly SpeakingEvent[],
): ListenerReport => {
  const ordered = inOrder(frames);
  const places = [...ordered.keys()];
  const missing: number[] = [];
  const timestampSteps: { sequence: number; step: number }[] = [];
  for (const [index, at] of places.entries()) {
    const before = places[index - 1];
    if (before === undefined) continue;
    for (let lost = before + 1; lost < at; lost += 1) missing.push(lost & 0xffff);
    const frame = ordered.get(at);
    const previous = ordered.get(before);
    if (frame === undefined || previous === undefined) continue;
    const step = (frame.timestamp - previous.timestamp) >>> 0;
    if (at === before + 1 && step !== STEP) timestampSteps.push({ sequence: frame.sequence, step });
  }
  const line = unwrap(frames).map(([at]) => at);
  let highest = -Infinity;
  const reordered = line.filter((at) => {
    const isLate = at < highest;
    highest = Math.max(highest, at);
    return isLate;
  }).length;
  const count = (fits: (frame: ReceivedFrame) => boolean): number => frames.filter(fits).length;
  const isPlain = (frame: ReceivedFrame): boolean => !frame.encrypted && !frame.silence;
  return {
    frames: frames.length,
    encrypted: count((frame) => frame.encrypted),
    plain: count(isPlain),
    silence: count((frame) => frame.silence),
    missing,
    duplicates: frames.length - ordered.size,
    reordered,
    undecryptable: count((frame) => frame.decryptFailed && frame.settled),
    undecryptableInTransition: count((frame) => frame.decryptFailed && !frame.settled),
    plainInGroup: count((frame) => isPlain(frame) && frame.settled),
    timestampSteps,
    spacingMs: spacing(frames),
    speaking,
  };
};
