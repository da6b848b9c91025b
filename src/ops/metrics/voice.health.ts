/** How well the voice connections are doing, all together. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { filter, type Observable, type Subscription } from 'rxjs';
import type { EngineEvent, PlayerSnapshot } from '../../../streams/events.ts';

/** Upper bounds, as a histogram's: how many connections have at most this health. */
const BOUNDS = [0, 25, 50, 75, 90, 100] as const;

export interface VoiceHealthMetrics {
  readonly set: (players: readonly PlayerSnapshot[]) => void;
  readonly watch: (events$: Observable<EngineEvent>) => Subscription;
}

/**
 * Connections of this moment, so gauges: a histogram would add up all moments that were looked at. `le` is cumulative
 * all the same, for `histogram_quantile` takes it.
 */
export const measureVoiceHealth = (registry: Registry): VoiceHealthMetrics => {
  const registers = [registry];
  const gauge = new Gauge({
    name: 'lavastream_voice_health_bucket',
    help: 'Voice connections whose health (0 to 100) is now at most `le`.',
    labelNames: ['le'],
    registers,
  });
  const falls = new Counter({
    name: 'lavastream_voice_health_falls_total',
    help: 'How often the health of a voice connection fell below lavalink.server.voice.healthThreshold.',
    registers,
  });
  return {
    set: (players) => {
      const scores = players.flatMap(({ health }) => (health === null ? [] : [health.score]));
      for (const bound of BOUNDS)
        gauge.set({ le: String(bound) }, scores.filter((score) => score <= bound).length);
      gauge.set({ le: '+Inf' }, scores.length);
    },
    watch: (events$) =>
      events$
        .pipe(filter(({ event }) => event.type === 'voiceHealth' && event.health.isLow))
        .subscribe(() => falls.inc()),
  };
};
