/**
 * One player of one guild: the page that reads like the picture.
 *
 *     commands$ ──┬─ voice ──► connection status ──────────────────────────────┐
 *                 ├─ play/stop/seek ─► track ─► packets ─► PCM ─► filters, volume ─► Opus ─► ready frames ─► (tick) ─► sent
 *                 └─ pause, endTime, userData ─► player record ◄── position, ping, frame counts ◄───────┘
 *                                                   └─► events$
 *
 * Everything that can happen is an input of one loop (`player/loop.ts`); everything that is done is derived from the
 * record that the loop keeps.
 */
import {
  distinctUntilChanged,
  EMPTY,
  map,
  merge,
  Observable,
  share,
  Subject,
  takeWhile,
  tap,
  type OperatorFunction,
} from 'rxjs';
import type { Address, Command } from './commands.ts';
import type { PlayerEvent, PlayerSnapshot } from './events.ts';
import { desk } from './player/desk.ts';
import { playerLoop } from './player/loop.ts';
import { playingOf, stateOf } from './player/says.ts';
import type { Facts, PlayerInput, PlayerRecord } from './player/state.ts';
import { toFailure } from './failure.ts';
import { updates } from './player/updates.ts';
import { Lane } from './sender/lane.ts';
import { QualityDial } from './sender/quality.ts';
import { survive } from './survive.ts';
import { tunedCodecs } from './track/tuned.codecs.ts';
import { track, type TrackCtx } from './track/track.ts';
import { adaptive } from './voice/adaptive.ts';
import { health } from './voice/health.ts';
import type { VoiceSignal } from './voice/signal.ts';
import { voice, type GuildVoiceCtx } from './voice/voice.ts';

export interface GuildSettings {
  readonly playerUpdateIntervalMs: number;
  /** 0 … 100: a voice connection whose health falls below it says so; 0 is never. */
  readonly voiceHealthThreshold: number;
  /** Does the encoding become simpler when the sound does not get through well? */
  readonly adaptiveQuality: boolean;
}

export type GuildCtx = TrackCtx & GuildVoiceCtx & { readonly settings: GuildSettings };

/** Is there sound to be sent? */
const wanted = (record$: Observable<PlayerRecord>): Observable<boolean> =>
  record$.pipe(map(({ play, paused }) => play !== null && !paused));

/** A running player: what it says, and the means to look at it and to beat its time. */
export interface GuildPipeline {
  /** Cold; subscribe once. Completes after `destroy`; unsubscribing tears the player down without a word. */
  readonly events$: Observable<PlayerEvent>;
  readonly snapshot: () => PlayerSnapshot;
  /** The player's place in the shard's batch: whoever owns the clock calls `seal`, `flush` and `prepare`. */
  readonly lane: Lane;
  /** How well its sound is encoded. */
  readonly dial: QualityDial;
}

/** One line when a connection becomes bad, and one when it is good again. */
const logHealth = (event: PlayerEvent, { guildId }: Address, { log }: GuildCtx): void => {
  if (event.type === 'voiceQuality')
    log.info('Adaptive quality changes a player', { guildId, ...event.change });
  if (event.type !== 'voiceHealth') return;
  if (event.health.isLow) log.warn('A voice connection is in bad health', { guildId, ...event.health });
  else log.info('A voice connection is in good health again', { guildId, ...event.health });
};

/**
 * The pipeline of one player. Never errors on what a client, a source or a voice server does.
 *
 * @example
 * const guild = guildPipeline(commands$, address, ctx);
 * guild.events$.subscribe((event) => socket.send(write(event)));
 * tick(20, ctx).subscribe(({ frames }) => (guild.lane.seal(frames), guild.lane.flush(), guild.lane.prepare()));
 */
export const guildPipeline = (
  commands$: Observable<Command>,
  address: Address,
  ctx: GuildCtx,
): GuildPipeline => {
  const lane = new Lane(ctx.clock);
  const dial = new QualityDial(ctx.codecs.quality ?? null);
  const facts = (): Facts => ({
    positionMs: lane.positionMs,
    timeMs: ctx.clock.wall(),
    followMs: lane.succession.heardMs,
  });
  const loop = playerLoop(facts, ctx.settings);

  const events$ = new Observable<PlayerEvent>((subscriber) => {
    const command$ = commands$.pipe(
      takeWhile(({ type }) => type !== 'destroy', true),
      share(),
    );
    const stage = <T>(name: string): OperatorFunction<T, T> =>
      survive((error) => {
        ctx.log.error('A stage of a guild pipeline broke', { stage: name, guildId: address.guildId, error });
        const playId = loop.record().play?.id;
        if (playId === undefined) return;
        const failure = toFailure(error, 'Something broke when playing the track.');
        loop.put({ type: 'playback', notice: { type: 'failed', playId, failure, heard: false } });
      });
    const signal$ = new Subject<VoiceSignal>();
    const voice$ = voice(command$, address, lane, ctx, wanted(loop.record$)).pipe(
      tap((input) => input.type === 'voice' && signal$.next(input.signal)),
    );
    const health$ = health(
      {
        signals$: signal$,
        playing$: loop.record$.pipe(
          map(({ play, paused, connected }) => play !== null && !paused && connected),
        ),
        look: () => lane.look(),
      },
      ctx.settings.voiceHealthThreshold,
      ctx,
    ).pipe(map((figures): PlayerInput => ({ type: 'health', health: figures })));
    const quality$ = ctx.settings.adaptiveQuality
      ? adaptive(
          loop.record$.pipe(
            map((record) => record.health),
            distinctUntilChanged(),
          ),
          ctx,
        ).pipe(
          tap(({ limit }) => dial.limitTo(limit)),
          map((change): PlayerInput => ({ type: 'quality', change })),
        )
      : EMPTY;
    const input$: Observable<PlayerInput> = merge(
      desk(loop.record$, lane).pipe(stage('desk')),
      // Before the connection, whose first signals may come at once.
      health$.pipe(stage('health')),
      quality$.pipe(stage('quality')),
      voice$.pipe(stage('voice')),
      track(loop.record$, lane, { ...ctx, codecs: tunedCodecs(ctx.codecs, dial) }).pipe(stage('track')),
      updates(loop.record$, ctx.settings.playerUpdateIntervalMs, ctx).pipe(stage('updates')),
      // Last, so that all of the above listen when the first command comes.
      command$.pipe(map((command) => ({ type: 'command' as const, command }))),
    );
    const running = loop.events$.pipe(tap((event) => logHealth(event, address, ctx))).subscribe(subscriber);
    running.add(input$.subscribe({ next: loop.put, error: (error: unknown) => subscriber.error(error) }));
    running.add(() => lane.free());
    return running;
  });

  const snapshot = (): PlayerSnapshot => {
    const record = loop.record();
    const now = facts();
    const { volume, filters, paused, endMs, voice: credentials, report } = record;
    return {
      address,
      playing: playingOf(record, now.positionMs),
      next: record.next,
      volume,
      filters,
      paused,
      endMs,
      state: stateOf(record, now),
      health: record.health,
      quality: dial.current === null ? null : { ...dial.current, isShed: dial.isShed },
      voice: credentials,
      frames: lane.meter.counts(),
      report,
    };
  };

  return { events$, snapshot, lane, dial };
};
