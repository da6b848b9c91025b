/** A bar on a terminal that tells how far the rendering is; nothing where stderr is no terminal. */
import { Presets, SingleBar } from 'cli-progress';

export interface Progress {
  /** @param positionMs how far it is in the track */
  update(positionMs: number): void;
  /** Takes the bar away, so that a message can follow it. */
  stop(): void;
}

const NONE: Progress = { update: () => undefined, stop: () => undefined };

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
};

/**
 * @param fromMs where the rendering begins, ms
 * @param toMs where it ends, ms; Infinity where nobody knows: then there is no bar to fill, only a time
 */
export const createProgress = (stream: NodeJS.WriteStream, fromMs: number, toMs: number): Progress => {
  if (!stream.isTTY) return NONE;
  const isFinite = Number.isFinite(toMs);
  const format = isFinite
    ? '{bar} {percentage} % · {at} of {to} · {speed} × real time'
    : '{at} · {speed} × real time';
  const bar = new SingleBar(
    { stream, format, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  const totalMs = isFinite ? toMs - fromMs : 1;
  const startedAt = performance.now();
  bar.start(totalMs, 0, { at: clock(0), to: clock(totalMs), speed: '–' });
  return {
    update: (positionMs) => {
      const doneMs = Math.max(0, positionMs - fromMs);
      const speed = (doneMs / Math.max(1, performance.now() - startedAt)).toFixed(0);
      bar.update(Math.min(totalMs, doneMs), { at: clock(doneMs), speed });
    },
    stop: () => bar.stop(),
  };
};
