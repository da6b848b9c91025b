/** A whole transcoding player, from the file to the datagram, against the Opus encoding that it cannot do without. */
import { containers } from '../src/containers/index.ts';
import { createCodecs } from '../src/codecs/index.ts';
import { createMediaPort } from '../src/media/index.ts';
import { createLocalSource } from '../src/sources/local/index.ts';
import type { Track } from '../streams/commands.ts';
import { volumeGain } from '../streams/track/gain.ts';
import { bareEncoders } from './support/bare.encoders.ts';
import { decodedFrames, musicTrack, type FileFormat } from './support/files.ts';
import { openFleet } from './support/fleet.ts';
import { compare, rowOf, WARM_UP_ROUNDS, type Work } from './support/measure.ts';
import { quietLog } from './support/quiet.ts';
import { loadVoice, openSinks } from './support/sinks.ts';
import type { Bench, Row } from './types.ts';

const ROUNDS = 9;
const PLAYERS = 8;
/** Each player plays that long per round. */
const ROUND_S = 4;
const FILE_S = (ROUNDS + WARM_UP_ROUNDS + 2) * ROUND_S;
const FRAMES_PER_S = 50;
const VOLUME = 50;
const COMPLEXITY = 10;

const codecs = createCodecs({ log: quietLog, encodingQuality: COMPLEXITY });
const encoder = codecs.report().encoder ?? 'nobody';

const whole = async (track: Track): Promise<Work> => {
  const fleet = openFleet({
    media: createMediaPort({ sources: [createLocalSource()], containers, log: quietLog }),
    codecs,
    track,
    volume: VOLUME,
    sinks: await openSinks(await loadVoice(), PLAYERS),
  });
  return async () => (await fleet.play(PLAYERS * ROUND_S * FRAMES_PER_S)) / FRAMES_PER_S;
};

/** Nothing but the library's encoder, on the very sound that the players encode. */
const bare = async (track: Track): Promise<Work> => {
  const open = bareEncoders[encoder];
  if (open === undefined) throw new Error(`There is no bare encoder to compare ${encoder} with.`);
  const frames = await decodedFrames(track);
  const encoders = await Promise.all(
    Array.from({ length: PLAYERS }, () => open(frames, COMPLEXITY, volumeGain(VOLUME))),
  );
  let next = 0;
  return () => {
    const until = next + ROUND_S * FRAMES_PER_S;
    for (; next < until; next += 1) for (const encode of encoders) encode(next);
    return PLAYERS * ROUND_S;
  };
};

const textFor = (format: string): Pick<Row, 'what' | 'unit' | 'meaning'> => ({
  what: `${format} player`,
  unit: 'ms CPU per second of sound',
  meaning: `everything that one ${format} player at volume ${VOLUME} costs, from the file to the encrypted datagram, against nothing but the encoding of the same sound with ${encoder}; 1000 divided by it is how many such players one core carries.`,
});

export const bench: Bench = {
  name: 'player',
  about: `a whole transcoding player; ${PLAYERS} of them, as fast as they go`,
  run: async () => {
    const formats: readonly FileFormat[] = ['mp3', 'aac'];
    const works: Record<string, Work> = {};
    for (const format of formats) {
      const track = await musicTrack(format, FILE_S);
      works[format] = await whole(track);
      works[`${format} bare`] = await bare(track);
    }
    const costs = await compare(ROUNDS, works);
    return formats.map((format) =>
      rowOf(textFor(format), costs[format] ?? [], costs[`${format} bare`] ?? [], 1),
    );
  },
};
