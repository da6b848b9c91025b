/** channelMix: each output channel a sum of both inputs, clamped (audio.md §1.13). */
import { stateless, type FilterKind } from '../filter.ts';

export interface ChannelMix {
  readonly leftToLeft: number;
  readonly leftToRight: number;
  readonly rightToLeft: number;
  readonly rightToRight: number;
}

export const channelMix: FilterKind<ChannelMix> = {
  enabled: (mix) =>
    mix.leftToLeft !== 1 || mix.leftToRight !== 0 || mix.rightToLeft !== 0 || mix.rightToRight !== 1,
  problem: () => null,
  open: (kernel, mix) =>
    stateless((n) =>
      kernel.run.channelMix(n, mix.leftToLeft, mix.leftToRight, mix.rightToLeft, mix.rightToRight),
    ),
};
