import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { beating } from '../streams/beating.ts';
import type { Command } from '../streams/commands.ts';
import { guildPipeline } from '../streams/guild.ts';
import { address, play, rig, voiceCommand, word } from './fakes.ts';
import { marbles } from './support.ts';

describe('beating', () => {
  /*
   *  commands   v p--------------- 300 ms ---d     one character is 20 ms here
   *  sent         abc.....                         by a clock of its own, until there is nothing to send
   *  events       S  E                       |
   */
  it('sends what one player plays, parks its clock, and ends with the player', () => {
    const sent: string[] = [];
    const seen: string[] = [];
    let atEndMs = 0;
    marbles((m) => {
      const { ctx, voice, alive } = rig(m);
      voice.sent$.subscribe((letter) => sent.push(letter));
      const commands$ = m.hot<Command>('(vp) 600ms d', {
        v: voiceCommand,
        p: play('abc'),
        d: { type: 'destroy' },
      });
      beating(guildPipeline(commands$, address, ctx), ctx)
        .pipe(map(word))
        .subscribe({
          next: (text) => seen.push(text),
          complete: () => {
            atEndMs = m.scheduler.now();
            expect(alive).toEqual({ media: 0, decoders: 0, encoders: 0, filters: 0 });
          },
        });
    });
    expect(sent.join('')).toBe('abc.....');
    expect(seen.filter((text) => /start|end/.test(text))).toEqual(['start abc', 'end abc finished']);
    // Virtual time runs out only because no timer is left.
    expect(atEndMs).toBeGreaterThanOrEqual(600);
  });
});
