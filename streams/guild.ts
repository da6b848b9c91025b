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
import { map, merge, Observable, share, takeWhile, type OperatorFunction } from 'rxjs';
import type { Address, Command } from './commands.ts';
import type { PlayerEvent, PlayerSnapshot } from './events.ts';
import { desk } from './player/desk.ts';
import { playerLoop } from './player/loop.ts';
import { playingOf, stateOf } from './player/says.ts';
import type { Facts, PlayerInput } from './player/state.ts';
import { toFailure } from './failure.ts';
import { updates } from './player/updates.ts';
import { Lane } from './sender/lane.ts';
import { survive } from './survive.ts';
import { track, type TrackCtx } from './track/track.ts';
import { voice, type GuildVoiceCtx } from './voice/voice.ts';

export interface GuildSettings {
  readonly playerUpdateIntervalMs: number;
}

export type GuildCtx = TrackCtx & GuildVoiceCtx & { readonly settings: GuildSettings };

/** A running player: what it says, and the means to look at it and to beat its time. */
export interface GuildPipeline {
  /** Cold; subscribe once. Completes after `destroy`; unsubscribing tears the player down without a word. */
  readonly events$: Observable<PlayerEvent>;
  readonly snapshot: () => PlayerSnapshot;
  /** The player's place in the shard's batch: whoever owns the clock calls `seal`, `flush` and `prepare`. */
  readonly lane: Lane;
}

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
  const facts = (): Facts => ({ positionMs: lane.positionMs, timeMs: ctx.clock.wall() });
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
    const input$: Observable<PlayerInput> = merge(
      desk(loop.record$, lane).pipe(stage('desk')),
      voice(command$, address, lane, ctx).pipe(stage('voice')),
      track(loop.record$, lane, ctx).pipe(stage('track')),
      updates(loop.record$, ctx.settings.playerUpdateIntervalMs, ctx).pipe(stage('updates')),
      // Last, so that all of the above listen when the first command comes.
      command$.pipe(map((command) => ({ type: 'command' as const, command }))),
    );
    const running = loop.events$.subscribe(subscriber);
    running.add(input$.subscribe({ next: loop.put, error: (error: unknown) => subscriber.error(error) }));
    running.add(() => lane.free());
    return running;
  });

  const snapshot = (): PlayerSnapshot => {
    const record = loop.record();
    const now = facts();
    const { volume, filters, paused, endMs, voice: credentials } = record;
    return {
      address,
      playing: playingOf(record, now.positionMs),
      volume,
      filters,
      paused,
      endMs,
      state: stateOf(record, now),
      voice: credentials,
      frames: lane.meter.counts(),
    };
  };

  return { events$, snapshot, lane };
};
