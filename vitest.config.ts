import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Starting a real PostgreSQL takes a while on a cold machine.
    hookTimeout: 120_000,
    testTimeout: 60_000,
    globalSetup: ['test/support/postgres.ts'],
  },
});
