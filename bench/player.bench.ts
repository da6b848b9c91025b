/** A whole transcoding player, from the file to the datagram, against the Opus encoder that it cannot do without. */
import { containers } from '../src/containers/index.ts';
import { createCodecs } from '../src/codecs/index.ts';
import { createMediaPort } from '../src/media/index.ts';
import { createLocalSource } from '../src/sources/local/index.ts';
import { volumeGain } from '../streams/track/gain.ts';
import { bareEncoders } from './support/bare.encoders.ts';
import { musicTrack, type FileFormat } from './support/files.ts';
import { openFleet, type Fleet } from './support/fleet.ts';
import { compare, rowOf, type Rounds } from './support/measure.ts';
import { framesOf, music } from './support/music.ts';
import { quietLog } from './support/quiet.ts';
import { loadVoice, openSinks } from './support/sinks.ts';
import type { Bench, Row } from './types.ts';

const ROUNDS = 7;
const PLAYERS = 8;
/** Each player plays that long per round. */
const ROUND_S = 5;
const FILE_S = (ROUNDS + 2) * ROUND_S;
const FRAMES_PER_S = 50;
const VOLUME = 50;
const COMPLEXITY = 10;

const openPlayers = async (format: FileFormat): Promise<Fleet> =>
  openFleet({
    media: createMediaPort({ sources: [createLocalSource()], containers, log: quietLog }),
    codecs: createCodecs({ log: quietLog, encodingQuality: COMPLEXITY }),
    track: await musicTrack(format, FILE_S),
    volume: VOLUME,
    sinks: await openSinks(await loadVoice(), PLAYERS),
  });

const seconds =
  (fleet: Fleet) =>
  async (): Promise<number> =>
    (await fleet.play(PLAYERS * ROUND_S * FRAMES_PER_S)) / FRAMES_PER_S;

const rowFor = (format: string, encoder: string, values: Rounds, floors: Rounds): Row =>
  rowOf(
    {
      what: `${format} player`,
      unit: 'ms CPU per second of sound',
      meaning: `everything that one ${format} player with volume ${VOLUME} costs, from the file to the encrypted datagram, against the bare encoding of as many frames with ${encoder}; 1000 divided by it is the number of players that one core can carry.`,
    },
    values,
    floors,
    1,
  );

export const bench: Bench = {
  name: 'player',
  about: `a whole transcoding player, ${PLAYERS} of them as fast as they go`,
  run: async () => {
    const encoder = createCodecs({ log: quietLog, encodingQuality: COMPLEXITY }).report().encoder ?? '';
    const openBare = bareEncoders[encoder];
    if (openBare === undefined) throw new Error(`There is no bare encoder to compare ${encoder} with.`);
    const frames = framesOf(music(8));
    const bare = await Promise.all(
      Array.from({ length: PLAYERS }, () => openBare(frames, COMPLEXITY, volumeGain(VOLUME))),
    );
    let next = 0;
    const costs = await compare(ROUNDS, {
      mp3: seconds(await openPlayers('mp3')),
      aac: seconds(await openPlayers('aac')),
      bare: () => {
        const until = next + ROUND_S * FRAMES_PER_S;
        for (; next < until; next += 1) for (const encode of bare) encode(next);
        return PLAYERS * ROUND_S;
      },
    });
    return [
      rowFor('mp3', encoder, costs.mp3, costs.bare),
      rowFor('aac', encoder, costs.aac, costs.bare),
    ];
  },
};
