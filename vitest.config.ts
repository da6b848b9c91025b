import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for sound in real time: one more than Vitest would take on a small machine.
    maxWorkers: 2,
    // What is judged is sound in real time: a machine that is busy for a moment gets a second try, never a third.
    retry: 1,
    include: ['marbles/**/*.test.ts', 'test/**/*.test.ts', 'src/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['streams/**/*.ts', 'src/protocol/**/*.ts'],
      exclude: ['streams/index.ts', 'streams/ports.ts', 'streams/commands.ts', 'streams/events.ts'],
      reporter: ['text'],
      thresholds: { lines: 90 },
    },
  },
});
