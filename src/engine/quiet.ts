/** An engine whose events of one type nobody hears: clients know only those of the reference. */
import { filter } from 'rxjs';
import type { PlayerEvent } from '../../streams/events.ts';
import type { Engine } from './types.ts';

/** @example withoutEvents(engine, 'streamTitle') */
export const withoutEvents = (engine: Engine, type: PlayerEvent['type']): Engine => ({
  ...engine,
  events$: engine.events$.pipe(filter(({ event }) => event.type !== type)),
});
