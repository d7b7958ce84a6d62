import type { StoppingState } from './methods/stopping.ts';
import type { ShownTable } from './shown.ts';

/** What the rule by which a panel may stop reading says of files, as one reader may see it. */
export type Outcome = StoppingState | 'suppressed';

/** What it says of a check, by sample group and of all their lists taken as one. */
export interface CheckOutcome {
  id: string;
  /** In whole percent: the least that is to have a yes, or the most where a yes is bad. */
  standard: number;
  /** Those that are asked the check and were drawn, by name. */
  groups: { group: string; outcome: Outcome }[];
  /** Names of groups with files that are asked it and were not drawn at random, of which the rule says nothing. */
  outside: string[];
  /** Null where there is but one group. */
  together: Outcome | null;
}

/**
 * What the rule says of a check in the files of some groups, or of all of them. Of all it is what holds of their lists taken as
 * one. Of several but not all it is what it says of each of them alike: whoever is wrong of them together is then wrong of one
 * that is fixed, so that it is no likelier than of one alone.
 *
 * @param names - of the groups; those that are not asked the check do not count
 * @returns null where the check, or none of the groups, is under the rule; not sure where some of the groups are not
 */
export function outcomeOf(
  outcomes: readonly CheckOutcome[],
  checkId: string,
  names: readonly string[],
): Outcome | null {
  const found = outcomes.find(({ id }) => id === checkId);
  if (!found) return null;
  const own = found.groups.filter(({ group }) => names.includes(group));
  const [first] = own;
  if (!first) return null;
  if (found.outside.some((group) => names.includes(group))) return 'read on';
  if (found.together !== null && own.length === found.groups.length) return found.together;
  if (own.some(({ outcome }) => outcome === 'suppressed')) return 'suppressed';
  const telling = own.filter(({ outcome }) => outcome !== 'none');
  const [only = first] = telling;
  return telling.every(({ outcome }) => outcome === only.outcome) ? only.outcome : 'read on';
}

/**
 * Outcomes as a reader of suppressed figures may see them. An outcome tells of how many files at least had a yes, so that of a
 * group is hidden with its figure, and that of all lists with any of theirs: beside the outcomes and counts of the other groups
 * it would tell of the hidden one. Of a figure that is shown it tells nothing of anybody else's.
 *
 * @param table - by sample group, as this reader is shown it
 */
export function shownOutcomes(
  outcomes: readonly CheckOutcome[],
  table: Pick<ShownTable, 'units' | 'overall'>,
): CheckOutcome[] {
  const hides = (unit: ShownTable['overall'] | undefined, id: string) =>
    unit === undefined || unit.checks.find((check) => check.id === id)?.kind === 'suppressed';
  return outcomes.map((one) => {
    const groups = one.groups.map(({ group, outcome }) => {
      const unit = table.units.find(({ name }) => name === group);
      return { group, outcome: hides(unit, one.id) ? ('suppressed' as const) : outcome };
    });
    const isHidden = hides(table.overall, one.id) || table.units.some((unit) => hides(unit, one.id));
    return {
      ...one,
      groups,
      together: one.together === null ? null : isHidden ? 'suppressed' : one.together,
    };
  });
}
