import { bandIdsOf, criteriaOf, printedTogether, tallyCriteria } from '../../../rules/index.ts';
import type { CriterionRule, Instrument, PrintedInGroup } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { ShownCriterion, ShownScoreUnit } from './unit.ts';

// What a published table prints of criteria, in the place of what records score.

/**
 * The printed results of the groups at some positions, part by part. Where small numbers are suppressed a criterion with a
 * band that may be so few is hidden in all parts that stand beside each other.
 */
export function printedUnits(
  instrument: Instrument,
  groups: readonly Pick<SampleGroup, 'name' | 'files'>[],
  printed: readonly PrintedInGroup[],
  parts: readonly { key: string; name: string; positions: readonly number[] }[],
  rule: CriterionRule | null,
): ShownScoreUnit[] {
  const small = new Set(
    rule ? printed.filter((one) => isSmall(one, rule.threshold)).map(({ item }) => item) : [],
  );
  const none = new Map(tallyCriteria(instrument, []).map((tally) => [tally.id, tally]));
  return parts.map(({ key, name, positions }) => {
    const own = positions.flatMap((position) => groups.slice(position, position + 1));
    const names = new Set(own.map((group) => group.name));
    return {
      key,
      name,
      records: own.reduce((sum, { files }) => sum + files, 0),
      criteria: criteriaOf(instrument).flatMap((criterion): ShownCriterion[] => {
        const { id } = criterion;
        if (small.has(id)) return [{ kind: 'suppressed', id }];
        const found = printedTogether(printed.filter(({ item, group }) => item === id && names.has(group)));
        const bands = bandIdsOf(instrument, criterion);
        if (found && bands.length > 0) {
          return [{ kind: 'printed', id, scored: found.answered, bands: found.percents, mean: found.mean }];
        }
        const tally = none.get(id);
        return tally ? [{ kind: 'figure', tally, interval: null, why: null }] : [];
      }),
    };
  });
}

/** Whether a share can stand for few, or what is left to all can; nobody is few as well. */
const isSmall = ({ percents }: PrintedInGroup, threshold: number): boolean =>
  Object.values(percents).some(({ least }) => least < threshold);
