import { isFewFiles } from '../fewFiles.ts';
import { isSmallCell } from '../suppression.ts';
import { isAboutPractice } from '../tool.ts';
import type { CriterionTally } from './criterionTally.ts';
import type { ItemTally } from './itemTally.ts';
import { criteriaOf, instrumentItemsOf, partsOf } from './parts.ts';
import type { Instrument } from './schema.ts';

/** What an audit calls a small number. */
export interface CriterionRule {
  threshold: number;
  /** Whether every figure is judged by its counts; else those about practice by the records that they rest on. */
  byCounts: boolean;
}

/** The figures of some records, such as those of a sample group, or of all. */
export interface CriterionFigures {
  items: readonly ItemTally[];
  criteria: readonly CriterionTally[];
}

/**
 * The criteria of which nothing may be shown outside the panel in a division: those of which any unit has a small
 * figure, or of which any item has. All units of a criterion are hidden together, so that none follows from the others
 * and the whole. A criterion is judged by the records that it rests on; one with an item that says who somebody is, or
 * any by the stricter rule, by its counts.
 *
 * @param units - that stand beside each other, or one alone
 * @returns ids of criteria
 */
export function hiddenCriteria(
  instrument: Instrument,
  units: readonly CriterionFigures[],
  rule: CriterionRule,
): Set<string> {
  const leaves = leavesOf(instrument);
  const people = aboutPersons(instrument);
  const byCounts = (items: readonly string[]) => rule.byCounts || items.some((id) => people.has(id));
  const isSmall = (n: number, counts: number[], items: readonly string[]) =>
    byCounts(items) && counts.length > 0
      ? isSmallCell(counts, rule.threshold)
      : isFewFiles(n, rule.threshold);
  const isHiddenIn = ({ items, criteria }: CriterionFigures, id: string, own: readonly string[]) => {
    const tally = criteria.find((one) => one.id === id);
    if (tally && isSmall(tally.scored, Object.values(tally.bands), own)) return true;
    return items.some(
      (item) => own.includes(item.id) && isSmall(item.answered, Object.values(item.counts), [item.id]),
    );
  };
  return new Set(
    [...leaves].flatMap(([id, own]) => (units.some((unit) => isHiddenIn(unit, id, own)) ? [id] : [])),
  );
}

/** Whether a criterion is judged by its counts: by the stricter rule, or since one of its items says who somebody is. */
export function isJudgedByCounts(
  instrument: Instrument,
  criterionId: string,
  { byCounts }: CriterionRule,
): boolean {
  const people = aboutPersons(instrument);
  return byCounts || (leavesOf(instrument).get(criterionId) ?? []).some((id) => people.has(id));
}

const aboutPersons = (instrument: Instrument): ReadonlySet<string> =>
  new Set(instrumentItemsOf(instrument).flatMap((item) => (isAboutPractice(item) ? [] : [item.id])));

/** The items that each criterion is made of in the end, by its id; those that limit it are among them. */
export function leavesOf(instrument: Instrument): Map<string, string[]> {
  const leaves = new Map<string, string[]>();
  for (const criterion of criteriaOf(instrument)) {
    const own = partsOf(criterion).flatMap((id) => leaves.get(id) ?? [id]);
    leaves.set(criterion.id, [...own, ...criterion.limits.map(({ item }) => item)]);
  }
  return leaves;
}
