import { holdShares, judgeView } from '../../../rules/index.ts';
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

/**
 * Against all other files of the audit; where their figure is withheld it is passed over. All checks that can be
 * compared are one family.
 */
function comparedLine(judged: (ReportFigures['checks'][number] & { check: Check })[]): string {
  const held = judged.flatMap(({ check, ...figures }) => {
    const others = othersOf(figures);
    return !others || others.applicable === 0 ? [] : [{ check, ...holdShares(figures.own, others) }];
  });
  if (held.length === 0) return 'Beside the others: there are too few files of others to compare with.';
  const verdicts = judgeView(held).map(({ verdict }) => verdict);
  const list = (way: 'ahead' | 'behind', word: 'clearly' | 'perhaps') =>
    held.flatMap(({ check }, i) => {
      const higher = (check.polarity === 'yes_is_good') === (way === 'ahead');
      if (verdicts[i] !== `${word} ${higher ? 'higher' : 'lower'}`) return [];
      const note = check.polarity === 'yes_is_bad' ? ` (${way === 'ahead' ? 'fewer' : 'more'} of them)` : '';
      return [`“${check.shortLabel}”${note}`];
    });
  const told = (['clearly', 'perhaps'] as const).flatMap((word) =>
    (['ahead', 'behind'] as const).flatMap((way) => {
      const names = list(way, word);
      return names.length > 0
        ? [{ names, text: `${word} ${way} ${way === 'ahead' ? 'of ' : ''}them in ${names.join(', ')}` }]
        : [];
    }),
  );
  const rest = held.length - told.reduce((sum, { names }) => sum + names.length, 0);
  const among = countOf(held.length, 'check');
  if (told.length === 0)
    return `Beside the others: no difference that these files can show in any of ${among}.`;
  return `Beside the others: ${told.map(({ text }) => text).join('; ')}; no difference that these files can show in ${rest} of ${among}.`;
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
