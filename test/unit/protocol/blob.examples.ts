/** Track blobs of the protocol description, with what they hold. */
import type { TrackBlob } from '../../../src/protocol/index.ts';

interface Example {
  readonly name: string;
  readonly version: 1 | 2 | 3;
  readonly base64: string;
  readonly track: TrackBlob;
}

const BASE = {
  isStream: false,
  uri: null,
  artworkUrl: null,
  isrc: null,
  sourceName: 'youtube',
  tail: new Uint8Array(),
  positionMs: 0n,
};

const UNKNOWN_LENGTH_MS = 9223372036854775807n;

const utf = (text: string): number[] => {
  const bytes = Buffer.from(text, 'latin1');
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes];
};

const A: Example = {
  name: 'A, version 2',
  version: 2,
  base64:
    'QAAAjQIAJVJpY2sgQXN0bGV5IC0gTmV2ZXIgR29ubmEgR2l2ZSBZb3UgVXAADlJpY2tBc3RsZXlWRVZPAAAAAAADPCAAC2RRdzR3OVdnWGNRAAEAK2h0dHBzOi8vd3d3LnlvdXR1YmUuY29tL3dhdGNoP3Y9ZFF3NHc5V2dYY1EAB3lvdXR1YmUAAAAAAAAAAA==',
  track: {
    ...BASE,
    title: 'Rick Astley - Never Gonna Give You Up',
    author: 'RickAstleyVEVO',
    lengthMs: 212_000n,
    identifier: 'dQw4w9WgXcQ',
    uri: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
  },
};

const B: Example = {
  name: 'B, version 3 with artwork',
  version: 3,
  base64:
    'QAAAxgMADOWQm+OBq+WxiuOBkQAs5qSO5ZCN55yf5pi877yIQ1Yu55+z6KaL6Iie6I+c6aaZ77yJIC0gVG9waWMAAAAAAAS+2AALdVBYNXpRZkR4eEUAAQAraHR0cHM6Ly93d3cueW91dHViZS5jb20vd2F0Y2g/dj11UFg1elFmRHh4RQEAMGh0dHBzOi8vaS55dGltZy5jb20vdmkvdVBYNXpRZkR4eEUvbXFkZWZhdWx0LmpwZwAAB3lvdXR1YmUAAAAAAAAAAA==',
  track: {
    ...BASE,
    title: '君に届け',
    author: '椎名真昼（CV.石見舞菜香） - Topic',
    lengthMs: 311_000n,
    identifier: 'uPX5zQfDxxE',
    uri: 'https://www.youtube.com/watch?v=uPX5zQfDxxE',
    artworkUrl: 'https://i.ytimg.com/vi/uPX5zQfDxxE/mqdefault.jpg',
  },
};

const C: Example = {
  name: 'C, http live stream',
  version: 3,
  base64:
    'QAAAeQMADVVua25vd24gdGl0bGUADlVua25vd24gYXJ0aXN0f/////////8AG2h0dHA6Ly9leGFtcGxlLmNvbS9saXZlLm1wMwEBABtodHRwOi8vZXhhbXBsZS5jb20vbGl2ZS5tcDMAAAAEaHR0cAADbXAzAAAAAAAAAAA=',
  track: {
    ...BASE,
    title: 'Unknown title',
    author: 'Unknown artist',
    lengthMs: UNKNOWN_LENGTH_MS,
    identifier: 'http://example.com/live.mp3',
    isStream: true,
    uri: 'http://example.com/live.mp3',
    sourceName: 'http',
    tail: Uint8Array.from(utf('mp3')),
  },
};

const D: Example = {
  name: 'D, local flac with an emoji, an ISRC and a position',
  version: 3,
  base64:
    'QAAAaAMAC1Nvbmcg7aC97biAAAXDnG7DrwAAAAAAAsrYABAvbXVzaWMvc29uZy5mbGFjAAEAEC9tdXNpYy9zb25nLmZsYWMAAQAMVVNSQzE3NjA3ODM5AAVsb2NhbAAEZmxhYwAAAAAAAKQQ',
  track: {
    ...BASE,
    title: 'Song 😀',
    author: 'Ünï',
    lengthMs: 183_000n,
    identifier: '/music/song.flac',
    uri: '/music/song.flac',
    isrc: 'USRC17607839',
    sourceName: 'local',
    tail: Uint8Array.from(utf('flac')),
    positionMs: 42_000n,
  },
};

