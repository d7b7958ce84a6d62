import { outcomeOf, overallFigures, standardVerdict } from '../../../rules/index.ts';
import type {
  Check,
  Denominator,
  Outcome,
  OverallFigures,
  ShownFigure,
  StandardVerdict,
} from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import { verdictWord } from './outcomes.ts';
import type { ShownResults } from './service.ts';

/** How many checks miss their standard. @example standardsText(5, 1) // 'Of 5 checks with a standard, 1 misses it.' */
export const standardsText = (count: number, missed: number): string =>
  `Of ${countOf(count, 'check')} with a standard, ${missed === 0 ? 'none misses it' : missed === 1 ? '1 misses it' : `${missed} miss it`}.`;

/** The same of verdicts, with of how many it is not sure and of how many it cannot be told; nothing where there are none. */
export function standardsTexts(verdicts: readonly StandardVerdict[]): string[] {
  const count = (one: StandardVerdict) => verdicts.filter((verdict) => verdict === one).length;
  const [missed, unsure, open] = [count('not met'), count('not sure'), count('cannot tell')];
  const known = verdicts.length - unsure - open;
  // Of all at once, or "of 1 check … of 1 check" is read as if there were one.
  if (known > 0 && unsure > 0 && open === 0)
    return [
      `${standardsText(verdicts.length, missed).slice(0, -1)}, and of ${unsure} what was read leaves it open.`,
    ];
  return [
    ...(known === 0 ? [] : [standardsText(known, missed)]),
    ...(unsure === 0
      ? []
      : [`Of ${countOf(unsure, 'check')} with a standard, what was read leaves it open.`]),
    ...(open === 0 ? [] : [`Of ${countOf(open, 'check')} with a standard it cannot be told.`]),
  ];
}

/** A check with its standard in percent, if it has one, and its figure of all files. */
interface HeldCheck {
  polarity: Check['polarity'];
  standard: number | null;
  figure: ShownFigure | null;
  overall: OverallFigures | null;
  outcome: Outcome | null;
}

/** How many checks of an audit miss their standard, and of how many that cannot be told; nothing where none has one. */
export function standardsOfAll(checks: readonly HeldCheck[]): string[] {
  const verdicts = checks.flatMap(({ polarity, standard, figure, overall, outcome }) =>
    standard === null ? [] : (standardVerdict({ polarity, standard }, { figure, overall, outcome }) ?? []),
  );
  return standardsTexts(verdicts);
}

/** How all files of an audit stand to the standard of a check: of those where the check applies, whatever a page shows. */
export function standingOf(
  shown: Pick<ShownResults, 'table' | 'headline' | 'weighted' | 'outcomes' | 'groups'>,
  check: Check,
): StandardVerdict | null {
  const figure = shown.table.overall.checks.find(({ id }) => id === check.id) ?? null;
  return standardVerdict(check, {
    figure,
    overall: overallFigures(shown, check.id, 'applicable'),
    outcome: outcomeOfAll(shown, check.id),
  });
}

/** What the rule by which the panel may stop reading says of a check in all groups; null where it is under none. */
export const outcomeOfAll = (
  { outcomes, groups }: Pick<ShownResults, 'outcomes' | 'groups'>,
  checkId: string,
): Outcome | null =>
  outcomeOf(
    outcomes,
    checkId,
    groups.map(({ name }) => name),
  );

/** The same in the groups whose work is a provider's. */
export const outcomeOfProvider = (
  { outcomes, groups }: Pick<ShownResults, 'outcomes' | 'groups'>,
  provider: string,
  checkId: string,
): Outcome | null =>
  outcomeOf(
    outcomes,
    checkId,
    groups.filter(({ providers }) => providers.includes(provider)).map(({ name }) => name),
  );

/** What the checks of a table are held against, and how all files stand to it; null where none of them has a standard. */
export function presentStandards(shown: ShownResults, columns: readonly Check[], denominator: Denominator) {
  if (!columns.some((check) => check.standard !== undefined)) return null;
  const { files } = shown.audit.words;
  const cells = columns.map((check) => {
    const verdict = standingOf(shown, check);
    const bound = check.polarity === 'yes_is_bad' ? 'at most' : 'at least';
    return (
      verdict && { bound, percent: `${check.standard}%`, verdict: verdictWord(verdict, shown.audit.state) }
    );
  });
  // A standard is of the files where the check applies, whatever the percentages above are of.
  return {
    name: denominator === 'applicable' ? 'Standard' : `Standard, of ${files} where it applies`,
    cells,
  };
}
