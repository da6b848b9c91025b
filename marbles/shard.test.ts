import { defer, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { shard, type AddressedCommand, type ShardCtx } from '../streams/shard.ts';
import { address, fakeCodecs, play, rig, word, type Alive } from './fakes.ts';
import { marbles } from './support.ts';

const a = address;
const b = { ...address, guildId: '9' };

/** Runs a shard for `ticks` of 20 ms; the sent letters of both guilds in one list, with `|` at each flush. */
const run = (commands: [number, AddressedCommand][], ticks: number, change?: (ctx: ShardCtx) => void) => {
  const sent: string[] = [];
  const events: string[] = [];
  let alive: Alive | undefined;
  let players = 0;
  let lates = 0;
  marbles((m) => {
    const one = rig(m);
    ({ alive } = one);
    const ctx: ShardCtx = { ...one.ctx, onTick: () => (lates += 1) };
    change?.(ctx);
    one.voice.sent$.subscribe((letter) => sent.push(letter));
    const commands$ = m.hot<AddressedCommand>(
      commands.length === 0
        ? '-'
        : commands
            .map(([at], i) => `${at - (i === 0 ? 0 : (commands[i - 1]?.[0] ?? 0) + 1)}ms ${i}`)
            .join(' '),
      Object.fromEntries(commands.map(([, command], i) => [String(i), command])),
    );
    const { events$, snapshots, snapshot } = shard(commands$, ctx);
    const running = events$
      .pipe(map(({ address: of, event }) => `${of.guildId} ${word(event)}`))
      .subscribe((text) => events.push(text));
    m.scheduler.schedule(() => {
      players = snapshots().length;
      expect(snapshot(a.sessionId, 'nobody')).toBeUndefined();
      running.unsubscribe();
    }, ticks * 20);
  });
  return { sent: sent.join(''), events, alive, players, ticks: lates };
};

describe('shard', () => {
  /*
   *  guild a   abcdef.....
   *  guild b   uvwxyz.....
   *  batch     (au)(bv)(cw) …     one frame of each a tick
   */
  it('serves all guilds in one batch', () => {
    const { sent, players } = run(
      [
        [0, { address: a, command: play('abcdef', { paused: true }) }],
        [1, { address: b, command: play('uvwxyz', { paused: true }) }],
        [60, { address: a, command: { type: 'pause', paused: false } }],
        [61, { address: b, command: { type: 'pause', paused: false } }],
      ],
      30,
    );
    expect(sent).toMatch(/^a?(ub|bu|a?u)/);
    expect(
      [...sent]
        .filter((letter) => letter !== '.')
        .sort()
        .join(''),
    ).toBe('abcdefuvwxyz');
    expect(players).toBe(2);
  });

  it('parks its clock when nobody plays', () => {
    const { ticks } = run([[0, { address: a, command: play('abc') }]], 100);
    expect(ticks).toBeGreaterThan(7);
    expect(ticks).toBeLessThan(13);
  });

  it('makes no player for a destroy, and leaves nothing of a destroyed one', () => {
    const gone = run([[0, { address: a, command: { type: 'destroy' } }]], 5);
    expect(gone.players).toBe(0);
    const destroyed = run(
      [
        [0, { address: a, command: play('abcdefghijklmnop') }],
        [100, { address: a, command: { type: 'destroy' } }],
        [200, { address: a, command: play('xyz') }],
        [230, { address: a, command: { type: 'destroy' } }],
      ],
      20,
    );
    expect(destroyed.players).toBe(0);
    expect(destroyed.alive).toEqual({ media: 0, decoders: 0, encoders: 0, filters: 0 });
    expect(destroyed.events.filter((text) => text.includes('end'))).toEqual([
      '1 end abcdefghijklmnop stopped',
      '1 end xyz stopped',
    ]);
  });

  it('ends the track of a guild whose frames cannot be made, and no other', () => {
    const { events, sent } = run(
      [
        [0, { address: a, command: { type: 'volume', volume: 50 } }],
        [1, { address: a, command: play('abcdef') }],
        [2, { address: b, command: play('uvwxyz') }],
      ],
      30,
      (ctx) => {
        const { codecs } = ctx;
        const encoder$ = defer(() =>
          fakeCodecs({ media: 0, decoders: 0, encoders: 0, filters: 0 }).encoder(),
        );
        Object.assign(codecs, {
          encoder: () =>
            encoder$.pipe(
              map((made) => ({
                ...made,
                encode: () => {
                  throw new Error('encoder is broken');
                },
              })),
            ),
        });
      },
    );
    expect(events).toContain('1 exception Something broke when playing the track.');
    expect(events).toContain('1 end abcdef loadFailed');
    expect(events).toContain('9 end uvwxyz finished');
    expect(sent.replaceAll('.', '')).toBe('uvwxyz');
  });
});
