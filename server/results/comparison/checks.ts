import {
  figureOf,
  hangsOnText,
  isClear,
  isPerhaps,
  isVeryClear,
  isReversed,
  itemById,
  overallFigures,
  shareIn,
  subjectWords,
} from '../../../rules/index.ts';
import type {
  Check,
  ComparedUnit,
  Outcome,
  OverallFigures,
  ShareDifference,
  ShownUnit,
  StandardVerdict,
  SubjectWords,
  Tool,
} from '../../../rules/index.ts';
import { differenceIntervalText, pointsText } from '../../formats/english.ts';
import { overallFigureText, shareInterval } from '../figures/chosen.ts';
import { missingText } from '../figures/overview.ts';
import { isWhollySuppressed } from '../figures/shown.ts';
import { outcomeText } from '../figures/outcomes.ts';
import { outcomeOfAll, standingOf } from '../figures/standards.ts';
import { at } from './at.ts';
import { chartOf, funnelOf } from './charts.ts';
import type { Comparison } from './service.ts';
import { probabilitiesText, verdictText } from './verdicts.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** From how many units on a funnel is drawn. */
const FUNNEL_FROM = 10;

/**
 * What a check is held against, and how all files stand to it; nothing without a standard.
 *
 * @param label - of the audit that is meant, where there are several
 */
function standardNote(
  check: Check,
  verdict: StandardVerdict | null,
  label: string | null,
  { files, read: wordRead }: SubjectWords,
): string[] {
  if (check.standard === undefined) return [];
  const of = `The standard is at ${check.polarity === 'yes_is_bad' ? 'most' : 'least'} ${check.standard}%`;
  if (verdict === null) return [`${of}.`];
  const where = label === null ? '' : ` of ${label}`;
  const among = check.dependsOn ? ' where the check applied' : '';
  if (verdict === 'not sure')
    return [`${of}. What was ${wordRead} leaves open whether all ${files}${where}${among} together meet it.`];
  if (verdict === 'cannot tell')
    return [`${of}. Whether all ${files}${where}${among} meet it cannot be told.`];
  return [`${of}. All ${files}${where}${among} ${verdict === 'met' ? 'meet' : 'do not meet'} it.`];
}

/** What the rule says of a check by which the panel might stop reading, audit by audit. */
function sureNotes({ results }: Comparison, { id, polarity }: Check, labels: string[]): string[] {
  return results.flatMap(({ outcomes, audit }, i) => {
    const found = outcomes.find((one) => one.id === id);
    if (!found) return [];
    const of = results.length > 1 ? ` in ${at(labels, i)}` : '';
    const bound = `at ${polarity === 'yes_is_bad' ? 'most' : 'least'} ${found.standard}%`;
    return [`Stop when sure${of}, ${bound}: ${outcomeText(found, audit.state)}.`];
  });
}

/**
 * The checks of a comparison, each with its lines and what is drawn of them.
 *
 * @param labels - by what each audit is called
 * @param against - what figures are held against, such as "in the other files"
 */
export function presentChecks(comparison: Comparison, labels: string[], against: string): CompareCheck[] {
  const { query, results, main, units, auditTotals, checkIds } = comparison;
  const { tool } = at(results, main);
  const words = subjectWords(tool.subject);
  const several = results.length > 1;
  const whole = query.compared.by === 'audit';
  return checkIds.map((id, c): CompareCheck => {
    const check = itemById(tool, id) as Check;
    const rowsOf = (of: ComparedUnit[], total: boolean) =>
      of.map((one) => {
        const label = several || whole ? at(labels, one.audit) : null;
        const held = total && !several ? null : at(one.differences, c);
        const found = total ? at(results, one.audit) : null;
        const overall = found && overallFigures(found, id, query.denominator);
        const outcome = found && outcomeOfAll(found, id);
        return rowOf(one.unit, id, { audit: label, total, whole, held, overall, outcome, against, words });
      });
    const rows = [...rowsOf(units, false), ...rowsOf(auditTotals, true)];
    const standard = check.standard ?? null;
    const verdict = standingOf(at(results, main), check);
    const of = query.denominator === 'parent' ? hangsOnText(tool, check) : null;
    const drawn = { words, label: check.label, polarity: check.polarity, standard, rows, against };
    const withFigure = rows.filter((row) => !row.total && row.figure?.kind === 'figure');
    const funnel = !several && withFigure.length >= FUNNEL_FROM ? funnelOf(drawn) : null;
    if (funnel) withFigure.forEach((row, i) => (row.number = i + 1));
    return {
      id,
      label: check.label,
      shortLabel: check.shortLabel,
      polarity: check.polarity,
      safety: check.safety === true,
      notes: [
        ...NOTES[check.polarity],
        ...standardNote(check, verdict, several ? at(labels, main) : null, words),
        ...sureNotes(comparison, check, labels),
        ...(of === null ? [] : [amongNote(comparison, check, labels)]),
        ...headlineNotes(comparison, check, labels),
        ...(funnel?.note ? [funnel.note] : []),
        ...results.flatMap((one, i) => otherwiseAsked(check, one.tool, at(labels, i))),
      ],
      standard,
      verdict,
      of: of ?? 'where the check applied',
      ...showsOf(rows, words),
      isSuppressed: isWhollySuppressed(rows.map(({ figure }) => figure)),
      chart: chartOf(drawn, whole),
      funnel: funnel?.chart ?? null,
      funnelCaption: funnel?.caption ?? '',
    };
  });
}

