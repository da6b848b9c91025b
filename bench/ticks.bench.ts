/** How punctual 50 players in one process are, beside a bare timer that runs at the same time. */
import { createFilters } from '../src/dsp/index.ts';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { containers } from '../src/containers/index.ts';
import { createCodecs } from '../src/codecs/index.ts';
import { createLocalEngine } from '../src/engine/local/index.ts';
import { createMediaPort } from '../src/media/index.ts';
import { createLocalSource } from '../src/sources/local/index.ts';
import { FRAME_MS } from '../streams/ports.ts';
import { musicTrack, type FileFormat } from './support/files.ts';
import { connected, mustPlay, playCommands, SETTINGS } from './support/fleet.ts';
import { cpuMs, percentile } from './support/measure.ts';
import { quietLog, realTime } from './support/quiet.ts';
import { loadVoice, openSinks } from './support/sinks.ts';
import type { Bench, Row } from './types.ts';

const PLAYERS = 50;
const MEASURED_MS = 10_000;
/** People do not start all at once; players that did would all decode in the same tick. */
const STAGGER_MS = 37;
/** Codecs open, machine code is made. */
const SETTLING_MS = 2_000;
const FILE_S = 20;

interface Punctuality {
  readonly lateMs: readonly number[];
  readonly tookMs: readonly number[];
  readonly bareLateMs: readonly number[];
  /** Frames that were due, and those that were sent. */
  readonly due: number;
  readonly sent: number;
  readonly cpuMs: number;
}

const startBareTimer = (): (() => Promise<readonly number[]>) => {
  const child = fork(fileURLToPath(new URL('support/bare.timer.ts', import.meta.url)));
  return async () => {
    child.send('stop');
    const [lates] = (await once(child, 'message')) as [readonly number[]];
    return lates;
  };
};

const measure = async (format: FileFormat, volume: number): Promise<Punctuality> => {
  const lateMs: number[] = [];
  const tookMs: number[] = [];
  let isMeasuring = false;
  const { sinks, sent } = await openSinks(await loadVoice(), PLAYERS);
  const engine = createLocalEngine({
    ...realTime,
    media: createMediaPort({ sources: [createLocalSource()], containers, log: quietLog }),
    codecs: createCodecs({ log: quietLog, encodingQuality: 10 }),
    filters: createFilters(),
    settings: SETTINGS,
    connect: (requests$, { guildId }) => {
      const sink = sinks[Number(guildId)];
      if (sink === undefined) throw new Error(`There is no sink for guild ${guildId}.`);
      return connected(requests$, sink);
    },
    onTick: (tick, took) => {
      if (!isMeasuring) return;
      lateMs.push(tick.lateMs);
      tookMs.push(took);
    },
  });
  const playing = engine.events$.subscribe(({ event }) => mustPlay(event));
  const track = await musicTrack(format, FILE_S);
  for (let guild = 0; guild < PLAYERS; guild += 1) {
    const address = { sessionId: 's', guildId: String(guild), userId: '1' };
    for (const command of playCommands(track, volume)) engine.send(address, command);
    await wait(STAGGER_MS);
  }
  await wait(SETTLING_MS);
  const stopBareTimer = startBareTimer();
  const begin = { ms: performance.now(), cpuMs: cpuMs(), sent: sent() };
  isMeasuring = true;
  await wait(MEASURED_MS);
  isMeasuring = false;
  const tookAllMs = performance.now() - begin.ms;
  const result = {
    lateMs,
    tookMs,
    due: Math.floor(tookAllMs / FRAME_MS) * PLAYERS,
    sent: sent() - begin.sent,
    cpuMs: cpuMs() - begin.cpuMs,
  };
  const bareLateMs = await stopBareTimer();
  playing.unsubscribe();
  engine.close();
  return { ...result, bareLateMs };
};

const MEASURABLE_MS = 0.1;

const lateness = (what: string, { lateMs, bareLateMs }: Punctuality): readonly Row[] =>
  [
    { name: 'p50', part: 0.5 },
    { name: 'p99', part: 0.99 },
    { name: 'max', part: 1 },
  ].map(({ name, part }) => {
    const [value, floor] = [percentile(lateMs, part), percentile(bareLateMs, part)];
    return {
      what: `${what}: tick late, ${name}`,
      value,
      unit: 'ms',
      floor,
      // A timer may be on time to the millisecond, and nothing is a multiple of that.
      ratio: floor < MEASURABLE_MS ? null : value / floor,
      meaning: `how much later than due a tick begins (${name}), against an idle drift-corrected setTimeout in another process at the same time.`,
    };
  });

const rowsFor = (what: string, result: Punctuality): readonly Row[] => [
  ...lateness(what, result),
  {
    what: `${what}: work per tick, p99`,
    value: percentile(result.tookMs, 0.99),
    unit: 'ms',
    floor: FRAME_MS,
    ratio: percentile(result.tookMs, 0.99) / FRAME_MS,
    meaning:
      'how long one tick of all players takes, sealing, sending and encoding ahead, against the 20 ms that it has.',
  },
  {
    what: `${what}: missed frames`,
    value: Math.max(0, result.due - result.sent),
    unit: `of ${result.due}`,
    floor: null,
    ratio: null,
    meaning: `frames that were due in ${MEASURED_MS / 1000} s of ${PLAYERS} players and were not sent.`,
  },
  {
    what: `${what}: CPU`,
    value: result.cpuMs / ((PLAYERS * MEASURED_MS) / 1000),
    unit: 'ms CPU per player-second',
    floor: null,
    ratio: null,
    meaning:
      'what one player costs in real time, when caches are cold at each tick; it compares with the other tables.',
  },
];

export const bench: Bench = {
  name: 'ticks',
  about: `punctuality of ${PLAYERS} players in one process over ${MEASURED_MS / 1000} s`,
  run: async () => [
    ...rowsFor('passing through', await measure('opus', 100)),
    ...rowsFor('transcoding', await measure('mp3', 50)),
  ],
};
