/** Voice connections that were lost, and why. */
import { Counter, type Registry } from 'prom-client';
import type { Observable, Subscription } from 'rxjs';
import type { EngineEvent } from '../../../streams/events.ts';

/** The codes of RFC 6455 and of Discord; a server may send any number, which must not become a series each. */
const isKnown = (code: number): boolean => (code >= 1000 && code <= 1015) || (code >= 4000 && code <= 4029);

/** Registers the counter; the result counts events. */
export const countVoiceCloses = (
  registry: Registry,
): ((events$: Observable<EngineEvent>) => Subscription) => {
  const closes = new Counter({
    name: 'lavastream_voice_closes_total',
    help: 'WebSocketClosedEvents by close code of the voice gateway.',
    labelNames: ['code'],
    registers: [registry],
  });
  return (events$) =>
    events$.subscribe(({ event }) => {
      if (event.type === 'webSocketClosed') closes.inc({ code: isKnown(event.code) ? event.code : 'other' });
    });
};
