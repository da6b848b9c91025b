/** An engine whose events of one type nobody hears: clients know only those of the reference. */
import { filter } from 'rxjs';
import type { PlayerEvent } from '../../streams/events.ts';
import type { Engine } from './types.ts';

/** @example withoutEvents(engine, 'streamTitle') */
export const withoutEvents = (engine: Engine, type: PlayerEvent['type']): Engine => ({
  send: (address, command) => engine.send(address, command),
  events$: engine.events$.pipe(filter(({ event }) => event.type !== type)),
  snapshot: (sessionId, guildId) => engine.snapshot(sessionId, guildId),
  snapshots: (sessionId) => engine.snapshots(sessionId),
});
