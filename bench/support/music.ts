/** The sound that all benches use: chords, bass and drums, since libopus works less on a sine than on music. */
import { FRAME_SAMPLES, SAMPLE_RATE, type Pcm } from '../../streams/ports.ts';

/** A minor, F, C, G as ratios to 220 Hz, a bar each. */
const CHORDS = [
  [1, 1.189, 1.498],
  [0.794, 1, 1.189],
  [1.189, 1.498, 1.782],
  [0.891, 1.122, 1.335],
] as const;

const BEAT_S = 0.5;
const BAR_S = 4 * BEAT_S;

/** Noise that is the same in every run (a linear congruential generator). */
const noise = (): (() => number) => {
  let state = 42;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 31;
  };
};

const tone = (hz: number, t: number): number => Math.sin(2 * Math.PI * hz * t);

/** 48 kHz stereo; eight seconds are one round of the chords. */
export const music = (seconds: number): Pcm => {
  const length = Math.round(seconds * SAMPLE_RATE);
  const [left, right] = [new Float32Array(length), new Float32Array(length)];
  const hiss = noise();
  for (let i = 0; i < length; i += 1) {
    const t = i / SAMPLE_RATE;
    const chord = CHORDS[Math.floor(t / BAR_S) % CHORDS.length] ?? CHORDS[0];
    const sinceBeat = t % BEAT_S;
    const drum = 0.25 * hiss() * Math.exp(-sinceBeat * 30) + 0.3 * tone(55, t) * Math.exp(-sinceBeat * 12);
    const bass = 0.15 * tone(110 * chord[0], t);
    const [low, middle, high] = chord.map((step) => tone(220 * step, t) + 0.4 * tone(660 * step, t));
    left[i] = 0.8 * (drum + bass + 0.12 * (low ?? 0) + 0.08 * (middle ?? 0));
    right[i] = 0.8 * (drum + bass + 0.12 * (high ?? 0) + 0.08 * (middle ?? 0));
  }
  return { left, right };
};

/** Cut into frames of 960 samples. */
export const framesOf = ({ left, right }: Pcm): readonly Pcm[] =>
  Array.from({ length: Math.floor(left.length / FRAME_SAMPLES) }, (_, frame) => {
    const [from, to] = [frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES];
    return { left: left.slice(from, to), right: right.slice(from, to) };
  });

/** Left and right in turn, as encoders and files want them. */
export const interleaved = ({ left, right }: Pcm, gain = 1): Float32Array => {
  const both = new Float32Array(left.length * 2);
  for (let i = 0; i < left.length; i += 1) {
    both[2 * i] = (left[i] ?? 0) * gain;
    both[2 * i + 1] = (right[i] ?? 0) * gain;
  }
  return both;
};

export const deinterleaved = (both: Float32Array): Pcm => ({
  left: both.filter((_, i) => i % 2 === 0),
  right: both.filter((_, i) => i % 2 === 1),
});

/** {@link interleaved}, in 16 bit. */
export const interleaved16 = (pcm: Pcm, gain = 1): Int16Array =>
  Int16Array.from(interleaved(pcm, gain), (sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))),
  );
