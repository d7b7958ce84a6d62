import { overallFigures, standardVerdict } from '../../../rules/index.ts';
import type {
  Check,
  Denominator,
  OverallFigures,
  ShownFigure,
  StandardVerdict,
} from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import type { ShownResults } from './service.ts';

/** How many checks miss their standard. @example standardsText(5, 1) // 'Of 5 checks with a standard, 1 misses it.' */
export const standardsText = (count: number, missed: number): string =>
  `Of ${countOf(count, 'check')} with a standard, ${missed === 0 ? 'none misses it' : missed === 1 ? '1 misses it' : `${missed} miss it`}.`;

/** A check with its standard in percent, if it has one, and its figure of all files. */
interface HeldCheck {
  polarity: Check['polarity'];
  standard: number | null;
  figure: ShownFigure | null;
  overall: OverallFigures | null;
}

/** How many checks of an audit miss their standard, and of how many that cannot be told; nothing where none has one. */
export function standardsOfAll(checks: readonly HeldCheck[]): string[] {
  const verdicts = checks.flatMap(({ polarity, standard, figure, overall }) =>
    standard === null ? [] : (standardVerdict({ polarity, standard }, { figure, overall }) ?? []),
  );
  const known = verdicts.filter((verdict) => verdict !== 'cannot tell');
  const open = verdicts.length - known.length;
  const missed = known.filter((verdict) => verdict === 'not met').length;
  return [
    ...(known.length === 0 ? [] : [standardsText(known.length, missed)]),
    ...(open === 0 ? [] : [`Of ${countOf(open, 'check')} with a standard it cannot be told.`]),
  ];
}

/** How all files of an audit stand to the standard of a check: of those where the check applies, whatever a page shows. */
export function standingOf(
  shown: Pick<ShownResults, 'table' | 'headline' | 'weighted'>,
  check: Check,
): StandardVerdict | null {
  const figure = shown.table.overall.checks.find(({ id }) => id === check.id) ?? null;
  return standardVerdict(check, { figure, overall: overallFigures(shown, check.id, 'applicable') });
}

/** What the checks of a table are held against, and how all files stand to it; null where none of them has a standard. */
export function presentStandards(shown: ShownResults, columns: readonly Check[], denominator: Denominator) {
  if (!columns.some((check) => check.standard !== undefined)) return null;
  const { files } = shown.audit.words;
  const cells = columns.map((check) => {
    const verdict = standingOf(shown, check);
    const bound = check.polarity === 'yes_is_bad' ? 'at most' : 'at least';
    return verdict && { bound, percent: `${check.standard}%`, verdict };
  });
  // A standard is of the files where the check applies, whatever the percentages above are of.
  return {
    name: denominator === 'applicable' ? 'Standard' : `Standard, of ${files} where it applies`,
    cells,
  };
}
