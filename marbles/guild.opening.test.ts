import { describe, expect, it } from 'vitest';
import { NEVER } from 'rxjs';
import { initialRecord, type PlayerRecord } from '../streams/player/state.ts';
import { desk } from '../streams/player/desk.ts';
import { Lane } from '../streams/sender/lane.ts';
import { play, trackOf } from './fakes.ts';
import { run } from './guild.run.ts';
import { marbles } from './support.ts';

const bare = (events: readonly string[]): readonly string[] =>
  events.map((text) => text.replace(/^\d+ /, ''));

/** While the old song still sounds, nothing of it may be taken for the new one. */
describe('guildPipeline: a track that is being opened', () => {
  /*
   *  commands  ----p------q           q has its end marker where the old song has long been
   *  sent      -------abcdefghijxyz   the marker is the new song's
   */
  it('is not ended by its marker because the old one is beyond it', () => {
    const { events } = run(
      '-p-----------q',
      { p: play('abcdefghijklmnop'), q: play('xyzuvw', { endMs: 60 }) },
      { openMs: 3 },
    );
    expect(bare(events).slice(1)).toEqual([
      'end abcdefghijklmnop replaced',
      'start xyzuvw',
      'end xyzuvw finished',
    ]);
    expect(Number(events[3]?.split(' ')[0])).toBeGreaterThan(18);
  });

  /*
   *  commands  -p-------q---         the old song runs out before the new one is open
   *  events    -S-------(ES)---E     the new song ends when its own sound does
   */
  it('does not end because the old one does', () => {
    const { sent, events } = run('-p------q', { p: play('abcdef'), q: play('xyz') }, { openMs: 6 });
    expect(sent.replaceAll(/[.-]/g, '')).toMatch(/xyz$/);
    expect(bare(events).at(-1)).toBe('end xyz finished');
    expect(Number(events.at(-1)?.split(' ')[0])).toBeGreaterThan(sent.indexOf('z'));
  });
});

describe('desk: the position of what is being opened', () => {
  const playing = (startMs: number): PlayerRecord => ({
    ...initialRecord,
    play: { id: 1, track: trackOf('a'), startMs },
  });

  /*
   *  record$   -p--s--t--n     play from 40, a seek to 90, to 90 again, no track
   *  position  -40-90-90-0     of a lane that never gets any sound
   */
  it.each([
    ['the start of a play', playing(40), 40],
    ['the target of a seek', { ...playing(40), seek: { id: 2, positionMs: 90 } }, 90],
    ['nothing without a track', initialRecord, 0],
  ])('is %s', (_what, record, positionMs) => {
    marbles((m) => {
      const lane = new Lane(m.clock);
      m.expectObservable(desk(m.hot('p-r', { p: playing(10), r: record }), lane)).toBe('---');
      m.expectObservable(NEVER).toBe('---');
      m.flush();
      expect(lane.positionMs).toBe(positionMs);
    });
  });
});
