/** The rule of shedding, and who is chosen. */
import { describe, expect, it } from 'vitest';
import { audibility } from '../../../streams/sender/audibility.ts';
import { QualityDial } from '../../../streams/sender/quality.ts';
import { shed, unshed, type ShedState } from '../../../streams/sender/shed.ts';
import { Shedder, type Shedable } from '../../../streams/sender/shedder.ts';

/** Looks at a load every 100 ms, as a stream of `[load, times]`; players change as they are told. */
const play = (loads: readonly (readonly [number, number])[], players = 20, start: ShedState = unshed) => {
  let state = start;
  let count = 0;
  let nowMs = 0;
  const counts: number[] = [];
  for (const [load, times] of loads) {
    for (let i = 0; i < times; i += 1) {
      const decided = shed(state, { nowMs, load, open: players - count, shed: count });
      state = decided.state;
      count += decided.change;
      nowMs += 100;
    }
    counts.push(count);
  }
  return { counts, state };
};

describe('shed', () => {
  it('takes a tenth at a time above 75 %, all at the most, and nothing at 75 %', () => {
    expect(play([[0.75, 50]]).counts).toEqual([0]);
    expect(
      play([
        [0.76, 1],
        [0.76, 4],
        [0.76, 50],
      ]).counts,
    ).toEqual([2, 10, 20]);
  });

  it('gives back one a second, after ten seconds below 50 % without a break', () => {
    expect(
      play([
        [0.9, 2],
        [0.4, 100],
        [0.4, 1],
        [0.4, 10],
        [0.4, 100],
      ]).counts,
    ).toEqual([4, 4, 3, 2, 0]);
    expect(
      play([
        [0.9, 2],
        [0.4, 99],
        [0.5, 1],
        [0.4, 100],
      ]).counts,
    ).toEqual([4, 4, 4, 4]);
  });

  it('waits twice as long when giving back was too early', () => {
    const hasty = play([
      [0.9, 1],
      [0.4, 101],
      [0.9, 1],
      [0.4, 200],
      [0.4, 1],
    ]);
    expect(hasty.counts).toEqual([2, 1, 3, 3, 2]);
    expect(hasty.state.calmMs).toBe(20_000);
  });
});

const HIFI = { codec: 'flac', sampleRate: 48_000, channels: 2, bitrate: 900_000, volume: 100 } as const;

describe('audibility', () => {
  it.each([
    ['a lossless source', {}, 1],
    ['an MP3 of 96 kbit/s', { codec: 'mp3', bitrate: 96_000 }, 0.5],
    ['speech at 22 kHz', { sampleRate: 22_050, channels: 1 }, 0.3],
    ['a filter', { isFiltered: true }, 0.8],
    ['a whisper', { volume: 1 }, 0.06],
    ['louder than it was', { volume: 300 }, 1],
  ] as const)('%s', (_, change, expected) => {
    expect(audibility({ ...HIFI, isFiltered: false, ...change })).toBeCloseTo(expected, 2);
  });
});

describe('Shedder', () => {
  const player = (volume: number): Shedable => {
    const dial = new QualityDial({ complexity: 10, bitrate: 128_000 });
    return { dial, lane: { volume, filters: {} } };
  };
  const encode = (players: readonly Shedable[]): void => {
    for (const { dial } of players) {
      dial.source = { format: { ...HIFI, extradata: new Uint8Array() }, bitrate: HIFI.bitrate };
      dial.frames += 1;
    }
  };
  const complexities = (players: readonly Shedable[]): unknown =>
    players.map(({ dial }) => dial.current?.complexity);

  it('takes the quiet first, gives back to the loud first, and leaves alone who does not encode', () => {
    const players = [player(100), player(10), player(50), player(1)];
    const shedder = new Shedder();
    encode(players.slice(0, 3));
    expect(shedder.count(players)).toEqual({ open: 3, shed: 0 });
    expect(shedder.apply(players, 2)).toBe(2);
    expect(complexities(players)).toEqual([10, 5, 5, 10]);
    encode(players);
    expect(shedder.count(players)).toEqual({ open: 2, shed: 2 });
    expect(shedder.apply(players, -1)).toBe(1);
    expect(complexities(players)).toEqual([10, 5, 10, 10]);
  });

  it('never goes above what is configured, and not where nothing would be saved', () => {
    const simple = new QualityDial({ complexity: 4, bitrate: 128_000 });
    expect(simple.canShed).toBe(false);
    simple.limitTo({ complexity: 9, bitrate: 500_000 });
    expect(simple.current).toEqual({ complexity: 4, bitrate: 128_000 });
    expect(new QualityDial(null).canShed).toBe(false);
  });
});
