/** When may a packet go to Discord as it is? A property of the moment, asked for every packet. */
import type { FilterSettings } from '../commands.ts';
import { FRAME_MS, type AudioFormat, type Packet } from '../ports.ts';
import { UNITY_VOLUME } from './gain.ts';

/** What the sound is changed by, at this moment. */
export interface Shaping {
  /** Player volume 0 … 1000. */
  readonly volume: number;
  /** The filters as they were set; a new object is a new set. */
  readonly filters: FilterSettings;
}

/** Packet durations come as ms with a fraction: 20 ms of a 48 kHz clock may read 19.9999. */
const TOLERANCE_MS = 0.01;

export const isStereoOpus = (format: AudioFormat): boolean =>
  format.codec === 'opus' && format.channels === 2;

/** Is it what a listener gets anyway, 48 kHz stereo Opus in 20 ms, if nothing is to be changed? */
export const isFrame = (format: AudioFormat, packet: Packet | undefined): boolean =>
  isStereoOpus(format) && packet !== undefined && Math.abs(packet.durationMs - FRAME_MS) < TOLERANCE_MS;

/** A frame already, volume 100, no active filter. */
export const mayPass = (
  format: AudioFormat,
  packet: Packet | undefined,
  volume: number,
  isFiltered: boolean,
): boolean => volume === UNITY_VOLUME && !isFiltered && isFrame(format, packet);
