/** The lines of the start-up report. */
import type { ReportPart } from './report.ts';

export interface Found {
  readonly address: string;
  readonly sources: readonly string[];
  readonly filters: readonly string[];
  readonly codecs: {
    readonly decoders: Readonly<Record<string, string | null>>;
    readonly encoder: string | null;
    readonly unavailable: readonly { readonly name: string; readonly reason: string }[];
  };
  readonly voice: {
    readonly dave: string | null;
    readonly xchacha: string | null;
    readonly aes: string;
    readonly gateway: string | null;
  };
}

const listed = (names: readonly string[], none: string): string =>
  names.length > 0 ? names.join(', ') : none;

const grouped = (decoders: Found['codecs']['decoders']): string[] => {
  const byProvider = new Map<string, string[]>();
  for (const [codec, provider] of Object.entries(decoders)) {
    const name = provider ?? 'nobody';
    byProvider.set(name, [...(byProvider.get(name) ?? []), codec]);
  }
  return [...byProvider].map(([provider, codecs]) => `${codecs.join(', ')} by ${provider}`);
};

export const partsOf = ({ address, sources, filters, codecs, voice }: Found): ReportPart[] => [
  { title: 'Listening on', lines: [address] },
  { title: 'Sources', lines: [listed(sources, 'none: nothing can be loaded')] },
  { title: 'Filters', lines: [listed(filters, 'none in this version')] },
  { title: 'Decoding', lines: grouped(codecs.decoders) },
  {
    title: 'Opus encoding',
    lines: [codecs.encoder ?? 'nobody: only Opus that may pass as it is can be played'],
  },
  {
    title: 'Encryption',
    lines: [`aes256-gcm by ${voice.aes}, xchacha20-poly1305 by ${voice.xchacha ?? 'nobody'}`],
  },
  {
    title: 'End to end',
    lines: [
      voice.dave === null ? 'DAVE is not installed: only stage channels will work' : `DAVE by ${voice.dave}`,
    ],
  },
  {
    title: 'Voice gateway',
    lines: [voice.gateway ?? 'not installed: no voice connection is possible'],
  },
  ...codecs.unavailable.map(({ name, reason }, i) => ({
    title: i === 0 ? 'Not used' : '',
    lines: [`${name}: ${reason}`],
  })),
];
