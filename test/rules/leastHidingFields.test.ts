import { expect, it } from 'vitest';
import { maskSegments } from '../../rules/disclosure.ts';
import { isProtected, smallSum } from '../support/leastHidden.ts';
import { dividedByField, madeUpAudit, SHAPES } from '../support/madeUpAudits.ts';
import { seeded } from '../support/random.ts';

const LEAST = 5;
const RULE = { threshold: LEAST, order: 'providers_first' as const, byFiles: new Set<string>() };
/** `npm run test:attack` tries ten times as many audits. */
const AUDITS = Number(process.env['ATTACKED_AUDITS'] ?? 20) / 5;

/** With as many files it could have been shown, so that it is known to be small if all that is hidden is. */
const tells = (cell: number[]): boolean =>
  smallSum(cell, LEAST) && cell.reduce((sum, part) => sum + part, 0) >= 2 * LEAST;

/**
 * The fewest shares that have to be hidden beside those that are in any case, where somebody knows the rule: what is hidden
 * leaves room for a small one beside one that is not, not all are known to be small, and no yes is known by one.
 */
async function leastByRule(cells: number[][], given: boolean[]): Promise<number> {
  const open = cells.flatMap((cell, i) => (!given[i] && cell.some((part) => part > 0) ? [i] : []));
  const choices = Array.from({ length: 2 ** open.length }, (_, set) =>
    open.filter((_i, at) => (set >> at) & 1),
  ).toSorted((a, b) => a.length - b.length);
  for (const choice of choices) {
    const hidden = cells.map((_, i) => given[i] === true || choice.includes(i));
    const behind = cells.filter((cell, i) => hidden[i] && cell.some((part) => part > 0));
    const sum = [0, 1].map((part) => behind.reduce((all, cell) => all + (cell[part] ?? 0), 0));
    const isMixed = !behind.some(tells) || behind.some((cell) => !smallSum(cell, LEAST));
    const isAll = behind.length === 0 || choice.length === open.length;
    const isOpen = isAll || (sum.every((part) => part >= 2 * LEAST - 1) && isMixed);
    if (isOpen && (await isProtected({ cells, unions: [] }, hidden, LEAST))) return choice.length;
  }
  return open.length;
}

it.each(SHAPES)(
  'of the yes by a field of $files files none is known by one, and few are hidden beside small ones',
  async (shape) => {
    const random = seeded(17 + shape.files);
    let [lost, least] = [0, 0];
    for (let audit = 0; audit < AUDITS; audit += 1) {
      const made = madeUpAudit(shape, 8, random);
      for (const count of [2, 4, 6]) {
        const { groups, values, overall } = dividedByField(made, count, random);
        const { units } = maskSegments({ of: 'values' }, values, overall, groups, new Set(), RULE);
        const forced = units.map(({ files }) => files);
        for (const [c, { yes, no }] of overall.checks.entries()) {
          const cells = values.map(({ checks }) => [checks[c]?.yes ?? 0, checks[c]?.no ?? 0]);
          const hidden = units.map(({ checks }) => checks[c] ?? false);
          // What tells how many files of a group have a value is hidden as a whole.
          if (
            smallSum([yes, no], LEAST) ||
            groups.some((g) => (g.checks[c]?.yes ?? 0) + (g.checks[c]?.no ?? 0) === 0)
          )
            continue;
          const line = { cells, unions: [] };
          expect(await isProtected(line, hidden, LEAST), JSON.stringify({ cells, hidden })).toBe(true);
          const given = cells.map((cell, i) => forced[i] === true || smallSum(cell, LEAST));
          lost += hidden.filter((is, i) => is && !given[i]).length;
          least += await leastByRule(cells, given);
        }
      }
    }
    expect(least).toBeGreaterThan(AUDITS);
    expect(lost).toBeLessThanOrEqual(1.15 * least);
  },
  60_000 + AUDITS * 10_000,
);
