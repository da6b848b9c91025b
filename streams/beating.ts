/**
 * One player with a clock of its own, for who has a few of them and no shard.
 *
 *     guild.lane   parked ─ active ───────── parked      somebody plays
 *     ticks               | | | | | | | |                every 20 ms, only meanwhile
 *     out          ----s----------------e---|            the player's events; destroyed
 */
import { EMPTY, Observable, switchMap } from 'rxjs';
import { tick } from './clock/tick.ts';
import type { PlayerEvent } from './events.ts';
import type { GuildPipeline } from './guild.ts';
import { FRAME_MS, type TimeCtx } from './ports.ts';
import { Batch } from './sender/batch.ts';

/**
 * Cold; subscribe once. Runs the player and sends its frames; mirrors its events. Unsubscribing tears it down.
 *
 * @example
 * beating(guildPipeline(commands$, address, ctx), ctx).subscribe((event) => console.log(event.type));
 */
export const beating = ({ events$, lane }: GuildPipeline, ctx: TimeCtx): Observable<PlayerEvent> =>
  new Observable((subscriber) => {
    const batch = new Batch(ctx);
    batch.add(lane);
    const running = batch.active$
      .pipe(switchMap((isActive) => (isActive ? tick(FRAME_MS, ctx) : EMPTY)))
      .subscribe(({ frames }) => batch.run(frames));
    running.add(() => batch.remove(lane));
    subscriber.add(running);
    subscriber.add(events$.subscribe(subscriber));
  });
