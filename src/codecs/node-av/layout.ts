/** Speaker masks for streams that tell only how many channels they have; the same choice as in `channels.ts`. */
import { AV_CHANNEL_ORDER_NATIVE, AV_CHANNEL_LAYOUT_MONO, AV_CHANNEL_LAYOUT_STEREO } from 'node-av/constants';
import type { ChannelLayout } from 'node-av/lib';

/** FL 1, FR 2, FC 4, LFE 8, BL 16, BR 32, BC 256, SL 512, SR 1024 (WAVEFORMATEXTENSIBLE); from 3 channels on. */
const MASKS = [0x7n, 0x33n, 0x37n, 0x3fn, 0x70fn, 0x63fn];

export const layoutFor = (channels: number): ChannelLayout => {
  if (channels === 1) return AV_CHANNEL_LAYOUT_MONO;
  const mask = MASKS[channels - 3];
  if (mask === undefined) return AV_CHANNEL_LAYOUT_STEREO;
  return { order: AV_CHANNEL_ORDER_NATIVE, nbChannels: channels, mask };
};
