import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PcmQueue } from '../../streams/track/pcm.queue.ts';

const ramp = (from: number, length: number) => {
  const left = Float32Array.from({ length }, (_, i) => from + i);
  return { left, right: left.map((sample) => -sample) };
};

describe('PcmQueue', () => {
  it('gives back every sample in order, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(2000), { maxLength: 20 }),
        fc.integer({ min: 1, max: 960 }),
        (sizes, size) => {
          const queue = new PcmQueue();
          let total = 0;
          for (const length of sizes) {
            queue.push(ramp(total, length));
            total += length;
          }
          expect(queue.samples).toBe(total);
          const left = new Float32Array(size);
          const right = new Float32Array(size);
          for (let at = 0; at + size <= total; at += size) {
            queue.take(left, right);
            expect(left[0]).toBe(at);
            expect(right[size - 1]).toBe(-(at + size - 1));
          }
          expect(queue.samples).toBe(total % size);
        },
      ),
      { seed: 42, numRuns: 50 },
    );
  });

  it('throws away what lies between a landing and its target', () => {
    const queue = new PcmQueue();
    queue.start(80, 100);
    queue.push(ramp(0, 500));
    queue.push(ramp(500, 1000));
    expect(queue.samples).toBe(540);
    expect(queue.positionMs).toBe(100);
    const left = new Float32Array(48);
    queue.take(left, new Float32Array(48));
    expect(left[0]).toBe(960);
    expect(queue.positionMs).toBe(101);
  });

  it('fills up with silence at the end', () => {
    const queue = new PcmQueue();
    queue.push(ramp(1, 3));
    const left = new Float32Array(5).fill(9);
    queue.take(left, new Float32Array(5));
    expect([...left]).toEqual([1, 2, 3, 0, 0]);
    expect(queue.samples).toBe(0);
  });
});
