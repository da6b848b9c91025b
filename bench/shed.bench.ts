/** What load shedding saves: the same players at the configured complexity and shed, taking turns. */
import { containers } from '../src/containers/index.ts';
import { createCodecs } from '../src/codecs/index.ts';
import { createMediaPort } from '../src/media/index.ts';
import { createLocalSource } from '../src/sources/local/index.ts';
import { SHED_COMPLEXITY } from '../streams/sender/quality.ts';
import { musicTrack } from './support/files.ts';
import { openFleet } from './support/fleet.ts';
import { compare, rowOf, WARM_UP_ROUNDS, type Work } from './support/measure.ts';
import { quietLog } from './support/quiet.ts';
import { loadVoice, openSinks } from './support/sinks.ts';
import type { Bench } from './types.ts';

const ROUNDS = 5;
const PLAYERS = 50;
const ROUND_S = 3;
const FRAMES_PER_S = 50;
const COMPLEXITY = 10;
const FILE_S = 2 * (ROUNDS + WARM_UP_ROUNDS + 1) * ROUND_S + 1;

export const bench: Bench = {
  name: 'shed',
  about: `${PLAYERS} transcoding MP3 players, before and after all of them are shed`,
  run: async () => {
    const fleet = openFleet({
      media: createMediaPort({ sources: [createLocalSource()], containers, log: quietLog }),
      codecs: createCodecs({ log: quietLog, encodingQuality: COMPLEXITY }),
      track: await musicTrack('mp3', FILE_S),
      volume: 50,
      sinks: await openSinks(await loadVoice(), PLAYERS),
    });
    const work =
      (isShed: boolean): Work =>
      async () => {
        fleet.shed(isShed);
        return (await fleet.play(PLAYERS * ROUND_S * FRAMES_PER_S)) / FRAMES_PER_S;
      };
    const { shed, full } = await compare(ROUNDS, { full: work(false), shed: work(true) });
    const text = {
      what: 'shed MP3 player',
      unit: 'ms CPU per second of sound',
      meaning: `one of ${PLAYERS} players at complexity ${SHED_COMPLEXITY} against complexity ${COMPLEXITY}, decoding, volume and encryption included; the change itself (a second encoder for 3 frames) is in it, every 6 s.`,
    };
    return [rowOf(text, shed, full, 1)];
  },
};
