import { instrumentItemsOf, optionsOf, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { Instrument, InstrumentItem, OtherItem, ShownItem } from '../../../rules/index.ts';

/** A cell of a table of answers: what stands there, and what stands under it. */
export interface AnswerCell {
  /** Such as "12 of 52" or "2.63"; the mark for suppressed where it is. */
  text: string;
  /** Such as "23%" or "2.41 to 2.85". */
  note: string;
  suppressed: boolean;
  /** Of the interval of a mean, as it is and not as it is printed. */
  ends?: readonly [low: number, high: number] | null;
}

export interface AnswerTable {
  caption: string;
  /** What a row is: a question, or a group. */
  head: string;
  columns: { head: string; note: string }[];
  rows: { name: string; cells: AnswerCell[]; total: boolean }[];
}

const SUPPRESSED: AnswerCell = { text: SUPPRESSED_MARK, note: '', suppressed: true };
const plain = (text: string, note = ''): AnswerCell => ({ text, note, suppressed: false });
const DASH = plain('–');

/** What the columns of a table are: answers, then what was not one. */
export interface AnswerColumns {
  answers: { key: string; label: string; note: string }[];
  na: boolean;
  mean: boolean;
  /** What share of some answers is expected, by the id of the item. */
  targets: ReadonlyMap<string, AnswerTarget>;
}

interface AnswerTarget {
  of: readonly string[];
  atLeast: number;
  /** @example 'Good or excellent: at least 75%' */
  text: string;
}

/** The answers that are expected to an item and of how many; null where the tool or the audit expects none. */
export function targetOf(instrument: Instrument, item: InstrumentItem): AnswerTarget | null {
  if ((item.kind !== 'scale' && item.kind !== 'choice') || !item.target) return null;
  const { of, atLeast } = item.target;
  const labels = optionsOf(instrument, item).flatMap(({ id, label }) => (of.includes(id) ? [label] : []));
  return { of, atLeast, text: `${labels.join(' or ')}: at least ${atLeast}%` };
}

/** The targets of items, as far as these have any. */
function targetsOf(instrument: Instrument, items: readonly InstrumentItem[]): AnswerColumns['targets'] {
  return new Map(
    items.flatMap((item) => {
      const target = targetOf(instrument, item);
      return target ? [[item.id, target] as const] : [];
    }),
  );
}

/**
 * How many gave an answer that a target is about, and whether that reaches it; suppressed where one of the counts is.
 * By the integers, as everywhere: a rounded percentage could seem to reach it.
 */
export function judgeTarget(
  { counts, answered, printed }: ShownItem,
  { of, atLeast }: AnswerTarget,
): { sum: number; of: number; isMet: boolean } | 'suppressed' | 'none' {
  // Of a published table no count is known.
  if (printed) return 'none';
  const given = of.map((id) => counts[id] ?? null);
  if (answered === null || given.includes(null)) return 'suppressed';
  if (answered === 0) return 'none';
  const sum = given.reduce<number>((all, n) => all + (n ?? 0), 0);
  return { sum, of: answered, isMet: 100 * sum >= atLeast * answered };
}

/** The answers to an item that are told apart: its options, or the bands of a number by which files are divided. */
export function answersTo(
  instrument: Instrument,
  { item, field }: OtherItem,
): { key: string; label: string }[] {
  const options = optionsOf(instrument, item);
  if (options.length > 0) return options.map(({ id, label }) => ({ key: id, label }));
  return item.kind === 'number' && field ? field.values.map(({ key, name }) => ({ key, label: name })) : [];
}

/** Whether the answers to an item can be added up. */
export const hasMean = (instrument: Instrument, item: InstrumentItem): boolean =>
  item.kind === 'number' ||
  (item.kind === 'scale' && optionsOf(instrument, item).every(({ score }) => score !== null));

/** Whether it has to be said that something was not applicable, or that this is suppressed. */
const isNaAnywhere = (shown: readonly ShownItem[]): boolean =>
  shown.some(({ notApplicable }) => notApplicable !== 0);

/** The columns of an item that has answers of its own. */
export function columnsOf(
  instrument: Instrument,
  other: OtherItem,
  shown: readonly ShownItem[],
): AnswerColumns {
  const { item } = other;
  return {
    answers: answersTo(instrument, other).map((answer) => ({ ...answer, note: '' })),
    na: isNaAnywhere(shown),
    mean: item.kind === 'number',
    targets: targetsOf(instrument, [item]),
  };
}

/** The columns of items that are answered on one scale. */
export function scaleColumns(
  instrument: Instrument,
  scale: string,
  shown: readonly ShownItem[],
): AnswerColumns {
  const options = instrument.scales[scale]?.options ?? [];
  const ids = new Set(shown.map(({ id }) => id));
  const scored = options.every(({ score }) => score !== undefined);
  return {
    answers: options.map(({ id, label, score }) => ({
      key: id,
      label,
      note: score === undefined ? '' : `counts ${score}`,
    })),
    na: isNaAnywhere(shown),
    mean: scored,
    targets: targetsOf(
      instrument,
      instrumentItemsOf(instrument).filter(({ id }) => ids.has(id)),
    ),
  };
}

/** The head of the column of means, the last where there is one. */
export const MEAN = 'Mean';

/** How the columns are headed. */
export const headsOf = ({ answers, na, mean, targets }: AnswerColumns): AnswerTable['columns'] => [
  ...answers.map(({ label, note }) => ({ head: label, note })),
  { head: 'Answered', note: '' },
  ...(na ? [{ head: 'Not applicable', note: '' }] : []),
  { head: 'Not recorded', note: '' },
  ...(targets.size > 0 ? [{ head: 'Target', note: '' }] : []),
  ...(mean ? [{ head: MEAN, note: '95% interval' }] : []),
];

/** The cells of one item in one unit of so many files. */
export function cellsOf(shown: ShownItem, files: number, columns: AnswerColumns): AnswerCell[] {
  const count = (value: number | null) => (value === null ? SUPPRESSED : plain(String(value)));
  const counts = shown.bands ?? shown.counts;
  return [
    ...columns.answers.map(({ key }) => {
      if (shown.printed) return printedCell(shown.printed, key);
      const value = counts[key];
      // An item that is capped has not all answers of its scale.
      if (value === undefined) return DASH;
      return answerCell(value, shown.answered, files);
    }),
    shown.answered === null ? SUPPRESSED : plain(`${shown.answered} of ${files}`),
    ...(columns.na ? [count(shown.notApplicable)] : []),
    count(shown.notRecorded),
    ...(columns.targets.size > 0 ? [targetCell(shown, columns.targets.get(shown.id))] : []),
    ...(columns.mean ? [meanCell(shown)] : []),
  ];
}

/** A share of a published table as it is printed there; a dash where it has none. */
function printedCell({ percents }: NonNullable<ShownItem['printed']>, key: string): AnswerCell {
  const share = percents[key];
  if (share === null) return SUPPRESSED;
  return share ? plain(share.text) : DASH;
}

/** How many gave an answer, of those who answered; of all files where it is hidden how many did. */
function answerCell(value: number | null, answered: number | null, files: number): AnswerCell {
  if (value === null) return SUPPRESSED;
  if (answered === 0) return DASH;
  if (answered === null) return plain(`${value} of ${files}`, 'of all');
  return plain(`${value} of ${answered}`, `${percentOf(value, answered)}%`);
}

/** The share of the answers that a target is about, and whether it is reached; empty where there is none. */
function targetCell(shown: ShownItem, target: AnswerTarget | undefined): AnswerCell {
  if (!target) return plain('');
  const found = judgeTarget(shown, target);
  if (found === 'suppressed') return SUPPRESSED;
  if (found === 'none') return plain('–', target.text);
  return plain(
    `${found.sum} of ${found.of}, ${percentOf(found.sum, found.of)}%`,
    `${found.isMet ? 'Met' : 'Not met'}. ${target.text}`,
  );
}

function meanCell({ kind, mean, interval, suppressed, printed }: ShownItem): AnswerCell {
  if (printed?.mean) return plain(printed.mean.text, printed.mean.isPrinted ? 'as printed' : 'worked out');
  if (mean === null) return suppressed ? SUPPRESSED : DASH;
  const ends = interval && roundedOut(interval, decimalsOf(kind));
  const cell = plain(mean.toFixed(decimalsOf(kind)), ends ? `${ends[0]} to ${ends[1]}` : '');
  return { ...cell, ends: interval };
}

/** How many decimals a mean is told with. */
export const decimalsOf = (kind: ShownItem['kind']): number => (kind === 'scale' ? 2 : 1);

/** The ends of an interval, away from each other, so that it never seems narrower than it is. */
function roundedOut([low, high]: readonly [number, number], decimals: number): [string, string] {
  const by = 10 ** decimals;
  const tiny = 1e-9;
  return [
    (Math.floor(low * by + tiny) / by).toFixed(decimals),
    (Math.ceil(high * by - tiny) / by).toFixed(decimals),
  ];
}

/** Whole, rounded half up from the integers. */
export const percentOf = (count: number, of: number): number => Math.floor((200 * count + of) / (2 * of));
