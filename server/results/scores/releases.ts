import { hideOverReleases, releaseOfCounts } from '../../../rules/index.ts';
import type { CountsShownBefore, ShownBefore } from '../../../rules/index.ts';
import { criterionIdOf } from './unit.ts';
import type { ShownScoreUnit } from './unit.ts';

/** The scores of one moment by group and of all, as one state alone lets a reader outside the panel see them. */
export interface ScoresOfState {
  overall: ShownScoreUnit;
  units: ShownScoreUnit[];
  /** By criterion, what stands behind each figure, hidden ones too: records with a score, or by band. */
  cells: ReadonlyMap<string, { units: number[][]; byRecords: boolean }>;
}

/** What is shown of scores, to be kept until they change. */
export const scoresShownNow = ({
  overall,
  units,
  cells,
}: ScoresOfState): NonNullable<ShownBefore['scores']> =>
  Object.fromEntries(
    overall.criteria.map((criterion, c): [string, CountsShownBefore] => {
      const id = criterionIdOf(criterion);
      return [
        id,
        {
          cells: cells.get(id)?.units ?? [],
          all: criterion.kind === 'suppressed',
          groups: units.map((unit) => unit.criteria[c]?.kind !== 'figure'),
          providers: [],
        },
      ];
    }),
  );

/**
 * Scores with those of a group hidden that would tell, beside what was shown before, what so few records scored: a mean and
 * how many records it is of give their sum, and two sums the records between them.
 */
export function hideScoresOverReleases(
  state: ScoresOfState,
  before: readonly ShownBefore[],
  threshold: number,
): { units: ShownScoreUnit[]; told: { criterion: string; groups: string[] }[] } {
  const now = scoresShownNow(state);
  const groups = state.units.map(({ key }) => key);
  const told: { criterion: string; groups: string[] }[] = [];
  const hidden = new Map(
    Object.entries(now).map(([id, own]) => {
      const earlier = before.flatMap((one) =>
        one.scores?.[id] ? [releaseOfCounts({ groups: one.groups, providers: [] }, one.scores[id])] : [],
      );
      if (earlier.length === 0) return [id, own.groups] as const;
      const byFiles = state.cells.get(id)?.byRecords ?? true;
      const found = hideOverReleases(releaseOfCounts({ groups, providers: [] }, own), earlier, {
        threshold,
        byFiles,
      });
      told.push(...found.told.map((one) => ({ criterion: id, groups: one.groups })));
      return [id, found.newest.groups.map((group) => group.hidden)] as const;
    }),
  );
  return {
    told,
    units: state.units.map((unit, u) => ({
      ...unit,
      criteria: unit.criteria.map((criterion) =>
        hidden.get(criterionIdOf(criterion))?.[u]
          ? { kind: 'suppressed', id: criterionIdOf(criterion) }
          : criterion,
      ),
    })),
  };
}
