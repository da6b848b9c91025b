import { concat, delay, map, merge, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Command } from '../streams/commands.ts';
import type { EncoderQuality } from '../streams/ports.ts';
import type { VoiceSignal } from '../streams/voice/signal.ts';
import { address, fakeCodecs, OPUS, play, readySignals, rig, voiceCommand, word } from './fakes.ts';
import { guildPipeline } from '../streams/guild.ts';
import { tick } from '../streams/clock/tick.ts';
import { marbles } from './support.ts';

/** A player of mono Opus, which has to be encoded, whose gateway answers after 10 ms and then after 500. */
const run = (adaptiveQuality: boolean) => {
  const tuned: EncoderQuality[] = [];
  const events: string[] = [];
  let inForce: unknown;
  marbles((m) => {
    const one = rig(m, { format: { ...OPUS, channels: 1 } });
    const codecs = fakeCodecs(one.alive);
    const pings$ = concat(
      of<VoiceSignal>({ type: 'ping', pingMs: 10 }),
      of<VoiceSignal>({ type: 'ping', pingMs: 500 }),
    ).pipe(delay(5, m.scheduler));
    const guild = guildPipeline(
      m.hot<Command>('vp', { v: voiceCommand, p: play('abcdefghij'.repeat(5)) }),
      address,
      {
        ...one.ctx,
        settings: { ...one.ctx.settings, adaptiveQuality },
        connect: () => merge(readySignals(one.voice.sink), pings$),
        codecs: {
          ...codecs,
          quality: { complexity: 9, bitrate: 128_000 },
          encoder: () =>
            codecs.encoder().pipe(map((made) => ({ ...made, tune: (quality) => void tuned.push(quality) }))),
        },
      },
    );
    const beating = tick(1, m).subscribe(({ frames }) => {
      guild.lane.seal(frames);
      guild.lane.prepare();
    });
    const running = guild.events$.pipe(map(word)).subscribe((text) => events.push(text));
    m.scheduler.schedule(() => {
      inForce = guild.snapshot().quality;
      running.unsubscribe();
      beating.unsubscribe();
    }, 20);
  });
  return { tuned, inForce, events: events.filter((text) => /quality|well/.test(text)) };
};

describe('guildPipeline: adaptive quality', () => {
  /*
   *  signals   o r ---- p P         open, ready, a ping of 10 ms, one of 500
   *  encoder   9/128 ────── 9/112   never above what is configured
   *  events             q           said once
   */
  it('encodes with less when pings go bad, and says so', () => {
    const { tuned, events, inForce } = run(true);
    expect(events).toEqual(['quality network']);
    expect(tuned).toEqual([{ complexity: 9, bitrate: 112_000 }]);
    expect(inForce).toEqual({ complexity: 9, bitrate: 112_000, isShed: false });
  });

  it('does nothing where it is off', () => {
    expect(run(false)).toEqual({
      tuned: [],
      events: [],
      inForce: { complexity: 9, bitrate: 128_000, isShed: false },
    });
  });
});
