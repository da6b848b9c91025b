/** Players (protocol §1.7, §2.4, §6). */
import * as t from 'io-ts';
import { double, float, int32, int64, orNull } from './leaf.ts';
import { Track } from './track.ts';

export const PlayerState = t.strict(
  { time: int64, position: int64, connected: t.boolean, ping: int64 },
  'PlayerState',
);

/** Of the last connection that opened; three empty strings and null if none ever did. */
export const PlayerVoice = t.strict(
  { token: t.string, endpoint: t.string, sessionId: t.string, channelId: orNull(t.string) },
  'PlayerVoice',
);

/** Only what is set; every field of a filter that is. */
export const PlayerFilters = t.exact(
  t.partial({
    volume: float,
    equalizer: t.array(t.strict({ band: int32, gain: float })),
    karaoke: t.strict({ level: float, monoLevel: float, filterBand: float, filterWidth: float }),
    timescale: t.strict({ speed: double, pitch: double, rate: double }),
    tremolo: t.strict({ frequency: float, depth: float }),
    vibrato: t.strict({ frequency: float, depth: float }),
    distortion: t.strict({
      sinOffset: float,
      sinScale: float,
      cosOffset: float,
      cosScale: float,
      tanOffset: float,
      tanScale: float,
      offset: float,
      scale: float,
    }),
    rotation: t.strict({ rotationHz: double }),
    channelMix: t.strict({ leftToLeft: float, leftToRight: float, rightToLeft: float, rightToRight: float }),
    lowPass: t.strict({ smoothing: float }),
    pluginFilters: t.UnknownRecord,
  }),
  'PlayerFilters',
);

/** A Track, and for how long it is heard together with the one before it. */
export const NextTrack = t.strict({ ...Track.type.props, crossfadeMs: int64 }, 'NextTrack');

/** `nextTrack` is there only when one was set. */
export const Player = t.exact(
  t.intersection([
    t.type({
      guildId: t.string,
      track: orNull(Track),
      volume: int32,
      paused: t.boolean,
      state: PlayerState,
      voice: PlayerVoice,
      filters: PlayerFilters,
    }),
    t.partial({ nextTrack: NextTrack }),
  ]),
  'Player',
);