/** What the picture of a check shows, in a sentence; what is said of several lines alike is said there once. */
function showsOf(
  rows: readonly CompareRow[],
  { files }: SubjectWords,
): Pick<CompareCheck, 'rows' | 'shows' | 'noneText'> {
  const found = rows.filter(({ clear, perhaps }) => clear || perhaps);
  const none = rows.filter(({ difference }) => difference?.verdict === NO_DIFFERENCE);
  const noneText =
    none.length < 2
      ? ''
      : found.length === 0
        ? `No difference that these ${files} can show, in any of ${none.length} lines.`
        : `Of ${none.length} others: no difference that these ${files} can show.`;
  return {
    rows: rows.map((row) => (noneText !== '' && none.includes(row) ? { ...row, said: '' } : row)),
    noneText,
    shows: [...found.map(({ label, sentence }) => `${label}: ${sentence}`), noneText]
      .filter((text) => text !== '')
      .join(' '),
  };
}

const NO_DIFFERENCE = 'no difference that these files can show';

const NOTES: Record<Check['polarity'], string[]> = {
  yes_is_good: [],
  yes_is_bad: ['Yes is a shortcoming, so lower is better.'],
  neither: ['Yes is neither good nor bad.'],
};

/** The figures of all files where there are two of them, that which the audit goes by first. */
function headlineNotes({ results, query }: Comparison, check: Check, labels: string[]): string[] {
  const several = results.length > 1;
  const notes = results.flatMap((one, i) => {
    const asked = itemById(one.tool, check.id);
    if (asked?.kind !== 'check' || isReversed(check, asked)) return [];
    const found = overallFigures(one, check.id, query.denominator);
    if (!found?.beside) return [];
    const { words } = one.audit;
    const [headline, beside] = [found.headline, found.beside].map((of) => overallFigureText(of, words));
    if (!headline && !beside) return [];
    const of = several ? ` in ${at(labels, i)}` : '';
    return [`Headline${of}: ${headline ?? 'no figure'}. Beside it: ${beside ?? 'no figure'}.`];
  });
  const { file } = at(results, 0).audit.words;
  return several && notes.length > 0
    ? [...notes, `Differences between audits are told with each ${file} counted once.`]
    : notes;
}

/** Which files a figure is among, and how the check stands in all files where it applied. */
function amongNote({ results }: Comparison, check: Check, labels: string[]): string {
  const { tool } = at(results, 0);
  const words = subjectWords(tool.subject);
  const whole = results.flatMap(({ table }, i) => {
    const figure = figureOf(table.overall, check.id);
    if (!figure) return [];
    const share = shareIn(figure, table.overall.files, 'applicable');
    const text =
      share.kind === 'share'
        ? `${share.yes} of ${share.of}, ${share.percent}%`
        : (missingText(figure, words) ?? 'none');
    return [results.length > 1 ? `${text} in ${at(labels, i)}` : text];
  });
  return `Here among ${words.files} ${hangsOnText(tool, check) ?? ''}. Of all ${words.files} where it applied: ${whole.join('; ')}.`;
}

/** That another audit asked this check otherwise, in an earlier or later version of the tool. */
function otherwiseAsked(check: Check, tool: Tool, audit: string): string[] {
  const other = itemById(tool, check.id);
  if (other?.kind !== 'check') return [];
  if (isReversed(check, other)) {
    return [`In ${audit} a yes meant the opposite, so that its figures cannot stand here.`];
  }
  if (other.label !== check.label) return [`In ${audit} the question was “${other.label}”`];
  return other.guidance === check.guidance ? [] : [`In ${audit} it was decided by other guidance.`];
}

function rowOf(
  unit: ShownUnit,
  checkId: string,
  of: {
    audit: string | null;
    total: boolean;
    whole: boolean;
    held: ShareDifference | null;
    overall: OverallFigures | null;
    outcome: Outcome | null;
    against: string;
    words: SubjectWords;
  },
): CompareRow {
  const { audit, total, held, words } = of;
  const figure = figureOf(unit, checkId);
  const shown = figure?.kind === 'figure' ? figure : null;
  const name = total ? `All ${words.files}` : unit.name;
  return {
    key: unit.key,
    unit: name,
    audit,
    label: audit === null ? name : of.whole ? audit : `${name}, ${audit}`,
    total,
    files: unit.files,
    number: null,
    figure: figure ?? null,
    // Of a check that another tool does not have, or has the other way round, there is no figure here.
    overall: figure ? of.overall : null,
    outcome: figure ? of.outcome : null,
    count: shown ? `${shown.yes} of ${shown.applicable}` : '',
    percent: shown ? `${shown.percentOfApplicable}%` : '',
    interval: shown ? shareInterval(shown.interval) : '',
    missing: missingText(figure, words),
    difference: held,
    other: held?.other
      ? `${held.other.yes} of ${held.other.applicable}, ${held.other.percentOfApplicable}%`
      : '',
    points: held?.points === undefined || held.points === null ? '' : pointsText(held.points),
    differenceInterval: held?.interval ? differenceIntervalText(held.interval) : '',
    probabilities: held ? probabilitiesText(held) : '',
    sentence: held ? verdictText(held, of.against, words) : '',
    said: held ? verdictText(held, of.against, words) : '',
    clear: held !== null && isClear(held),
    veryClear: held !== null && isVeryClear(held),
    perhaps: held !== null && isPerhaps(held),
  };
}
