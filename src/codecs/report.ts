/** What the start-up log says about codecs. */
import type { AudioCodec } from '../../streams/ports.ts';
import type { Ranking } from './ranking.ts';

export interface CodecReport {
  /** For each codec the provider that will be asked first; null when it cannot be decoded here. */
  readonly decoders: Readonly<Record<AudioCodec, string | null>>;
  /** Who encodes Opus; null when nobody does, and then only passthrough works. */
  readonly encoder: string | null;
  readonly unavailable: readonly { readonly name: string; readonly reason: string }[];
}

export const codecReport = (ranking: Ranking): CodecReport => {
  const available = ranking.providers.filter((provider) => ranking.unavailable(provider) === null);
  const decoder = (codec: AudioCodec): string | null =>
    available.find((provider) => provider.decoder?.codecs.includes(codec) === true)?.name ?? null;
  return {
    decoders: {
      opus: decoder('opus'),
      vorbis: decoder('vorbis'),
      mp3: decoder('mp3'),
      aac: decoder('aac'),
      flac: decoder('flac'),
      pcm: decoder('pcm'),
    },
    encoder: available.find((provider) => provider.encoder !== undefined)?.name ?? null,
    unavailable: ranking.providers.flatMap((provider) => {
      const reason = ranking.unavailable(provider);
      return reason === null ? [] : [{ name: provider.name, reason }];
    }),
  };
};
