/** When may a packet go to Discord as it is? A property of the moment, asked for every packet. */
import { FRAME_MS, type AudioFormat, type Packet } from '../ports.ts';
import { UNITY_VOLUME } from './gain.ts';

/** What the sound is changed by, at this moment. */
export interface Shaping {
  /** Player volume 0 … 1000. */
  readonly volume: number;
}

/** Packet durations come as ms with a fraction: 20 ms of a 48 kHz clock may read 19.9999. */
const TOLERANCE_MS = 0.01;

export const isStereoOpus = (format: AudioFormat): boolean =>
  format.codec === 'opus' && format.channels === 2;

/** 48 kHz stereo Opus packets of 20 ms, volume 100, no active filter. */
export const mayPass = (format: AudioFormat, packet: Packet | undefined, shaping: Shaping): boolean =>
  isStereoOpus(format) &&
  shaping.volume === UNITY_VOLUME &&
  packet !== undefined &&
  Math.abs(packet.durationMs - FRAME_MS) < TOLERANCE_MS;
