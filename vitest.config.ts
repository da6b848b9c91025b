import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
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
