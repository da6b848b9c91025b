/** The engine in this thread: one shard. */
import { Subject } from 'rxjs';
import { shard, type AddressedCommand, type ShardCtx } from '../../../streams/shard.ts';
import type { EngineEvent, FrameCounts } from '../../../streams/events.ts';
import type { Engine } from '../types.ts';

export interface LocalEngine extends Engine {
  /** Frames of all players, also of former ones, since the start. */
  readonly frameTotals: () => FrameCounts;
  /** Tears down every player without a word. */
  readonly close: () => void;
}

export interface LocalEngineHooks {
  /** Called once, right after the command that creates the first player. */
  readonly onFirstPlayer?: () => void;
}

/**
 * @example
 * const engine = createLocalEngine(ctx, { onFirstPlayer: () => void codecs.warm() });
 * engine.events$.subscribe(({ address, event }) => …);
 * engine.send(address, { type: 'volume', volume: 50 });
 */
export const createLocalEngine = (
  ctx: ShardCtx,
  { onFirstPlayer = () => undefined }: LocalEngineHooks = {},
): LocalEngine => {
  const commands = new Subject<AddressedCommand>();
  const events = new Subject<EngineEvent>();
  const { events$, snapshot, snapshots, frameTotals } = shard(commands, ctx);
  const running = events$.subscribe(events);
  let hasHadPlayers = false;

  return {
    send: (address, command) => {
      commands.next({ address, command });
      // `destroy` is the only command that creates no player.
      if (hasHadPlayers || command.type === 'destroy') return;
      hasHadPlayers = true;
      onFirstPlayer();
    },
    events$: events.asObservable(),
    snapshot,
    frameTotals,
    snapshots: (sessionId) =>
      sessionId === undefined
        ? snapshots()
        : snapshots().filter(({ address }) => address.sessionId === sessionId),
    close: () => {
      running.unsubscribe();
      events.complete();
    },
  };
};
