/** Which format a file may have, judged by its first bytes: hints first, then in the order of spec audio.md §3.1. */
import type { Container } from '../containers/types.ts';
import type { MediaHints } from '../sources/types.ts';
import { PLAYLIST_FORMATS } from './playlist/index.ts';
import type { PlaylistFormat } from './playlist/index.ts';

const ORDER = [
  'wav',
  'matroska/webm',
  'mp4',
  'flac',
  'ogg',
  'm3u',
  'pls',
  'xspf',
  'asx',
  'plain',
  'mpegts-adts',
  'mp3',
  'adts',
];

interface Hint {
  readonly contentType?: string;
  readonly extension: string;
}

const HINTS: Readonly<Record<string, Hint>> = {
  mp3: { contentType: 'audio/mpeg', extension: 'mp3' },
  adts: { contentType: 'audio/aac', extension: 'aac' },
  'mpegts-adts': { extension: 'ts' },
};

export type Probe =
  | { readonly type: 'container'; readonly name: string; readonly format: Container }
  | { readonly type: 'playlist'; readonly name: string; readonly format: PlaylistFormat };

const rank = (name: string): number => {
  const index = ORDER.indexOf(name);
  return index === -1 ? ORDER.length : index;
};

const isHinted = (name: string, hints: MediaHints): boolean => {
  const hint = HINTS[name];
  if (hint === undefined) return false;
  const contentType = hints.contentType?.split(';')[0]?.trim().toLowerCase();
  return (
    (hint.contentType !== undefined && contentType === hint.contentType) || hints.extension === hint.extension
  );
};

/** Everything that can be recognized, in the order in which it is tried; unknown containers come last. */
const allProbes = (containers: readonly Container[]): readonly Probe[] => {
  const probes: Probe[] = [
    ...containers.map((format): Probe => ({ type: 'container', name: format.name, format })),
    ...PLAYLIST_FORMATS.map((format): Probe => ({ type: 'playlist', name: format.name, format })),
  ];
  return probes.sort((a, b) => rank(a.name) - rank(b.name));
};

/** The formats whose signature is in `head`, most likely first. */
export const probesFor = (
  head: Uint8Array,
  hints: MediaHints,
  containers: readonly Container[],
): readonly Probe[] => {
  const matching = allProbes(containers).filter(({ format }) => format.matches(head));
  const hinted = matching.filter(({ name }) => isHinted(name, hints));
  return [...hinted, ...matching.filter((probe) => !hinted.includes(probe))];
};
