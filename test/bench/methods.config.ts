import { defineConfig } from 'vitest/config';

// Needs no program and no database, so it starts at once.
export default defineConfig({
  test: { include: ['test/bench/methods.ts'], disableConsoleIntercept: true, testTimeout: 600_000 },
});
