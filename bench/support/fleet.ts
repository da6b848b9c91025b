/** Many guild pipelines as a shard has them, beaten by nobody's clock: one tick follows the other. */
import { createFilters } from '../../src/dsp/index.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { from, mergeMap, Subject, type Observable } from 'rxjs';
import type { Command, Track } from '../../streams/commands.ts';
import type { PlayerEvent } from '../../streams/events.ts';
import { guildPipeline, type GuildCtx } from '../../streams/guild.ts';
import type { CodecPort, MediaPort, PacketSink } from '../../streams/ports.ts';
import { Batch } from '../../streams/sender/batch.ts';
import type { QualityDial } from '../../streams/sender/quality.ts';
import type { VoiceRequest, VoiceSignal } from '../../streams/voice/signal.ts';
import { realTime } from './quiet.ts';
import type { Sinks } from './sinks.ts';

/** The settings of a node that was not configured. */
export const SETTINGS = {
  frameBufferDurationMs: 5_000,
  bufferDurationMs: 400,
  trackStuckThresholdMs: 10_000,
  useSeekGhosting: true,
  playerUpdateIntervalMs: 5_000,
  voiceHealthThreshold: 50,
  adaptiveQuality: false,
} as const;

export const CREDENTIALS = { token: 't', endpoint: 'e', sessionId: 's', channelId: '1' } as const;

/** A voice connection that is there at once. */
export const connected = (requests$: Observable<VoiceRequest>, sink: PacketSink): Observable<VoiceSignal> =>
  requests$.pipe(
    mergeMap(({ requestId, credentials }) =>
      from<readonly VoiceSignal[]>([
        { type: 'open', credentials },
        { type: 'result', requestId, failure: null },
        { type: 'ready', sink },
      ]),
    ),
  );

/** What a client would do to hear `track`. */
export const playCommands = (track: Track, volume: number): readonly Command[] => [
  { type: 'voice', requestId: '1', credentials: CREDENTIALS },
  { type: 'volume', volume },
  { type: 'play', track, userData: '{}', startMs: 0, endMs: null, paused: false },
];

/** A bench with players that do not play measures nothing. */
export const mustPlay = (event: PlayerEvent): void => {
  if (event.type === 'trackException' || event.type === 'trackEnd' || event.type === 'trackStuck')
    throw new Error(`A player does not play: ${JSON.stringify({ ...event, playing: undefined })}`);
};

export interface FleetOptions {
  readonly media: MediaPort;
  readonly codecs: CodecPort;
  readonly track: Track;
  readonly volume: number;
  readonly sinks: Sinks;
}

export interface Fleet {
  /** Plays until all players together have sent so many frames more; the number that they really sent. */
  play(frames: number): Promise<number>;
  /** Encode simpler, as a shard under load does, or as configured. */
  shed(on: boolean): void;
}

/** So many ticks in a row without any frame mean that the track has ended or never began. */
const MAX_EMPTY_TICKS = 20_000;

/** One player for each sink. They live as long as the process. */
export const openFleet = ({ media, codecs, track, volume, sinks }: FleetOptions): Fleet => {
  const batch = new Batch(realTime);
  const dials: QualityDial[] = [];
  sinks.sinks.forEach((sink, guild) => {
    const ctx: GuildCtx = {
      ...realTime,
      media,
      codecs,
      filters: createFilters(),
      settings: SETTINGS,
      connect: (requests$) => connected(requests$, sink),
    };
    const commands = new Subject<Command>();
    const address = { sessionId: 's', guildId: String(guild), userId: '1' };
    const pipeline = guildPipeline(commands, address, ctx);
    batch.add(pipeline.lane);
    dials.push(pipeline.dial);
    pipeline.events$.subscribe(mustPlay);
    for (const command of playCommands(track, volume)) commands.next(command);
  });

  return {
    shed: (on) => {
      for (const dial of dials) dial.isShed = on;
    },
    play: async (frames) => {
      const before = sinks.sent();
      let emptyTicks = 0;
      while (sinks.sent() < before + frames) {
        const atTick = sinks.sent();
        batch.run(1);
        // As between two ticks, files may deliver.
        await nextTurn();
        emptyTicks = sinks.sent() > atTick ? 0 : emptyTicks + 1;
        if (emptyTicks > MAX_EMPTY_TICKS) throw new Error('No frame comes.');
      }
      return sinks.sent() - before;
    },
  };
};
