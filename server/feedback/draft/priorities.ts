import { checksOf, prioritiesOf } from '../../../rules/index.ts';
import type { CheckJudged, Priorities } from '../../../rules/index.ts';
import { othersOf } from '../store/report.ts';
import type { ReportFigures } from '../store/report.ts';
import { figuresOf } from './figureText.ts';
import type { FeedbackInput } from './input.ts';

/** What of a report comes first, from its figures and from what the panel wrote. */
export function reportPriorities(
  { tool, before, findings }: Pick<FeedbackInput, 'tool' | 'before' | 'findings'>,
  figures: ReportFigures,
): Priorities {
  const found = (kind: 'strength' | 'shortcoming', id: string) =>
    findings.some((finding) => finding.kind === kind && finding.itemId === id);
  const groups = figures.groups.filter(({ files }) => files > 0);
  return prioritiesOf(
    checksOf(tool).flatMap((check) => {
      const entry = figures.checks.find(({ id }) => id === check.id);
      if (!entry) return [];
      return {
        check,
        own: entry.own,
        others: othersOf(entry),
        before: before?.own.get(check.id) ?? null,
        groups: groups.map(({ name, checks }) => ({ name, ...shareOf(figuresOf(checks, check)) })),
        strength: found('strength', check.id),
        shortcoming: found('shortcoming', check.id),
      };
    }),
  );
}

/** The checks of which a report names the files: those to change first, then those that are clearly worse than the others. */
export const checksWithFiles = ({ change, changeNext }: Priorities): CheckJudged[] => [
  ...change,
  ...changeNext.filter(({ beside }) => beside.sure === 'clear' && beside.way === 'worse'),
];

const shareOf = ({ yes, applicable }: { yes: number; applicable: number }) => ({ yes, applicable });
