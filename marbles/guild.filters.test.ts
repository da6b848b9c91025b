import { describe, expect, it } from 'vitest';
import type { Command, FilterSettings } from '../streams/commands.ts';
import { play } from './fakes.ts';
import { nothing, run } from './guild.run.ts';

describe('guildPipeline: filters', () => {
  const filters = (set: FilterSettings): Command => ({ type: 'filters', filters: set });

  /*
   *  filters   -----F------C------     volume 0.5, cleared
   *  sent      abcde#######lmnop       heard within the frames that are ready; nothing missing, nothing twice
   */
  it('are heard soon, and leave passthrough again when they are cleared', () => {
    const { sent, alive } = run('-p----F-------C', {
      p: play('abcdefghijklmnopqrstuv'),
      F: filters({ volume: 0.5 }),
      C: filters({}),
    });
    expect(sent).toMatch(/^-+[a-j]{4,}#{4,}[k-v]{4,}\.{5}/);
    expect(sent.replaceAll(/[.-]/g, '')).toHaveLength(22);
    expect(alive).toEqual(nothing);
  });

  it('that stretch time play all of the sound, in half the frames at twice the speed', () => {
    const { sent, events, alive } = run('F-p', {
      F: filters({ timescale: { speed: 2, pitch: 1, rate: 1 } }),
      p: play('abcdefghijkl'),
    });
    expect(sent.replaceAll(/[.-]/g, '')).toBe('######');
    expect(events.at(-1)).toMatch(/finished$/);
    expect(alive).toEqual(nothing);
  });

  /*
   *  filters   F------------        an echo that rings on for three frames
   *  sent      --######.....        the sound, what rings on, then the five frames of silence
   *  events    --S-----E----        only then the track is over
   */
  it('that ring on are heard to their end, once, before the track is over', () => {
    const rings = { pluginFilters: [{ name: 'rings', json: '3' }] };
    const plain = run('F-p', { F: filters({ volume: 0.5 }), p: play('abc') });
    const ringing = run('F-p', { F: filters(rings), p: play('abc') });
    const changed = run('F-p--C-F-C-F', { F: filters(rings), C: filters({ volume: 0.5 }), p: play('abc') });
    const fast = {
      timescale: { speed: 2, pitch: 1, rate: 1 },
      pluginFilters: [{ name: 'rings', json: '4' }],
    };
    const stretched = run('F-p', { F: filters(fast), p: play('abcd') });

    const endOf = (seen: typeof plain) => Number(seen.events.at(-1)?.split(' ')[0]);
    expect(ringing.sent).toMatch(/^-+#{6}\.{5}/);
    expect(endOf(ringing) - endOf(plain)).toBe(3);
    expect(changed.sent).toMatch(/^-+#{6}\.{5}/);
    expect(stretched.sent).toMatch(/^-+#{4}\.{5}/);
    for (const { events, alive } of [ringing, changed, stretched]) {
      expect(events.at(-1)).toMatch(/finished$/);
      expect(alive).toEqual(nothing);
    }
  });

  /*
   *  change    -p---------C--       six frames before the end
   *  sent      -abcdefghijk#....    the four frames that are ready pass; then the change, to the last frame
   */
  it('and volume are heard to the last frame of a track', () => {
    const volume: Command = { type: 'volume', volume: 50 };
    for (const change of [filters({ volume: 0.5 }), volume]) {
      const { sent } = run('-p--------C', { p: play('abcdefghijklmn'), C: change });
      expect(sent).toMatch(/^-+[a-m]{9,13}#{1,5}\.{5}/);
      expect(sent.replaceAll(/[.-]/g, '')).toHaveLength(14);
    }
  });

  it('stay for the next track', () => {
    const { sent } = run('F-p-----q', { F: filters({ volume: 0.5 }), p: play('abc'), q: play('xyz') });
    expect(sent.replaceAll(/[.-]/g, '')).toBe('######');
  });

  it('say playerUpdate', () => {
    const { all } = run('-F', { F: filters({ volume: 0.5 }) });
    expect(all.filter((text) => text.startsWith('1 '))).toEqual(['1 update']);
  });
});
