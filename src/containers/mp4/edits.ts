/** Which part of a track is heard: by its edit list (ISO 14496-12 §8.6.6), or by what iTunes wrote into the tags. */
import { Fields } from './fields.ts';

/** From the first tick that is heard up to the first one that no longer is; Infinity: up to the end of the samples. */
export interface HeardPart {
  readonly startTicks: number;
  readonly endTicks: number;
}

/**
 * The first edit that plays anything; undefined without one. `movieScale` (ticks per second, 0 where unknown) counts
 * the edit's length, `mediaScale` its start. Where the movie's ticks are longer than the media's, the length was
 * rounded and cannot name a sample: the table of samples, which ends within it, is believed instead.
 */
export const editedPart = (
  elst: Uint8Array | undefined,
  movieScale: number,
  mediaScale: number,
): HeardPart | undefined => {
  if (elst === undefined) return undefined;
  const fields = new Fields(elst);
  const isWide = fields.u32() >>> 24 === 1;
  for (let left = fields.count(isWide ? 20 : 12); left > 0; left -= 1) {
    const duration = isWide ? fields.u64() : fields.u32();
    const startTicks = isWide ? fields.i64() : fields.i32();
    fields.skip(4);
    if (startTicks < 0) continue;
    // A list of several edits is a montage; we play it from where it begins, and do not cut it.
    const isRest = duration === 0 || left > 1 || movieScale === 0;
    const slack = movieScale < mediaScale ? 1 : 0;
    const ticks = Math.ceil(((duration + slack) * mediaScale) / movieScale);
    return { startTicks, endTicks: isRest ? Infinity : startTicks + ticks };
  }
  return undefined;
};

/**
 * `iTunSMPB`: hexadecimal numbers, the second of which is the delay, the third the padding and the fourth the sound in
 * between, all in samples. Undefined when it is something else.
 */
export const iTunesPart = (text: string): HeardPart | undefined => {
  const [, delay = NaN, , samples = NaN] = text
    .trim()
    .split(/\s+/)
    .map((digits) => (/^[0-9A-F]{8,16}$/i.test(digits) ? Number.parseInt(digits, 16) : NaN));
  if (!Number.isSafeInteger(delay) || !Number.isSafeInteger(samples) || samples === 0) return undefined;
  return { startTicks: delay, endTicks: delay + samples };
};
