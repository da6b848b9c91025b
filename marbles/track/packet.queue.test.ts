import { describe, expect, it } from 'vitest';
import { PacketQueue } from '../../streams/track/packet.queue.ts';

const packet = (i: number) => ({ data: Uint8Array.of(i), positionMs: i * 20, durationMs: 20 });
const packets = (from: number, count: number) => Array.from({ length: count }, (_, i) => packet(from + i));

describe('PacketQueue', () => {
  it('counts its sound in ms, however long it runs', () => {
    const queue = new PacketQueue();
    for (let i = 0; i < 2000; i += 10) {
      queue.push(packets(i, 10));
      for (let j = 0; j < 9; j += 1) queue.shift();
    }
    expect(queue.length).toBe(200);
    expect(queue.bufferedMs).toBe(4000);
    expect(queue.peek()?.positionMs).toBe(1800 * 20);
    while (queue.shift() !== undefined);
    expect(queue.bufferedMs).toBe(0);
  });

  it('gives blocks of a duration, at least one packet', () => {
    const queue = new PacketQueue();
    queue.push(packets(0, 7));
    expect(queue.shiftBlock(100)).toHaveLength(5);
    expect(queue.shiftBlock(1)).toHaveLength(1);
    expect(queue.shiftBlock(100)).toHaveLength(1);
    expect(queue.shiftBlock(100)).toEqual([]);
  });

  it('remembers the last packets that left, and forgets what is cleared', () => {
    const queue = new PacketQueue();
    queue.push(packets(0, 9));
    queue.shiftBlock(120);
    expect(queue.history().map(({ positionMs }) => positionMs)).toEqual([40, 60, 80, 100]);
    queue.clear();
    expect(queue.length).toBe(0);
    expect(queue.bufferedMs).toBe(0);
  });
});
