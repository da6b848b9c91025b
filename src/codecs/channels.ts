/**
 * Any number of channels to two. Downmix after ITU-R BS.775-3 annex 4: the front channels stay, centre and surrounds
 * come in at −3 dB, a single back centre at −6 dB to both sides, the LFE is left out. All of it is then divided by
 * the sum of the factors, so that full scale in every channel at once is full scale and no more.
 */

/** In which order a stream lists its speakers: as WAVE, FLAC and AAC decoders do, or as Vorbis and Opus do. */
export type ChannelOrder = 'wave' | 'vorbis';

/** F front, B back, S side, L left, R right, C centre; `LFE` the low-frequency effects. */
type Speaker = 'FL' | 'FR' | 'FC' | 'LFE' | 'BL' | 'BR' | 'BC' | 'SL' | 'SR';

/** WAVEFORMATEXTENSIBLE's order, with RFC 9639 §9.1.3's choice of speakers; index: number of channels − 3. */
const WAVE: readonly (readonly Speaker[])[] = [
  ['FL', 'FR', 'FC'],
  ['FL', 'FR', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'],
  ['FL', 'FR', 'FC', 'LFE', 'BC', 'SL', 'SR'],
  ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'SL', 'SR'],
];

/** Vorbis I §4.3.9, and RFC 7845 §5.1.1.2 for Opus. */
const VORBIS: readonly (readonly Speaker[])[] = [
  ['FL', 'FC', 'FR'],
  ['FL', 'FR', 'BL', 'BR'],
  ['FL', 'FC', 'FR', 'BL', 'BR'],
  ['FL', 'FC', 'FR', 'BL', 'BR', 'LFE'],
  ['FL', 'FC', 'FR', 'SL', 'SR', 'BC', 'LFE'],
  ['FL', 'FC', 'FR', 'SL', 'SR', 'BL', 'BR', 'LFE'],
];

const speakers = (channels: number, order: ChannelOrder): readonly Speaker[] =>
  // Nobody says what more than eight channels are; the first two are the best guess.
  (order === 'wave' ? WAVE : VORBIS)[channels - 3] ?? ['FL', 'FR'];

const leftGain = (speaker: Speaker): number => {
  switch (speaker) {
    case 'FL':
      return 1;
    case 'FC':
    case 'BL':
    case 'SL':
      return Math.SQRT1_2;
    case 'BC':
      return 0.5;
    case 'FR':
    case 'LFE':
    case 'BR':
    case 'SR':
      return 0;
  }
};

const mirrored = (speaker: Speaker): Speaker => {
  switch (speaker) {
    case 'FL':
      return 'FR';
    case 'FR':
      return 'FL';
    case 'BL':
      return 'BR';
    case 'BR':
      return 'BL';
    case 'SL':
      return 'SR';
    case 'SR':
      return 'SL';
    case 'FC':
    case 'LFE':
    case 'BC':
      return speaker;
  }
};

export interface DownmixGains {
  /** One factor per input channel. */
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** What each of `channels` (3 or more) channels adds to the left and to the right. */
export const downmixGains = (channels: number, order: ChannelOrder): DownmixGains => {
  const layout = speakers(channels, order);
  const left = layout.map(leftGain);
  const right = layout.map((speaker) => leftGain(mirrored(speaker)));
  const sum = left.reduce((total, gain) => total + gain, 0);
  return { left: left.map((gain) => gain / sum), right: right.map((gain) => gain / sum) };
};

export interface StereoView {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

const EMPTY = new Float32Array(0);

/** Turns planar sound of any channel count into two channels; its results live until the next call. */
export class Downmixer {
  #gains: DownmixGains = { left: [], right: [] };
  #key = '';
  #left = EMPTY;
  #right = EMPTY;

  mix(channels: readonly Float32Array[], order: ChannelOrder): StereoView {
    const [first, second] = channels;
    if (first === undefined) return { left: EMPTY, right: EMPTY };
    if (channels.length <= 2) return { left: first, right: second ?? first };
    const key = `${order}${channels.length}`;
    if (key !== this.#key) {
      this.#gains = downmixGains(channels.length, order);
      this.#key = key;
    }
    if (this.#left.length < first.length) {
      this.#left = new Float32Array(first.length);
      this.#right = new Float32Array(first.length);
    }
    const left = this.#left.subarray(0, first.length).fill(0);
    const right = this.#right.subarray(0, first.length).fill(0);
    channels.forEach((channel, index) => {
      add(left, channel, this.#gains.left[index] ?? 0);
      add(right, channel, this.#gains.right[index] ?? 0);
    });
    return { left, right };
  }
}

const add = (target: Float32Array, source: Float32Array, gain: number): void => {
  if (gain === 0) return;
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + (source[i] ?? 0) * gain;
};
