import { percent } from '../../../rules/index.ts';
import type {
  CheckJudged,
  CheckWithInterval,
  Priorities,
  Standing,
  SubjectWords,
} from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import type { PairRow, PairsSpec } from '../../formats/chart/index.ts';
import { ALL_READ, shareInterval } from '../../results/figures/chosen.ts';
import { othersOf } from '../store/report.ts';
import type { ReportFigures } from '../store/report.ts';
import { isOnlyJoint, jointBrackets, jointText, standingToStandard, standingWord } from './standing.ts';

/**
 * All checks of a report as one picture: those to change and those to keep, by the share that is as it should be, so that
 * right is better, the worst first; below them those that are neither, by the share with a yes. What is suppressed and
 * what applied to no file is not in it.
 */
export function teamChart(
  { checks, change, changeNext }: Priorities,
  figures: ReportFigures,
  { files }: SubjectWords,
): PairsSpec {
  const toChange = new Set([...change, ...changeNext]);
  const isOneWord = isOneStanding(checks, files);
  const drawn = (list: CheckJudged[]) => list.map((entry) => pairOf(entry, figures, { isOneWord, files }));
  const answered = checks.filter(({ own }) => own.applicable > 0);
  const rated = answered.filter(({ check }) => check.polarity !== 'neither').toSorted(worstFirst);
  const neutral = answered.filter(({ check }) => check.polarity === 'neither');
  const right = rated.filter((entry) => !toChange.has(entry));
  const wrong = rated.filter((entry) => toChange.has(entry));
  const sections = [
    { title: `${countOf(wrong.length, 'check')} to change: share as it should be`, rows: drawn(wrong) },
    { title: `${countOf(right.length, 'check')} to keep: share as it should be`, rows: drawn(right) },
    {
      title: `${countOf(neutral.length, 'check')} neither good nor bad: share with a yes`,
      rows: drawn(neutral),
    },
  ].filter(({ rows }) => rows.length > 0);
  return {
    title: `Every check: your ${files} beside the other ${files} of the audit`,
    description: `On a scale from 0 to 100%, a filled dot for your ${files} and an open one for the other ${files}, each with its 95% interval as a line.`,
    key: { first: `Your ${files}`, second: `Other ${files}`, standard: 'Standard' },
    sections,
  };
}

const worstFirst = (a: CheckJudged, b: CheckJudged): number =>
  b.short * a.own.applicable - a.short * b.own.applicable || b.short - a.short;

/** Whether all checks that are drawn stand alike beside the others, which is then said once of all. */
function isOneStanding(checks: readonly CheckJudged[], files: string): boolean {
  const answered = checks.filter(({ own }) => own.applicable > 0);
  return new Set(answered.map(({ beside }) => toldOf(beside, files))).size === 1;
}

/** A standing in full, for whoever listens and where it is said once of all lines. */
const toldOf = (beside: Standing, files: string): string =>
  `${standingWord(beside)}${jointBrackets(beside, files)}`;

/** The same at the end of a line, in few words. */
function endOf(beside: Standing, files: string): string {
  const joint = isOnlyJoint(beside) ? `joint ${files} only` : jointText(beside, files);
  return `${standingWord(beside)}${joint === '' ? '' : `, ${joint}`}`;
}

