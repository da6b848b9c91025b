/** Encoding simpler before frames are missed. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ShedNews } from '../../../streams/shard.ts';

/** Registers the figures; the result takes the news of the shard. */
export const countShedding = (registry: Registry): ((news: ShedNews) => void) => {
  const players = new Gauge({
    name: 'lavastream_shed_players',
    help: 'Players whose sound is encoded simpler now because of load.',
    registers: [registry],
  });
  const sheds = new Counter({
    name: 'lavastream_sheds_total',
    help: 'How often a player’s sound was encoded simpler because of load.',
    registers: [registry],
  });
  return ({ change, shed }) => {
    players.set(shed);
    if (change > 0) sheds.inc(change);
  };
};