const HLS = 'https://example.com/a.m3u8';
const E_: Example = {
  name: 'E, HLS over http',
  version: 3,
  base64:
    'QAAAgQMADVVua25vd24gdGl0bGUADlVua25vd24gYXJ0aXN0f/////////8AGmh0dHBzOi8vZXhhbXBsZS5jb20vYS5tM3U4AQEAGmh0dHBzOi8vZXhhbXBsZS5jb20vYS5tM3U4AAAABGh0dHAADW0zdXxobHMtb3V0ZXIAAAAAAAAAAA==',
  track: {
    ...C.track,
    identifier: HLS,
    uri: HLS,
    tail: Uint8Array.from(utf('m3u|hls-outer')),
  },
};

const F: Example = {
  name: 'F, a plugin source with a tail of its own',
  version: 3,
  base64:
    'QAAA4wMAB0FuaW1hbHMACkFyY2hpdGVjdHMAAAAAAAO5IAAKMTA5MDUzODA4MgABACNodHRwczovL2RlZXplci5jb20vdHJhY2svMTA5MDUzODA4MgABAAxVU0VQNDIwNTgwMTAABmRlZXplcgEAHEZvciBUaG9zZSBUaGF0IFdpc2ggVG8gRXhpc3QBACZodHRwczovL3d3dy5kZWV6ZXIuY29tL2FsYnVtLzE3NTUzNzA4MgEAJGh0dHBzOi8vd3d3LmRlZXplci5jb20vYXJ0aXN0LzE1OTEyNgAAAAAAAAAAAAAA',
  track: {
    ...BASE,
    title: 'Animals',
    author: 'Architects',
    lengthMs: 244_000n,
    identifier: '1090538082',
    uri: 'https://deezer.com/track/1090538082',
    isrc: 'USEP42058010',
    sourceName: 'deezer',
    tail: Uint8Array.from([
      ...[1, ...utf('For Those That Wish To Exist')],
      ...[1, ...utf('https://www.deezer.com/album/175537082')],
      ...[1, ...utf('https://www.deezer.com/artist/159126')],
      ...[0, 0, 0],
    ]),
  },
};

const G: Example = {
  name: 'G, version 1',
  version: 1,
  base64: 'AAAALQABVAABQQAAAAAAAAPoAAthYmNkZWZnaGlqawAAB3lvdXR1YmUAAAAAAAAAAA==',
  track: { ...BASE, title: 'T', author: 'A', lengthMs: 1000n, identifier: 'abcdefghijk' },
};

const H: Example = {
  name: 'H, version 2 with a position',
  version: 2,
  base64:
    'QAAAcQIADE1PVEhFUiBMT1ZFUgALQ2l0eSBNb3JndWUAAAAAAAGxmAALRVprcUZ4Z0RzTzAAAQAraHR0cHM6Ly93d3cueW91dHViZS5jb20vd2F0Y2g/dj1FWmtxRnhnRHNPMAAHeW91dHViZQAAAAAAAbAw',
  track: {
    ...BASE,
    title: 'MOTHER LOVER',
    author: 'City Morgue',
    lengthMs: 111_000n,
    identifier: 'EZkqFxgDsO0',
    uri: 'https://www.youtube.com/watch?v=EZkqFxgDsO0',
    positionMs: 110_640n,
  },
};

export const EXAMPLES = [A, B, C, D, E_, F, G, H] as const;

/** A as version 3, with artwork. */
export const V3_OF_A =
  'QAAAxQMAJVJpY2sgQXN0bGV5IC0gTmV2ZXIgR29ubmEgR2l2ZSBZb3UgVXAADlJpY2tBc3RsZXlWRVZPAAAAAAADPCAAC2RRdzR3OVdnWGNRAAEAK2h0dHBzOi8vd3d3LnlvdXR1YmUuY29tL3dhdGNoP3Y9ZFF3NHc5V2dYY1EBADRodHRwczovL2kueXRpbWcuY29tL3ZpL2RRdzR3OVdnWGNRL21heHJlc2RlZmF1bHQuanBnAAAHeW91dHViZQAAAAAAAAAA';
