import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../streams/voice/backoff.ts';
import { changed, emptyReport } from '../../../streams/voice/history.ts';
import { closedBreaker } from '../../../streams/voice/breaker.machine.ts';
import { defaultVoiceSettings } from '../../../streams/voice/index.ts';

const { backoff } = defaultVoiceSettings;

describe('back-off', () => {
  it('doubles from 500 ms to 30 s', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backoffMs(attempt, backoff, 0.5))).toEqual([
      0, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
    ]);
  });

  it('has a jitter of 10 % in both directions, and no more', () => {
    expect(backoffMs(1, backoff, 0)).toBeCloseTo(450);
    expect(backoffMs(1, backoff, 0.999_999)).toBeCloseTo(550, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (n, random) => {
          const plain = Math.min(30_000, 500 * 2 ** (n - 1));
          expect(Math.abs(backoffMs(n, backoff, random) - plain)).toBeLessThanOrEqual(plain * 0.1 + 1e-6);
        },
      ),
      { seed: 6, numRuns: 200 },
    );
  });
});

describe('history', () => {
  it('keeps the last twenty changes, with how long the state before lasted', () => {
    let report = emptyReport(closedBreaker, 1000);
    report = changed(report, { status: 'connecting', isNew: true }, 1000);
    report = changed(report, { status: 'ready' }, 1150);
    report = changed(report, { status: 'resuming', code: 4015, reason: 'crash', attempt: 1 }, 5150);
    expect(report).toMatchObject({ status: 'resuming', session: 1, attempt: 1, attempts: 2, losses: 1 });
    expect(report.changes.map(({ status, durationMs }) => [status, durationMs])).toEqual([
      ['connecting', 0],
      ['ready', 150],
      ['resuming', 4000],
    ]);
    for (let i = 0; i < 30; i += 1) report = changed(report, { status: 'ready' }, 6000 + i);
    expect(report.changes).toHaveLength(20);
    expect(report.changes.at(-1)?.atMs).toBe(6029);
  });
});
