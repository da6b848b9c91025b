/** Which of the streams that a master playlist offers is played: the sound alone if there is such a one. */
import type { types } from 'hls-parser';
import { ContainerError } from '../types.ts';
import type { MasterPlaylist } from './playlist.ts';
import { absolute } from './playlist.ts';

type Variant = types.Variant;

const PLAYABLE = /^(?:mp4a\.(?:40|6b|69|66|67|68)|mp3|opus|flac)/i;
const SOUND = /^(?:mp4a|mp3|opus|flac|ac-3|ec-3|ac-4|alac|dts)/i;

const codecsOf = ({ codecs }: Variant): readonly string[] =>
  (codecs ?? '').split(',').flatMap((codec) => codec.trim() || []);

/** Unknown codecs may be anything, so also ours. */
const mayPlay = (variant: Variant): boolean => {
  const codecs = codecsOf(variant);
  return codecs.length === 0 || codecs.some((codec) => PLAYABLE.test(codec));
};

const isSoundOnly = (variant: Variant): boolean => {
  const codecs = codecsOf(variant);
  return codecs.length > 0 && codecs.every((codec) => SOUND.test(codec));
};

const byBandwidth = (a: Variant, b: Variant): number => a.bandwidth - b.bandwidth;

/** The rendition that is meant for people who did not choose; undefined where the sound is in the variant itself. */
const renditionOf = ({ audio }: Variant): string | undefined => {
  const own = audio.filter(({ uri }) => uri !== undefined && uri !== '');
  return (own.find(({ isDefault }) => isDefault) ?? own[0])?.uri;
};

/**
 * URL of the media playlist: the rendition of sound that belongs to the best variant; else the best variant that is
 * nothing but sound; else the smallest one of film, of which the pictures are thrown away.
 *
 * @throws {ContainerError} when none of them can be played
 */
export const soundOf = ({ variants, url }: MasterPlaylist): string => {
  const playable = variants.filter((variant) => variant.isIFrameOnly !== true && mayPlay(variant));
  const rising = playable.toSorted(byBandwidth);
  const rendition = rising.toReversed().flatMap((variant) => renditionOf(variant) ?? [])[0];
  const chosen = rendition ?? rising.findLast(isSoundOnly)?.uri ?? rising[0]?.uri;
  if (chosen === undefined) throw new ContainerError('None of the streams in the playlist can be played.');
  return absolute(chosen, url);
};
