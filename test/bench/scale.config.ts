import { defineConfig } from 'vitest/config';

// Millions of rows: on the disk, and by itself.
export default defineConfig({
  test: {
    include: ['test/bench/scale.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    disableConsoleIntercept: true,
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
