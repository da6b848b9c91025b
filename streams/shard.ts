/**
 * All guilds of one thread: their pipelines, one clock, and the batch that is sent each tick.
 *
 *     commands$   a1-b1--------a2-       for guilds a, b
 *     tick        |  |  |  |  |  |       only while somebody plays: idle guilds cost nothing
 *       seal      ab ab ab …             encrypt one frame of every guild …
 *       flush     ab ab ab …             … then send all
 *       prepare   ab ab ab …             then encode ahead, within a budget
 *     events$     --x-----y---z--
 */
import { EMPTY, Observable, Subject, Subscription, switchMap } from 'rxjs';
import { tick, type Tick } from './clock/tick.ts';
import type { Address, Command } from './commands.ts';
import type { EngineEvent, FrameCounts, PlayerSnapshot } from './events.ts';
import { guildPipeline, type GuildCtx, type GuildPipeline } from './guild.ts';
import { FRAME_MS } from './ports.ts';
import { Batch } from './sender/batch.ts';
import { Shedder } from './sender/shedder.ts';
import { shedding, type ShedChange, type TickCost } from './sender/shedding.ts';

export interface AddressedCommand {
  readonly address: Address;
  readonly command: Command;
}

export interface ShardCtx extends GuildCtx {
  /** Told after each tick, for metrics: how late it was, and how long the batch took, ms. */
  readonly onTick: (tick: Tick, tookMs: number) => void;
  /** Under load players are encoded simpler before frames are missed, and this is told. Absent: they never are. */
  readonly onShed?: (news: ShedNews) => void;
}

/** Who is encoded simpler from now on. */
export interface ShedNews {
  /** Players more (above 0) or less than before. */
  readonly change: number;
  /** All that are now. */
  readonly shed: number;
  /** Share of the tick that was used. */
  readonly load: number;
}

export interface Shard {
  /** Cold; subscribe once. Every event of every guild. Never errors: a guild that breaks is lost alone. */
  readonly events$: Observable<EngineEvent>;
  readonly snapshot: (sessionId: string, guildId: string) => PlayerSnapshot | undefined;
  readonly snapshots: () => readonly PlayerSnapshot[];
  /** Frames of all players, also of former ones, since the beginning. */
  readonly frameTotals: () => FrameCounts;
}

interface Guild {
  readonly commands: Subject<Command>;
  readonly pipeline: GuildPipeline;
}

const keyOf = (sessionId: string, guildId: string): string => `${sessionId}/${guildId}`;

/**
 * @example
 * const { events$, snapshot } = shard(commands$, ctx);
 * events$.subscribe(({ address, event }) => deliver(address.sessionId, event));
 */
export const shard = (commands$: Observable<AddressedCommand>, ctx: ShardCtx): Shard => {
  const guilds = new Map<string, Guild>();
  const batch = new Batch(ctx);
  const { onShed } = ctx;
  const costs = new Subject<TickCost>();
  const shedder = new Shedder();

  const beat$ = batch.active$.pipe(switchMap((active) => (active ? tick(FRAME_MS, ctx) : EMPTY)));

  const beat = (due: Tick): void => {
    const startMs = ctx.clock.now();
    batch.run(due.frames);
    const tookMs = ctx.clock.now() - startMs;
    ctx.onTick(due, tookMs);
    if (onShed !== undefined) costs.next({ lateMs: due.lateMs, tookMs });
  };

  const pipelines = (): readonly GuildPipeline[] => [...guilds.values()].map(({ pipeline }) => pipeline);
  const shed = ({ change, load }: ShedChange): void => {
    const count = shedder.apply(pipelines(), change);
    const fields = { change, shed: count, load: Math.round(load * 100) / 100 };
    if (change > 0) ctx.log.warn('Load is high: some players are encoded simpler', fields);
    else if (count > 0) ctx.log.debug('Load is low: a player is encoded at full quality again', fields);
    else ctx.log.info('Load is low: all players are encoded at full quality again', fields);
    onShed?.(fields);
  };

  const events$ = new Observable<EngineEvent>((subscriber) => {
    const running = new Subscription();

    const open = (key: string, address: Address): Guild => {
      const commands = new Subject<Command>();
      const pipeline = guildPipeline(commands, address, ctx);
      const guild: Guild = { commands, pipeline };
      guilds.set(key, guild);
      batch.add(pipeline.lane);
      const own = pipeline.events$.subscribe({
        next: (event) => subscriber.next({ address, event }),
        error: (error: unknown) =>
          ctx.log.error('A guild pipeline broke', { guildId: address.guildId, error }),
      });
      own.add(() => {
        batch.remove(pipeline.lane);
        guilds.delete(key);
        running.remove(own);
      });
      running.add(own);
      return guild;
    };

    running.add(shedding(costs, () => shedder.count(pipelines()), ctx).subscribe(shed));
    running.add(beat$.subscribe(beat));
    running.add(
      commands$.subscribe(({ address, command }) => {
        const key = keyOf(address.sessionId, address.guildId);
        const guild = guilds.get(key);
        if (guild === undefined && command.type === 'destroy') return;
        (guild ?? open(key, address)).commands.next(command);
      }),
    );
    return running;
  });

  return {
    events$,
    snapshot: (sessionId, guildId) => guilds.get(keyOf(sessionId, guildId))?.pipeline.snapshot(),
    snapshots: () => [...guilds.values()].map(({ pipeline }) => pipeline.snapshot()),
    frameTotals: () => batch.frameTotals(),
  };
};
