/** The voice connections: how many there are and what becomes of the attempts to make them. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Observable, Subscription } from 'rxjs';
import type { VoiceStatus } from '../../../streams/voice/history.ts';
import type { PlayerSnapshot } from '../../../streams/events.ts';
import type { VoiceHappening } from '../../../streams/voice/registry.ts';

export interface VoiceConnections {
  readonly counts: () => ReadonlyMap<VoiceStatus, number>;
  readonly happenings$: Observable<VoiceHappening>;
}

const STATES: readonly VoiceStatus[] = [
  'queued',
  'connecting',
  'open',
  'ready',
  'resuming',
  'reconnecting',
  'idle',
];

/** Seconds, from the voice state to the moment in which sound may be sent. */
const READY_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface VoiceConnectionMetrics {
  readonly set: (connections: VoiceConnections, players: readonly PlayerSnapshot[]) => void;
  readonly watch: (connections: VoiceConnections) => Subscription;
}

/** Success rate: `rate(…attempts_total) - rate(…failures_total)` over `rate(…attempts_total)`. */
export const countVoiceConnections = (registry: Registry): VoiceConnectionMetrics => {
  const registers = [registry];
  const connections = new Gauge({
    name: 'lavastream_voice_connections',
    help: 'Voice connections by state; idle ones are closed until something is to be played.',
    labelNames: ['state'],
    registers,
  });
  const breakers = new Gauge({
    name: 'lavastream_voice_breakers',
    help: 'Players whose circuit breaker is open or half-open.',
    labelNames: ['state'],
    registers,
  });
  const count = (name: string, help: string): Counter =>
    new Counter({ name: `lavastream_voice_${name}_total`, help, registers });
  const attempts = count(
    'attempts',
    'Attempts to connect to a voice gateway, also to get a connection back.',
  );
  const failures = count('failures', 'Attempts that came to nothing.');
  const resumes = count('resumes', 'Connections that were resumed.');
  const refusals = count(
    'refusals',
    'Voice states that were not tried: the node was full, or a breaker open.',
  );
  const openings = count('breaker_openings', 'How often a circuit breaker opened.');
  const ready = new Histogram({
    name: 'lavastream_voice_ready_seconds',
    help: 'From the voice state to the moment in which sound may be sent.',
    buckets: READY_BUCKETS,
    registers,
  });

  const tell = (happening: VoiceHappening): void => {
    switch (happening.type) {
      case 'attempt':
        return attempts.inc();
      case 'failure':
        return failures.inc();
      case 'resumed':
        return resumes.inc();
      case 'refused':
        return refusals.inc();
      case 'breakerOpened':
        return openings.inc();
      case 'ready':
        return ready.observe(happening.tookMs / 1000);
    }
  };

  return {
    set: ({ counts }, players) => {
      const now = counts();
      for (const state of STATES) connections.set({ state }, now.get(state) ?? 0);
      for (const state of ['open', 'halfOpen']) {
        breakers.set({ state }, players.filter(({ report }) => report?.breaker.status === state).length);
      }
    },
    watch: ({ happenings$ }) => happenings$.subscribe(tell),
  };
};
