import { checksOf, prioritiesOf } from '../../../rules/index.ts';
import type { CheckJudged, Priorities, Share } from '../../../rules/index.ts';
import { othersOf } from '../store/report.ts';
import type { ReportFigures } from '../store/report.ts';
import { figuresOf } from './figureText.ts';
import { apartOf } from './hanging.ts';
import type { FeedbackInput } from './input.ts';
import { partnersOf } from './points.ts';

/** What of a report comes first, from its figures and from what the panel wrote. */
export function reportPriorities(
  input: Pick<
    FeedbackInput,
    'tool' | 'tally' | 'ownGroups' | 'before' | 'findings' | 'provider' | 'providersByGroup'
  >,
  figures: ReportFigures,
): Priorities {
  const { tool, before, findings } = input;
  const found = (kind: 'strength' | 'shortcoming', id: string) =>
    findings.some((finding) => finding.kind === kind && finding.itemId === id);
  const groups = figures.groups.filter(({ files }) => files > 0);
  const alone = groups.filter(({ name }) => partnersOf(input, name).length === 0);
  const apart = apartOf(input);
  const isJoint = alone.length < groups.length || before?.alone !== undefined;
  return prioritiesOf(
    checksOf(tool).flatMap((check) => {
      const entry = figures.checks.find(({ id }) => id === check.id);
      if (!entry) return [];
      const among = apart(check);
      return {
        check,
        own: entry.own,
        ...(entry.outcome === undefined ? {} : { outcome: entry.outcome }),
        others: othersOf(entry),
        before: before?.own.get(check.id) ?? null,
        // Where all of them are joint work there is nothing to hold a verdict against.
        ...(isJoint && alone.length > 0
          ? {
              withoutJoint: {
                own: sumOf(alone.map(({ checks }) => figuresOf(checks, check))),
                before: (before?.alone ?? before?.own)?.get(check.id) ?? null,
              },
            }
          : {}),
        ...(among ? { among: shareOf(among) } : {}),
        groups: groups.map(({ name, checks }) => ({ name, ...shareOf(figuresOf(checks, check)) })),
        strength: found('strength', check.id),
        shortcoming: found('shortcoming', check.id),
      };
    }),
  );
}

/**
 * The checks of which a report names the files: those to change first, then those that are clearly worse than the others or
 * that others hang on.
 */
export const checksWithFiles = ({ change, changeNext }: Priorities): CheckJudged[] => [
  ...change,
  ...changeNext.filter(
    ({ beside, hanging }) => (beside.sure === 'clear' && beside.way === 'worse') || hanging.length > 0,
  ),
];

/** The checks of a report that can be good or bad and were answered for any file. */
export const ratedOf = ({ checks }: Priorities): CheckJudged[] =>
  checks.filter(({ check, own }) => check.polarity !== 'neither' && own.applicable > 0);

/** Files of several groups, of which each file is in one. */
const sumOf = (shares: readonly Share[]): Share =>
  shares.reduce(
    (sum, { yes, applicable }) => ({ yes: sum.yes + yes, applicable: sum.applicable + applicable }),
    { yes: 0, applicable: 0 },
  );

const shareOf = ({ yes, applicable }: { yes: number; applicable: number }) => ({ yes, applicable });
