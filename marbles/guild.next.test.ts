import { describe, expect, it } from 'vitest';
import type { Command } from '../streams/commands.ts';
import type { AudioFormat } from '../streams/ports.ts';
import { OPUS, play, trackOf, voiceCommand } from './fakes.ts';
import { nothing, run } from './guild.run.ts';

const MONO: AudioFormat = { ...OPUS, channels: 1 };
const STOP: Command = { type: 'stop' };

const next = (word: string, crossfadeMs = 0): Command => ({
  type: 'next',
  next: { track: trackOf(word), userData: `{"n":"${word}"}`, crossfadeMs },
});

const said = (events: readonly string[]): readonly string[] =>
  events.map((text) => text.replace(/^\d+ /, ''));

describe('guildPipeline: what follows', () => {
  /*
   *  commands  -pn
   *  sent      -abcdefxyz.....    no silence between the two
   *  events    -S     (ES)E       in one tick
   */
  it.each([
    ['passed through', OPUS, /^-*abcdefxyz\.{5}-+$/],
    ['decoded', MONO, /^-*#{9}\.{5}-+$/],
  ])('is joined without a hole: %s', (_, format, pattern) => {
    const { sent, events, alive, speaking } = run('-pn', { p: play('abcdef'), n: next('xyz') }, { format });
    expect(sent).toMatch(pattern);
    expect(said(events)).toEqual(['start abcdef', 'end abcdef finished', 'start xyz', 'end xyz finished']);
    expect(events[1]?.split(' ')[0]).toBe(events[2]?.split(' ')[0]);
    expect(speaking).toEqual([true, false]);
    expect(alive).toEqual(nothing);
  });

  it('is opened ahead, however long that takes', () => {
    const { sent } = run('-pn', { p: play('abcdefghijkl'), n: next('xyz') }, { openMs: 4 });
    expect(sent).toMatch(/^-*abcdefghijklxyz\.{5}-*$/);
  });

  it('is heard when it is there, where it comes too late', () => {
    const { sent, events } = run('-p-------n', { p: play('abcdef'), n: next('xyz') }, { openMs: 4 });
    expect(sent).toMatch(/^-*abcdef\.+xyz\.{5}-*$/);
    expect(said(events)).toEqual(['start abcdef', 'end abcdef finished', 'start xyz', 'end xyz finished']);
  });

  it('begins at once without a track', () => {
    const { sent, events } = run('-vn', { v: voiceCommand, n: next('xyz') });
    expect(sent).toMatch(/^-+xyz\.{5}-+$/);
    expect(events[0]).toBe('2 start xyz');
  });

  it('is replaced by another one, and taken back by null', () => {
    const other = run('-pnm', { p: play('abcdef'), n: next('xyz'), m: next('uvw') });
    expect(other.sent).toMatch(/^-*abcdefuvw\.{5}-+$/);
    expect(other.alive).toEqual(nothing);
    const none = run('-pnm', { p: play('abcdef'), n: next('xyz'), m: { type: 'next', next: null } });
    expect(none.sent).toMatch(/^-*abcdef\.{5}-+$/);
    expect(none.alive).toEqual(nothing);
  });

  it('stays through a seek back, and through another track', () => {
    const sought = run('-pn---s', {
      p: play('abcdef'),
      n: next('xyz'),
      s: { type: 'seek', positionMs: 20 },
    });
    expect(sought.sent).toMatch(/^-*abcde?bcdefxyz\.{5}-*$/);
    expect(sought.alive).toEqual(nothing);
    const replaced = run('-pn---q', { p: play('abcdef'), n: next('xyz'), q: play('uvw') });
    expect(replaced.sent).toMatch(/^-*abcde?uvwxyz\.{5}-*$/);
  });

  it('goes with a stop', () => {
    const { sent, events, alive } = run('-pn---s', { p: play('abcdef'), n: next('xyz'), s: STOP });
    expect(sent).toMatch(/^-*abcde?\.{5}-+$/);
    expect(said(events)).toEqual(['start abcdef', 'end abcdef stopped']);
    expect(alive).toEqual(nothing);
  });

  it('waits through a pause', () => {
    const pause = (paused: boolean): Command => ({ type: 'pause', paused });
    const { sent } = run('-pn--P----R', {
      p: play('abcdef'),
      n: next('xyz'),
      P: pause(true),
      R: pause(false),
    });
    expect(sent.replace(/[-.]/g, '')).toBe('abcdefxyz');
    expect(sent).toMatch(/fxyz/);
  });

  it('begins at the end marker', () => {
    const { sent, events } = run('-pn', { p: play('abcdefghi', { endMs: 60 }), n: next('xyz') });
    expect(sent).toMatch(/^-*abcxyz\.{5}-+$/);
    expect(said(events)[1]).toBe('end abcdefghi finished');
  });

  it('begins at the end marker and not after more of the old, where it comes too late', () => {
    const { sent } = run('-pn', { p: play('abcdefghi', { endMs: 40 }), n: next('xyz') }, { openMs: 5 });
    expect(sent).toMatch(/^-*ab\.+xyz\.{5}-*$/);
  });

  it('tells that it cannot be opened when its turn has come', () => {
    const { sent, events, alive } = run('-pn', { p: play('abcdef'), n: next('?xyz') });
    expect(sent).toMatch(/^-*abcdef\.{5}-+$/);
    expect(said(events)).toEqual([
      'start abcdef',
      'end abcdef finished',
      'start ?xyz',
      'exception no such track',
      'end ?xyz loadFailed',
    ]);
    expect(alive).toEqual(nothing);
  });

  it('follows a track that could not be played', () => {
    const { events } = run('-pn', { p: play('?abc'), n: next('xyz') }, { openMs: 3 });
    expect(said(events).slice(-2)).toEqual(['start xyz', 'end xyz finished']);
  });

  it('is followed by one that was set meanwhile', () => {
    const { sent, events } = run('-pn------m', { p: play('abcdef'), n: next('xyz'), m: next('uvw') });
    expect(sent).toMatch(/^-*abcdefxyzuvw\.{5}-*$/);
    expect(events.length).toBe(6);
  });
});

describe('guildPipeline: crossfade', () => {
  /*
   *  sent      -abcd##xyz….    two frames in which both are heard; then the rest of what follows
   */
  it('plays both for a while, and what follows that much shorter', () => {
    const { sent, events, alive } = run(
      '-pn',
      { p: play('abcdefgh'), n: next('uvwxyz', 60) },
      { format: MONO },
    );
    expect(sent).toMatch(/^-*#{11}\.{5}-*$/);
    expect(said(events)).toEqual([
      'start abcdefgh',
      'end abcdefgh finished',
      'start uvwxyz',
      'end uvwxyz finished',
    ]);
    expect(alive).toEqual(nothing);
  });

  it('ends passing through while both are heard', () => {
    const { sent, alive } = run('-pn', { p: play('abcdefgh'), n: next('uvwxyz', 60) });
    expect(sent.replace(/[-.]/g, '')).toMatch(/^abcd?e?#+[uvwxyz]*$/);
    expect(sent.replace(/[-.]/g, '').length).toBe(11);
    expect(alive).toEqual(nothing);
  });
});
