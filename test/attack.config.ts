import { defineConfig } from 'vitest/config';

// The long run of the attack on small numbers: ten times as many made-up audits as in every run of the tests.
export default defineConfig({
  test: {
    globalSetup: ['test/support/globalSetup.ts'],
    hookTimeout: 120_000,
    include: [
      'test/results/figures/attack.test.ts',
      'test/results/figures/answersAttack.test.ts',
      'test/rules/leastHiding.test.ts',
      'test/rules/leastHidingFields.test.ts',
    ],
    env: { ATTACKED_AUDITS: '200' },
  },
});
