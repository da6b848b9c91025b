import { describe, expect, it } from 'vitest';
import type { Track } from '../streams/commands.ts';
import type { AudioFormat } from '../streams/ports.ts';
import { OPUS, play, voiceCommand } from './fakes.ts';
import { nothing, run } from './guild.run.ts';

const MONO: AudioFormat = { ...OPUS, channels: 1 };

describe('guildPipeline: one track', () => {
  /*
   *  commands  -p
   *  sent      -abcdef.....----     a packet a tick, then five frames of silence
   *  events    -S     E             finished when the last frame has sounded
   */
  it('plays a track to its end', () => {
    const { sent, events, alive, speaking } = run('-p', { p: play('abcdef') });
    expect(sent).toMatch(/^-*abcdef\.{5}-+$/);
    expect(events[0]).toBe('1 start abcdef');
    expect(events[1]).toMatch(/ end abcdef finished$/);
    expect(Number(events[1]?.split(' ')[0])).toBe(sent.indexOf('f') + 1);
    expect(speaking).toEqual([true, false]);
    expect(alive).toEqual(nothing);
  });

  it('says TrackStart, then playerUpdate, at once', () => {
    const { all } = run('-p', { p: play('abc') });
    expect(all.filter((text) => text.startsWith('1 '))).toEqual(['1 start abc', '1 update']);
  });

  it('decodes and encodes what may not pass, frame for frame', () => {
    const { sent, alive } = run('-p', { p: play('abcdef') }, { format: MONO });
    expect(sent).toMatch(/^-*#{6}\.{5}-+$/);
    expect(alive).toEqual(nothing);
  });

  /*
   *  commands  -p---s             stop
   *  sent      -abcd.....         silence at once
   */
  it('stops at once', () => {
    const { sent, events, alive } = run('-p---s', { p: play('abcdefghijkl'), s: { type: 'stop' } });
    expect(sent).toMatch(/^-*abcd?\.{5}-+$/);
    expect(events.at(-1)).toBe('5 end abcdefghijkl stopped');
    expect(alive).toEqual(nothing);
  });

  /*
   *  commands  -p---q             another play
   *  events    -S---(ES)          replaced, then the new start
   */
  it('replaces a track without silence', () => {
    const { sent, events } = run('-p---q', { p: play('abcdefghijkl'), q: play('xyz') });
    expect(sent).toMatch(/^-*abcd?xyz\.{5}-+$/);
    expect(events.slice(0, 3)).toEqual([
      '1 start abcdefghijkl',
      '5 end abcdefghijkl replaced',
      '5 start xyz',
    ]);
  });

  it('goes on with the old track until the new one is open', () => {
    const { sent } = run('-p-----------q', { p: play('abcdefghijklmnop'), q: play('xyz') }, { openMs: 3 });
    expect(sent).toMatch(/^-+abcdefghijklm?xyz\.{5}-*$/);
  });

  it('joins two tracks whose second play answers TrackEnd', () => {
    const { events } = run('-p---s(q)', { p: play('abcdefgh'), s: { type: 'stop' }, q: play('xyz') });
    expect(events.map((text) => text.replace(/^\d+ /, ''))).toEqual([
      'start abcdefgh',
      'end abcdefgh stopped',
      'start xyz',
      'end xyz finished',
    ]);
  });
});

describe('guildPipeline: pause, seek, volume, end marker', () => {
  /*
   *  commands  -p--P----R
   *  sent      -abc.....defg      nothing lost, nothing repeated
   */
  it('pauses and goes on without loss', () => {
    const { sent } = run('-p--P-------R', {
      p: play('abcdefgh'),
      P: { type: 'pause', paused: true },
      R: { type: 'pause', paused: false },
    });
    expect(sent.replaceAll(/[.-]/g, '')).toBe('abcdefgh');
    expect(sent).toMatch(/[a-d]\.{5}-+[b-e]/);
  });

  it('starts paused when the play says so', () => {
    const { sent } = run('-p----R', {
      p: play('abc', { paused: true }),
      R: { type: 'pause', paused: false },
    });
    expect(sent).toMatch(/^-{6}abc/);
  });

  it('seeks forward and back, the old sound going on until the new one is there', () => {
    const { sent } = run('-p--f--b', {
      p: play('abcdefghijklmnop'),
      f: { type: 'seek', positionMs: 200 },
      b: { type: 'seek', positionMs: 20 },
    });
    expect(sent).toMatch(/^-abc?klm?bcdefghijklmnop/);
  });

  it('starts at a position', () => {
    expect(run('-p', { p: play('abcdef', { startMs: 60 }) }).sent).toMatch(/^-+def\./);
  });

  it('ends as finished when a seek goes beyond the end', () => {
    const { events } = run('-p--f', { p: play('abcdefghij'), f: { type: 'seek', positionMs: 5000 } });
    expect(events.at(-1)).toMatch(/end abcdefghij finished$/);
  });

  it('ends as finished at its end marker, within a frame', () => {
    const { sent, events } = run('-p', { p: play('abcdefghij', { endMs: 60 }) });
    expect(sent).toMatch(/^-+abc\.{5}/);
    expect(events.at(-1)).toMatch(/end abcdefghij finished$/);
  });

  it('ends at once when a seek jumps over the marker', () => {
    const { events } = run('-p--f', {
      p: play('abcdefghijklmnop', { endMs: 200 }),
      f: { type: 'seek', positionMs: 240 },
    });
    expect(events.at(-1)).toBe('4 end abcdefghijklmnop finished');
  });

  it('plays on when a marker comes late, and when it is taken away', () => {
    const late = run('-p-----m', { p: play('abcdefghij'), m: { type: 'endTime', endMs: 20 } });
    expect(late.sent).toContain('abcdefghij');
    const taken = run('-p-m', { p: play('abcdefghij', { endMs: 100 }), m: { type: 'endTime', endMs: null } });
    expect(taken.sent).toContain('abcdefghij');
  });

  /*
   *  volume    100  50    100
   *  sent      abc  ####  ijkl      passthrough is lost and regained in mid-track, every 20 ms accounted for
   */
  it('loses and regains passthrough without a gap', () => {
    const { sent, alive } = run('-p----v------w', {
      p: play('abcdefghijklmnopqrstuv'),
      v: { type: 'volume', volume: 50 },
      w: { type: 'volume', volume: 100 },
    });
    expect(sent).toMatch(/^-+[a-j]{4,}#{4,}[k-v]{4,}\.{5}/);
    expect(sent.replaceAll(/[.-]/g, '')).toHaveLength(22);
    expect(alive).toEqual(nothing);
  });
});

describe('guildPipeline: what goes wrong', () => {
  it('says TrackException, then loadFailed, when the track cannot be opened', () => {
    const { events } = run('-p', { p: play('?abc') });
    expect(events).toEqual(['1 start ?abc', '1 exception no such track', '1 end ?abc loadFailed']);
  });

  it('plays out what is buffered when the source breaks, and ends as finished', () => {
    const { sent, events } = run('-p', { p: play('abcdef!') });
    expect(sent).toContain('abcdef');
    expect(events[1]).toBe('1 exception broken');
    expect(events.at(-1)).toMatch(/end abcdef! finished$/);
  });

  /*
   *  read      abc_                the source stalls
   *  events    ------------T       TrackStuck once, after the threshold (10)
   */
  it('says TrackStuck once when no sound comes', () => {
    const { sent, events } = run('-p', { p: play('abc_') });
    expect(sent).toMatch(/abc\.{5}-+$/);
    expect(events.filter((text) => text.endsWith('stuck'))).toEqual([`${sent.indexOf('c') + 11} stuck`]);
  });

  it('cleans a track up that nobody asks for', () => {
    const { events, sent } = run('-p', { p: play('abc') }, { noVoice: true, ticks: 70_000 });
    expect(sent).toMatch(/^-+$/);
    expect(events).toEqual(['1 start abc', '60001 end abc cleanup']);
  });

  it('ends the track when a stage breaks by a defect, and plays the next one', () => {
    const { events, sent } = run(
      '-p----q',
      { p: play('abcdef'), q: play('xyz') },
      {
        change: (ctx) => {
          const media = { ...ctx.media };
          let broken = false;
          Object.assign(ctx.media, {
            open: (which: Track) => {
              if (!broken) {
                broken = true;
                throw new Error('defect');
              }
              return media.open(which);
            },
          });
        },
      },
    );
    expect(events.slice(0, 3)).toEqual([
      '1 start abcdef',
      '1 exception Something broke when playing the track.',
      '1 end abcdef loadFailed',
    ]);
    expect(sent).toContain('xyz.....');
  });

  it('completes after destroy, having said how the track and the connection ended', () => {
    const { events, alive } = run('v-p--d', {
      v: voiceCommand,
      p: play('abcdefghijkl'),
      d: { type: 'destroy' },
    });
    expect(events.slice(-2)).toEqual(['5 end abcdefghijkl stopped', '5 closed 1000']);
    expect(alive).toEqual(nothing);
  });
});
