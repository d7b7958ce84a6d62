import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

// Pictures are no tests: they are made to be looked at.
export default defineConfig({
  test: {
    include: ['test/pictures/pictures.ts', 'test/pictures/measures.ts', 'test/pictures/kinds.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    // Not in the temporary folder of the run, which is gone when it ends.
    env: { PICTURES: process.env['PICTURES'] ?? path.join(tmpdir(), 'casefile-audit-pictures') },
    disableConsoleIntercept: true,
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
