/** What each trouble costs: by itself, together, and never beyond 0 and 100. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthScore } from '../../../streams/voice/health.score.ts';

const GOOD = { pingMs: 20, jitterMs: 1, missedShare: 0, bufferMs: 5000, lateMs: 0.3, reconnects: 0 };

describe('healthScore', () => {
  it.each([
    ['all is well', {}, 100],
    ['another continent', { pingMs: 150 }, 100],
    ['a satellite', { pingMs: 600 }, 85],
    ['one frame in a hundred is missing', { missedShare: 0.01 }, 88],
    ['one frame in twenty is missing', { missedShare: 0.05 }, 40],
    ['nothing is fetched ahead', { bufferMs: 0 }, 85],
    ['the rest of the track is there', { bufferMs: null }, 100],
    ['ticks come a whole tick late', { lateMs: 20 }, 80],
    ['got back twice', { reconnects: 2 }, 80],
    ['everything', { pingMs: 900, jitterMs: 900, missedShare: 1, bufferMs: 0, lateMs: 99, reconnects: 9 }, 0],
  ])('%s', (_, trouble, score) => {
    expect(healthScore({ ...GOOD, ...trouble })).toBe(score);
  });

  it('is a whole number from 0 to 100, and never better for more trouble', () => {
    const trouble = fc.double({ min: 0, max: 2000, noNaN: true });
    const troubles = fc.record({
      pingMs: trouble,
      jitterMs: trouble,
      missedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      bufferMs: trouble,
      lateMs: trouble,
      reconnects: fc.nat(20),
    });
    fc.assert(
      fc.property(troubles, fc.constantFrom('pingMs', 'jitterMs', 'lateMs', 'reconnects'), (facts, key) => {
        const score = healthScore(facts);
        expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
        expect(healthScore({ ...facts, [key]: facts[key] + 1 })).toBeLessThanOrEqual(score);
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
