import { defineConfig } from 'vitest/config';

// Pictures are no tests: they are made to be looked at.
export default defineConfig({
  test: {
    include: ['test/pictures/pictures.ts', 'test/pictures/measures.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    disableConsoleIntercept: true,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
