import { expect, it } from 'vitest';
import { maskSampleGroups, suppressionRuleOf } from '../../rules/index.ts';
import type { SuppressionRule } from '../../rules/index.ts';
import { groupsOfProviders } from '../../server/results/figures/shown.ts';
import { startApp, withExample } from '../support/app.ts';
import { seeded } from '../support/random.ts';
import { leastHidden, smallSum } from '../support/leastHidden.ts';
import { countedOf, madeUpAudit, SHAPES } from '../support/madeUpAudits.ts';
import { median } from './largeAudit.ts';

const AUDITS = 3;
const RULES = ['by practice and person', 'by counts'] as const;
type Counted = Parameters<typeof maskSampleGroups>[2];
interface Counts {
  groups: Counted[];
  overall: Counted;
  providers: number[][];
}

/** Of the figures of groups and providers, how many there are, are shown, are not small, and could be shown at most. */
async function shares({ groups, overall, providers }: Counts, rule: SuppressionRule) {
  const masks = maskSampleGroups(groups, providers, overall, rule);
  const counts = { all: 0, shown: 0, notSmall: 0, most: 0 };
  for (const [c, { id, yes, no }] of overall.checks.entries()) {
    const cellOf = (of: { yes: number; no: number } | undefined) => {
      const cell = [of?.yes ?? 0, of?.no ?? 0];
      return rule.byFiles.has(id) ? [cell.reduce((a, b) => a + b, 0)] : cell;
    };
    const cells = groups.map(({ checks }) => cellOf(checks[c]));
    const sums = providers.map((own) =>
      (cells[0] ?? []).map((_, part) => own.reduce((sum, g) => sum + (cells[g]?.[part] ?? 0), 0)),
    );
    const figures = [...cells, ...sums].filter((cell) => cell.some((part) => part > 0)).length;
    const hidden = [...masks.groups.units, ...masks.providers.units].filter(({ checks }) => checks[c]).length;
    counts.all += figures;
    counts.shown += figures - hidden;
    if (smallSum(cellOf({ yes, no }), rule.threshold) || figures === 0) continue;
    const { small, more } = await leastHidden({ cells, unions: providers }, rule.threshold);
    counts.notSmall += figures - small;
    counts.most += figures - small - more;
  }
  return counts;
}

async function print(name: string, audits: Counts[], ruleOf: (r: (typeof RULES)[number]) => SuppressionRule) {
  for (const which of RULES) {
    const sum = { all: 0, shown: 0, notSmall: 0, most: 0 };
    for (const audit of audits) {
      const counts = await shares(audit, ruleOf(which));
      for (const key of ['all', 'shown', 'notSmall', 'most'] as const) sum[key] += counts[key];
    }
    const share = (count: number) => `${((100 * count) / sum.all).toFixed(1)}%`;
    console.log(
      `${name}, ${which}: ${share(sum.shown)} of ${sum.all} figures shown, ${share(sum.notSmall)} without secondary suppression, ${share(sum.most)} at best`,
    );
    expect(sum.shown).toBeLessThanOrEqual(sum.most);
  }
}

it('share of the figures of groups and providers that is shown, by shape', async () => {
  for (const shape of SHAPES) {
    const random = seeded(17 + shape.files);
    const audits = Array.from({ length: AUDITS }, () => {
      const made = madeUpAudit(shape, 13, random);
      return { ...countedOf(made), providers: made.providers };
    });
    const ids = audits[0]?.overall.checks.map(({ id }) => id) ?? [];
    await print(`${shape.files} files in ${shape.groups} groups`, audits, (which) => ({
      threshold: 5,
      order: 'providers_first',
      byFiles: new Set(which === 'by counts' ? [] : ids),
    }));
  }
}, 600_000);

it('the same of both examples', async () => {
  const test = await startApp('sqlite');
  try {
    await withExample(test);
    for (const audit of await test.deps.audits.all()) {
      const { tally, groups, tool } = await test.deps.results.of(audit.id);
      const providers = groupsOfProviders(groups);
      await print(audit.title, [{ groups: tally.groups, overall: tally.overall, providers }], (which) =>
        suppressionRuleOf(tool, {
          ...audit,
          smallNumberRule: which === 'by counts' ? 'by_counts' : 'by_item',
        }),
      );
    }
  } finally {
    await test.close();
  }
}, 600_000);

it('what is suppressed of 20 groups, 10 providers and 60 checks', () => {
  for (const which of RULES) {
    const times = Array.from({ length: 9 }, (_, a) => {
      const made = madeUpAudit({ files: 300, groups: 20, providers: 10 }, 60, seeded(a + 5));
      const { groups, overall } = countedOf(made);
      const byFiles = new Set(which === 'by counts' ? [] : overall.checks.map(({ id }) => id));
      const before = process.cpuUsage();
      maskSampleGroups(groups, made.providers, overall, { threshold: 5, order: 'providers_first', byFiles });
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    console.log(
      `20 groups, 10 providers, 60 checks, ${which}: ${median(times).toFixed(0)} ms of processor time (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}; to stay under 200)`,
    );
  }
});
