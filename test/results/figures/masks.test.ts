import { describe, expect, it } from 'vitest';
import { maskSampleGroups } from '../../../rules/index.ts';
import type { SuppressionRule } from '../../../rules/index.ts';
import { masksOfGroups } from '../../../server/results/figures/masks.ts';
import { seeded } from '../../support/random.ts';
import { countedOf, madeUpAudit } from '../../support/madeUpAudits.ts';

const rule: SuppressionRule = { threshold: 5, byFiles: new Set(), order: 'providers_first' };

const keyed = <Unit>(units: Unit[]) => units.map((unit, i) => ({ ...unit, key: String(i) }));

describe('what is remembered of what is suppressed', () => {
  it('is what would be worked out, after any change of a count, the rule or a provider', () => {
    const random = seeded(5);
    const audit = madeUpAudit({ files: 90, groups: 6, providers: 3 }, 4, random);
    const states: [ReturnType<typeof countedOf>, number[][], SuppressionRule][] = [];
    for (let change = 0; change < 60; change += 1) {
      const groups = audit.checks[Math.floor(random() * 4)];
      const cell = groups?.[Math.floor(random() * 6)];
      // One answer is put right.
      const [yes = 0, no = 0] = cell ?? [];
      if (cell && no > 0) [cell[0], cell[1]] = [yes + 1, no - 1];
      const order = change % 2 === 0 ? 'providers_first' : 'groups_first';
      const byFiles = new Set(change % 3 === 0 ? ['check_1'] : []);
      const providers = change % 5 === 0 ? audit.providers.slice(1) : audit.providers;
      states.push([countedOf(audit), providers, { ...rule, order, byFiles, threshold: 3 + (change % 4) }]);
    }
    for (const [tally, providers, of] of [...states, ...states]) {
      expect(masksOfGroups(keyed(tally.groups), providers, tally.overall, of)).toEqual(
        maskSampleGroups(tally.groups, providers, tally.overall, of),
      );
    }
  });

  it('is not worked out anew for the same state', () => {
    const audit = madeUpAudit({ files: 90, groups: 6, providers: 3 }, 4, seeded(6));
    const ask = () => {
      const { groups, overall } = countedOf(audit);
      return masksOfGroups(keyed(groups), audit.providers, overall, rule);
    };
    expect(ask()).toBe(ask());
  });
});
