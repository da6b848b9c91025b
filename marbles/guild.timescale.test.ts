import { expect, it } from 'vitest';
import type { Command } from '../streams/commands.ts';
import { play } from './fakes.ts';
import { run } from './guild.run.ts';

const fast: Command = { type: 'filters', filters: { timescale: { speed: 2, pitch: 1, rate: 1 } } };

/*
 *  source    a b c d e f g h      at twice the speed one frame holds two letters
 *  end       ········|            80 ms of the track: two frames · 80 ms of what is heard: four
 */
it.each([
  ['source', 2],
  ['output', 4],
] as const)('an end marker under a time scale counts the %s', (timescalePositions, frames) => {
  const { sent, events } = run(
    'F-p',
    { F: fast, p: play('abcdefghijkl', { endMs: 80 }) },
    { change: (ctx) => Object.assign(ctx.settings, { timescalePositions }) },
  );
  expect(sent).toMatch(new RegExp(`^-*#{${frames}}\\.{5}-+$`));
  expect(events.at(-1)).toMatch(/finished$/);
});
