/**
 * How likely it is that somebody hears a simpler encoding of this sound: 0 … 1. What has lost something already, or
 * is quiet, hides what a simpler encoder loses. A guess for ranking players, not a measure of sound.
 */
import type { AudioCodec } from '../ports.ts';

export interface Hearing {
  readonly codec: AudioCodec;
  readonly sampleRate: number;
  readonly channels: number;
  /** Of the source, bit/s; null while it is not known. */
  readonly bitrate: number | null;
  /** Player volume, 0 … 1000. */
  readonly volume: number;
  readonly isFiltered: boolean;
}

/** From here on lossy sources are taken for transparent, bit/s. */
const TRANSPARENT = 192_000;
const FULL_RATE = 44_100;
const MONO = 0.6;
const FILTERED = 0.8;
/** Loudness grows with about this power of the amplitude (Stevens). */
const LOUDNESS = 0.6;

const ofSource = ({ codec, bitrate }: Hearing): number =>
  codec === 'flac' || codec === 'pcm' || bitrate === null ? 1 : Math.min(1, bitrate / TRANSPARENT);

/** @example audibility({ codec: 'mp3', sampleRate: 44100, channels: 2, bitrate: 96000, volume: 100, isFiltered: false }) // 0.5 */
export const audibility = (hearing: Hearing): number =>
  ofSource(hearing) *
  Math.min(1, hearing.sampleRate / FULL_RATE) *
  (hearing.channels === 1 ? MONO : 1) *
  (hearing.isFiltered ? FILTERED : 1) *
  Math.min(1, hearing.volume / 100) ** LOUDNESS;
