/** What one frame of Opus costs that goes to Discord as it is, with and without DAVE. */
import { containers } from '../src/containers/index.ts';
import { createCodecs } from '../src/codecs/index.ts';
import { createMediaPort } from '../src/media/index.ts';
import { createLocalSource } from '../src/sources/local/index.ts';
import type { MediaPort } from '../streams/ports.ts';
import type { DaveSession } from '../streams/voice/ports.ts';
import { openBareSenders } from './support/bare.senders.ts';
import { readySessions } from './support/dave.ts';
import { musicTrack } from './support/files.ts';
import { openFleet } from './support/fleet.ts';
import { loopedMedia } from './support/looped.media.ts';
import { compare, rowOf, WARM_UP_ROUNDS, type Work } from './support/measure.ts';
import { quietLog } from './support/quiet.ts';
import { loadVoice, openSinks } from './support/sinks.ts';
import type { Bench } from './types.ts';

const ROUNDS = 9;
const PLAYERS = 100;
const FRAMES_PER_PLAYER = 200;
const FRAMES = PLAYERS * FRAMES_PER_PLAYER;
const FILE_S = Math.ceil(((ROUNDS + WARM_UP_ROUNDS + 1) * FRAMES_PER_PLAYER) / 50) + 5;
/** What 128 kbit/s make of 20 ms. */
const PAYLOAD_BYTES = 320;

/** An Opus packet by its first byte: 20 ms of stereo CELT. */
const payload = new Uint8Array(PAYLOAD_BYTES).map((_, i) => (i === 0 ? 0xfc : (i * 37) & 0xff));

const UNIT = 'µs CPU per frame';

export const bench: Bench = {
  name: 'passthrough',
  about: `one frame of Opus that passes as it is; ${PLAYERS} players, as fast as they go`,
  run: async () => {
    const voice = await loadVoice();
    const codecs = createCodecs({ log: quietLog, encodingQuality: 10 });
    const track = await musicTrack('opus', FILE_S);
    const files = createMediaPort({ sources: [createLocalSource()], containers, log: quietLog });
    const players = async (media: MediaPort, dave?: readonly DaveSession[]): Promise<Work> => {
      const sinks = await openSinks(voice, PLAYERS, dave);
      const fleet = openFleet({ media, codecs, track, volume: 100, sinks });
      return () => fleet.play(FRAMES);
    };
    const bare = async (dave?: readonly DaveSession[]): Promise<Work> => {
      const send = await openBareSenders(PLAYERS, payload, dave);
      return () => send(FRAMES);
    };
    const memory = loopedMedia(payload);
    const costs = await compare(ROUNDS, {
      pipeline: await players(memory),
      file: await players(files),
      bare: await bare(),
      dave: await players(memory, await readySessions(voice.dave, PLAYERS)),
      bareDave: await bare(await readySessions(voice.dave, PLAYERS)),
    });
    const row = (what: string, meaning: string, name: keyof typeof costs, floor: keyof typeof costs) =>
      rowOf({ what, unit: UNIT, meaning }, costs[name], costs[floor], 1000);
    return [
      row(
        'pipeline, packets in memory',
        'guild pipeline, lane and packet sink, against XChaCha20-Poly1305 by sodium-native and a send from a connected UDP socket: what our streams add to the two things that must be done.',
        'pipeline',
        'bare',
      ),
      row(
        'WebM file, whole player',
        'the same with reading and demuxing of a file, against the same floor: all that a passthrough player costs.',
        'file',
        'bare',
      ),
      row(
        'pipeline with DAVE',
        'the first row in a call with end-to-end encryption, against the floor with davey in front of it.',
        'dave',
        'bareDave',
      ),
      row(
        'DAVE itself',
        'the floor with end-to-end encryption against the floor without: what Discord asks of everybody.',
        'bareDave',
        'bare',
      ),
    ];
  },
};
