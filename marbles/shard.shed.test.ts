import { map, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { CodecPort, Clock } from '../streams/ports.ts';
import { shard, type AddressedCommand, type ShardCtx, type ShedNews } from '../streams/shard.ts';
import { address, fakeCodecs, fakeVoice, OPUS, play, readySignals, rig } from './fakes.ts';
import { marbles } from './support.ts';

const loud = address;
const quiet = { ...address, guildId: '9' };
const TRACK = 'abcdefghij'.repeat(100);

/**
 * A machine on which a frame takes `msAt10` at complexity 10 and less below: whoever encodes makes time pass. Returns
 * what was told, the complexities in the end, and how many frames were missed.
 */
const run = (msAt10: number, isOn = true) => {
  const news: ShedNews[] = [];
  const complexity = new Map<number, number>();
  let missed = 0;
  marbles((m) => {
    let busyMs = 0;
    const clock: Clock = {
      now: () => m.scheduler.now() + busyMs,
      wall: () => 1_700_000_000_000 + m.scheduler.now() + busyMs,
    };
    const one = rig(m, { format: { ...OPUS, channels: 1 } });
    let encoders = 0;
    const codecs: CodecPort = {
      ...fakeCodecs(one.alive),
      quality: { complexity: 10, bitrate: 128_000 },
      encoder: () => {
        const id = (encoders += 1);
        complexity.set(id, 10);
        return of({
          encode: () => {
            busyMs += (msAt10 * (complexity.get(id) ?? 0)) / 10;
            return Uint8Array.of(1, 1);
          },
          tune: (quality) => complexity.set(id, quality.complexity),
          free: () => undefined,
        });
      },
    };
    const ctx: ShardCtx = {
      ...one.ctx,
      clock,
      codecs,
      connect: () => readySignals(fakeVoice().sink),
      onTick: () => undefined,
      ...(isOn ? { onShed: (told: ShedNews) => news.push(told) } : {}),
    };
    const commands: AddressedCommand[] = [
      { address: loud, command: play(TRACK) },
      { address: quiet, command: { type: 'volume', volume: 20 } },
      { address: quiet, command: play(TRACK) },
    ];
    const { events$, frameTotals } = shard(
      m
        .cold('(abc)', { a: commands[0], b: commands[1], c: commands[2] })
        .pipe(map((command) => command ?? { address: loud, command: { type: 'create' } as const })),
      ctx,
    );
    const running = events$.subscribe();
    m.scheduler.schedule(() => {
      missed = frameTotals().nulled;
      running.unsubscribe();
    }, 3_000);
  });
  return { news, complexity: [...complexity.values()], missed };
};

describe('shard under load', () => {
  /*
   *  load       90 % ─── 68 %           two frames of 9 ms in a tick of 20 ms; then one of 9 and one of 4.5 ms
   *  shed            1                  the quiet one; the loud one keeps its quality
   */
  it('encodes the player simpler whose sound hides it, and no more than it must', () => {
    const { news, complexity } = run(9);
    expect(news.map(({ change, shed }) => [change, shed])).toEqual([[1, 1]]);
    expect(news[0]?.load).toBeGreaterThan(0.75);
    expect(complexity).toEqual([10, 5]);
  });

  it('leaves everybody alone below 75 %, and where nobody wants to be told', () => {
    expect(run(6).news).toEqual([]);
    expect(run(9, false).complexity).toEqual([10, 10]);
  });
});
