/** Tracks and what may go wrong with them (protocol §1.7, §2.3). */
import * as t from 'io-ts';
import { int64, orNull } from './leaf.ts';

export const TrackInfo = t.strict(
  {
    identifier: t.string,
    isSeekable: t.boolean,
    author: t.string,
    length: int64,
    isStream: t.boolean,
    position: int64,
    title: t.string,
    uri: orNull(t.string),
    sourceName: t.string,
    artworkUrl: orNull(t.string),
    isrc: orNull(t.string),
  },
  'TrackInfo',
);

export const Track = t.strict(
  { encoded: t.string, info: TrackInfo, pluginInfo: t.UnknownRecord, userData: t.UnknownRecord },
  'Track',
);

export const Exception = t.strict(
  {
    message: orNull(t.string),
    severity: t.keyof({ common: null, suspicious: null, fault: null }),
    cause: t.string,
    causeStackTrace: t.string,
  },
  'Exception',
);
