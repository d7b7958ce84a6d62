import { defineConfig } from 'vitest/config';

// Measurements are no tests: they run by themselves, one after the other, and print what they found.
export default defineConfig({
  test: {
    include: [
      'test/bench/recording.ts',
      'test/bench/tally.ts',
      'test/bench/reports.ts',
      'test/bench/suppression.ts',
      'test/bench/exports.ts',
      'test/bench/measures.ts',
      'test/bench/review.ts',
    ],
    globalSetup: ['test/support/globalSetup.ts'],
    fileParallelism: false,
    disableConsoleIntercept: true,
    hookTimeout: 120_000,
  },
});
