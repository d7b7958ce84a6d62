import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longestFirst.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Starting a real PostgreSQL takes a while on a cold machine.
    hookTimeout: 120_000,
    testTimeout: 60_000,
    globalSetup: ['test/support/postgres.ts'],
    // Left to itself, Vitest keeps one core free, which on a machine of two is half of it.
    maxWorkers: '100%',
    // Each file makes an application and a database of its own; only what was loaded is shared, since to load it anew
    // takes as long as many a file does.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
