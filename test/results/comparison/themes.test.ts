import { expect, it } from 'vitest';
import type { CompareView } from '../../../server/results/comparison/presenter.ts';
import { themesOf, themeText } from '../../../server/results/comparison/themes.ts';

/** A line of all files: yes of twenty, and the weighted share where that is the headline. */
const row = (audit: string, yes: number, weighted: number | null) => ({
  audit,
  total: true,
  figure: { kind: 'figure', yes, applicable: 20, interval: null },
  overall: {
    headline:
      weighted === null
        ? { by: 'files' }
        : {
            by: 'weighted',
            figure: { kind: 'figure', share: weighted / 100, percent: weighted, interval: null },
          },
  },
});

const viewOf = (rows: ReturnType<typeof row>[], mainLabel = 'Now') =>
  ({
    mainLabel,
    words: { files: 'files' },
    audits: [{ label: 'Before' }, { label: 'Now' }],
    checks: [{ id: 'plan', label: 'Plan', polarity: 'yes_is_good', standard: null, verdict: null, rows }],
  }) as unknown as CompareView;

it('tells a check by the figure that its audit goes by, weighted where that is its headline', () => {
  const told = (before: number | null, now: number | null) => {
    const rows = [row('Before', 10, before), row('Now', 8, now)];
    const view = viewOf(rows);
    return themeText(themesOf(view), view, view);
  };
  expect(told(62, 35)).toContain('“Plan” 35% weighted; 8 of 20, 40%.');
  expect(told(62, null)).toContain('“Plan” 8 of 20, 40%');
});