/** @param isOneWord - that all lines would end in the same word, which is then said above them */
function pairOf(
  { check, beside, verdict }: CheckJudged,
  { checks }: ReportFigures,
  { isOneWord, files }: { isOneWord: boolean; files: string },
): PairRow {
  const found = checks.find(({ id }) => id === check.id);
  if (!found) throw new RangeError(`no figures for the check ${check.id}`);
  const others = othersOf(found);
  // What is as it should be: the yes, or the no where a yes is a shortcoming.
  const isBad = check.polarity === 'yes_is_bad';
  const standard =
    check.standard === undefined ? null : (isBad ? 100 - check.standard : check.standard) / 100;
  const mine = figureOf(found.own, isBad);
  const theirs = others && figureOf(others, isBad);
  const remarks = [...(isBad ? ['a no is as it should be'] : []), ...(check.safety ? ['about safety'] : [])];
  const met = standard === null ? [] : [`standard ${standingToStandard(verdict)}`];
  return {
    label: check.label,
    remark: remarks.length > 0 ? remarks.join('; ') : null,
    first: { value: mine.value, text: mine.text },
    second: {
      value: theirs?.value ?? null,
      text: theirs === null ? '' : theirs.text,
    },
    standard,
    end: [...met, ...(isOneWord ? [] : [endOf(beside, files)])],
    words: `${check.label} ${[
      `Yours ${mine.text}${mine.interval}`,
      theirs === null
        ? 'others suppressed'
        : theirs.value
          ? `others ${theirs.text}${theirs.interval}`
          : 'no others',
      ...(check.standard === undefined ? [] : [`standard ${Math.round(100 * (standard ?? 0))}%`]),
      ...remarks,
      ...met,
      ...(isOneWord ? [] : [toldOf(beside, files)]),
    ].join('; ')}.`,
  };
}

/** A share of files that are as they should be, with its interval turned round where that is the no. */
function figureOf({ yes, applicable, interval }: CheckWithInterval, isBad: boolean) {
  if (applicable === 0) return { value: null, percent: '', text: '–', interval: '' };
  const right = isBad ? applicable - yes : yes;
  const range = interval && isBad ? ([1 - interval[1], 1 - interval[0]] as const) : interval;
  const share = `${percent(right, applicable) ?? 0}%`;
  const written = shareInterval(range && [range[0], range[1]]);
  return {
    value: { share: right / applicable, interval: range },
    percent: share,
    text: `${right} of ${applicable}, ${share}`,
    interval: `, ${written === ALL_READ ? '' : 'interval '}${written}`,
  };
}

/** What the picture shows and how it is read, as far as that is not plain from it. */
export function chartText(
  { checks }: Priorities,
  { files: all }: ReportFigures,
  words: SubjectWords,
): string {
  const answered = checks.filter(({ own }) => own.applicable > 0);
  const rated = answered.filter(({ check }) => check.polarity !== 'neither');
  const without = checks.length - answered.length;
  const suppressed = answered.filter(({ others }) => others === null).length;
  const fewer = answered.filter(({ own }) => own.applicable < all).length;
  return [
    worstText(rated, words),
    `The line through a dot is its 95% interval: where the share of all ${words.files} like these could well lie.`,
    ...(isOneStanding(answered, words.files) ? [standingText(answered, words.files)] : []),
    ...(fewer > 0
      ? [
          `${countOf(fewer, 'line')} count${fewer === 1 ? 's' : ''} fewer than your ${all}: the check did not apply to the rest, or was not recorded.`,
        ]
      : []),
    ...(suppressed > 0
      ? [
          `Where only yours is drawn the figure of the others is suppressed, because it is small: in ${countOf(suppressed, 'check')}.`,
        ]
      : []),
    ...(without > 0
      ? [
          `${countOf(without, 'check')} applied to none of yours and ${without === 1 ? 'is' : 'are'} not shown.`,
        ]
      : []),
  ].join(' ');
}

function worstText(rated: CheckJudged[], words: SubjectWords): string {
  const [worst] = rated.toSorted(worstFirst);
  if (!worst) return 'No check that can be good or bad applied to any of these.';
  const { check, own, short } = worst;
  const isOne = rated.length === 1;
  return short === 0
    ? `All ${countOf(rated.length, 'check')} that can be good or bad ${isOne ? 'is' : 'are'} as ${isOne ? 'it' : 'they'} should be, in every one of yours that ${isOne ? 'it' : 'they'} applied to.`
    : `Furthest from how it should be is “${check.label}”: ${own.applicable - short} of ${countOf(own.applicable, words.file, words.files)} are right.`;
}

/** How all checks stand beside the others, where that is the same of each. */
function standingText([first]: CheckJudged[], files: string): string {
  const word = first ? standingWord(first.beside) : '';
  if (word === 'not compared') return 'None can be compared with the others.';
  const joint = first ? jointBrackets(first.beside, files) : '';
  return word === 'may be chance'
    ? `Each difference from the others may be chance${joint}.`
    : `Each is ${word} than the others${joint}.`;
}
