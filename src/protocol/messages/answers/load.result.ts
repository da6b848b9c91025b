/** The answer to loadtracks (protocol §5.1). */
import * as t from 'io-ts';
import { int32 } from './leaf.ts';
import { Exception, Track } from './track.ts';

export const Playlist = t.strict(
  {
    info: t.strict({ name: t.string, selectedTrack: int32 }),
    pluginInfo: t.UnknownRecord,
    tracks: t.array(Track),
  },
  'Playlist',
);

const result = <L extends string, C extends t.Mixed>(loadType: L, data: C) =>
  t.strict({ loadType: t.literal(loadType), data });

export const LoadResult = t.union(
  [
    result('track', Track),
    result('playlist', Playlist),
    result('search', t.array(Track)),
    result('empty', t.null),
    result('error', Exception),
  ],
  'LoadResult',
);
