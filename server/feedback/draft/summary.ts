import { compareShares } from '../../../rules/index.ts';
import type { Check, CheckTally } from '../../../rules/index.ts';
import { countOf, dayInWords } from '../../formats/english.ts';
import type { FindingKind } from '../store/findings.ts';
import { othersOf } from '../store/report.ts';
import type { ReportFigures } from '../store/report.ts';

/** Checks that are named in one line; of more there is only the number. */
const NAMED = 3;

/**
 * The five lines with which a report begins: what was read, what is mostly there, what is mostly missing, how this
 * compares, what was found and what comes next. Checks are not ranked: a line names those beyond a fixed share.
 */
export function summaryLines(parts: {
  figures: ReportFigures;
  checks: Check[];
  planned: number | null;
  /** The last day for queries; null while the report is a draft. */
  queriesUntil: string | null;
}): string[] {
  const { figures, checks } = parts;
  const byId = new Map(checks.map((check) => [check.id, check]));
  const judged = figures.checks.flatMap((entry) => {
    const check = byId.get(entry.id);
    return check && check.polarity !== 'neither' && entry.own.applicable > 0 ? [{ ...entry, check }] : [];
  });
  const good = (check: Check, own: CheckTally) => (check.polarity === 'yes_is_good' ? own.yes : own.no);
  const mostly = judged.filter(({ check, own }) => 4 * good(check, own) >= 3 * own.applicable);
  const seldom = judged.filter(({ check, own }) => 2 * good(check, own) < own.applicable);
  return [
    readLine(figures, parts.planned),
    `As it should be in at least three quarters of the files: ${named(mostly, judged.length)}`,
    `As it should be in fewer than half of the files: ${named(seldom, judged.length)}`,
    comparedLine(judged),
    foundLine(figures, parts.queriesUntil),
  ];
}

function readLine(figures: ReportFigures, planned: number | null): string {
  const of = planned === null ? '' : ` of ${planned} planned`;
  const groups = figures.groups.filter((group) => group.files > 0).length;
  return figures.files === 0
    ? 'No case file of yours was read.'
    : `Read: ${figures.files}${of} case files of yours, in ${countOf(groups, 'sample group')}.`;
}

function named(entries: { check: Check }[], of: number): string {
  if (of === 0) return 'there is nothing to say yet.';
  if (entries.length === 0) return `none of ${countOf(of, 'check')}.`;
  const names = entries
    .slice(0, NAMED)
    // What is well where a yes is a shortcoming is that there is none of it.
    .map(({ check }) => `${check.polarity === 'yes_is_bad' ? 'no ' : ''}“${check.shortLabel}”`);
  const more = entries.length - names.length;
  return `${entries.length} of ${countOf(of, 'check')}: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** Against all other files of the audit; where their figure is withheld it is passed over. */
function comparedLine(judged: (ReportFigures['checks'][number] & { check: Check })[]): string {
  const compared = judged.flatMap(({ check, ...figures }) => {
    const { own } = figures;
    const others = othersOf(figures);
    if (!others || others.applicable === 0) return [];
    const { verdict } = compareShares(own, others);
    if (verdict === 'cannot be told') return [];
    const [better, worse] =
      check.polarity === 'yes_is_good'
        ? ['clearly higher', 'clearly lower']
        : ['clearly lower', 'clearly higher'];
    const up = verdict === better;
    const down = verdict === worse;
    return [{ check, up, down }];
  });
  if (compared.length === 0) return 'Beside the others: there are too few files of others to compare with.';
  const up = compared.filter((entry) => entry.up);
  const down = compared.filter((entry) => entry.down);
  if (up.length + down.length === 0) {
    return `Beside the others: no clear difference in any of ${countOf(compared.length, 'check')}.`;
  }
  const list = (entries: typeof compared) =>
    entries
      .map(({ check, up: isBetter }) => {
        const note = check.polarity === 'yes_is_bad' ? ` (${isBetter ? 'fewer' : 'more'} of them)` : '';
        return `“${check.shortLabel}”${note}`;
      })
      .join(', ');
  return `Beside the others: ${[
    ...(up.length > 0 ? [`clearly ahead of them in ${list(up)}`] : []),
    ...(down.length > 0 ? [`clearly behind them in ${list(down)}`] : []),
  ].join(
    '; ',
  )}; no clear difference in ${compared.length - up.length - down.length} of ${countOf(compared.length, 'check')}.`;
}

function foundLine(figures: ReportFigures, queriesUntil: string | null): string {
  const count = (kind: FindingKind) => figures.findings.filter((finding) => finding.kind === kind).length;
  const found = [
    countOf(count('strength'), 'strength'),
    countOf(count('shortcoming'), 'shortcoming'),
    countOf(count('suggestion'), 'suggestion'),
  ];
  const next = queriesUntil === null ? '' : ` Queries can be raised until ${dayInWords(queriesUntil)}.`;
  return `Found: ${found[0]}, ${found[1]} and ${found[2]}.${next}`;
}
