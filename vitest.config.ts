import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import { ByProjectLongestFirst } from './test/support/longestFirst.ts';

/**
 * Tests that start the program as a process of its own, and some of them kill it; and the longest of those that work
 * on a PostgreSQL server started for them.
 */
const PROCESS = [
  'test/permissions.postgres.test.ts',
  'test/bin/*.test.ts',
  'test/feedback/reports/killed.test.ts',
  'test/browser/panelDay.test.ts',
  'test/upgrade.test.ts',
];
const BROWSER = ['test/browser/**/*.test.ts'];

function project(
  name: string,
  include: string[],
  exclude: string[],
  retry = 0,
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include,
      retry,
      exclude: [...configDefaults.exclude, ...exclude],
      // Starting a real PostgreSQL takes a while on a cold machine.
      hookTimeout: 120_000,
      testTimeout: 60_000,
      // Each file makes an application and a database of its own; only what was loaded is shared, since to load it
      // anew takes as long as many a file does.
      isolate: false,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      // A window may start late on a busy machine; the report names each test that passed at the second try only.
      project('browser', BROWSER, PROCESS, 1),
      project('process', PROCESS, []),
      project('quick', ['test/**/*.test.ts'], [...BROWSER, ...PROCESS]),
    ],
    // Once for all projects.
    globalSetup: ['test/support/globalSetup.ts'],
    // Left to itself, Vitest keeps one core free, which on a machine of two is half of it. Tests wait for servers,
    // browsers and databases, and while one waits another works: so there are more of them than cores.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: ByProjectLongestFirst },
  },
});
