import { describe, expect, it, vi } from 'vitest';
import { address, play, rig } from '../../../marbles/fakes.ts';
import { marbles } from '../../../marbles/support.ts';
import { createLocalEngine } from '../../../src/engine/local/index.ts';
import type { LocalEngine } from '../../../src/engine/local/index.ts';

const withEngine = (onFirstPlayer: () => void, use: (engine: LocalEngine) => void): void =>
  marbles((m) => {
    const engine = createLocalEngine({ ...rig(m).ctx, onTick: () => undefined }, { onFirstPlayer });
    use(engine);
    engine.close();
  });

describe('onFirstPlayer', () => {
  it('is called once, when the player is there', () => {
    const snapshots: number[] = [];
    withEngine(
      () => snapshots.push(1),
      (engine) => {
        engine.send(address, { type: 'create' });
        engine.send(address, play('abc', { paused: true }));
        engine.send({ ...address, guildId: '9' }, { type: 'create' });
        engine.send(address, { type: 'destroy' });
        engine.send(address, { type: 'create' });
        expect(engine.snapshots()).toHaveLength(2);
      },
    );
    expect(snapshots).toEqual([1]);
  });

  it('comes after the command, so that it holds nothing up', () => {
    let players: number | undefined;
    marbles((m) => {
      const engine: LocalEngine = createLocalEngine(
        { ...rig(m).ctx, onTick: () => undefined },
        { onFirstPlayer: () => (players = engine.snapshots().length) },
      );
      engine.send(address, { type: 'volume', volume: 50 });
      engine.close();
    });
    expect(players).toBe(1);
  });

  it('does not come for a player that is destroyed without ever having been', () => {
    const onFirstPlayer = vi.fn();
    withEngine(onFirstPlayer, (engine) => engine.send(address, { type: 'destroy' }));
    expect(onFirstPlayer).not.toHaveBeenCalled();
  });
});
