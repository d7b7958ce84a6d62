import type { OtherItem, ShownItem } from '../../../rules/index.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import { answersTo, hasMean, judgeTarget, percentOf, targetOf } from '../figures/answerCells.ts';
import type { ShownItems } from '../figures/items.ts';
import { NONE, SUPPRESSED } from './marks.ts';

/** What stands for all of an item of which no answers are told apart. */
const ANY = { key: '', label: 'Any answer' };

/** The heading of a table of answers to items that are no checks, after the columns of the unit. */
export const ANSWERS_HEADING = [
  'Item',
  'Question',
  'Kind',
  'Answer',
  'In words',
  'Given',
  'Answered',
  'Given of answered, %',
  'Not applicable',
  'Not recorded',
  'Sum',
  'Mean',
  'Interval of the mean from',
  'Interval of the mean to',
  'Why there is no figure',
  'Standard',
  'With an answer of the standard',
  'Standard met',
];

/** One row a unit, item and answer, the whole audit last. */
export const answerRows = (found: ShownItems): FilledCell[][] =>
  [...found.units, found.overall].flatMap((unit) =>
    found.items.flatMap((other, i) => {
      const shown = unit.items[i];
      return shown
        ? itemRows(found.instrument, other, shown).map((row) => [unit.name, unit.files, ...row])
        : [];
    }),
  );

/** One row an answer of one item, under {@link ANSWERS_HEADING}. */
export function itemRows(
  instrument: ShownItems['instrument'],
  other: OtherItem,
  shown: ShownItem,
): FilledCell[][] {
  const { item } = other;
  const told = answersTo(instrument, other);
  const counts = shown.bands ?? shown.counts;
  const seen = (value: number | null): FilledCell => value ?? SUPPRESSED;
  const summed = (value: number | null | undefined): FilledCell => {
    if (!hasMean(instrument, item)) return '';
    return value ?? (shown.suppressed ? SUPPRESSED : NONE);
  };
  const standard = standardCells(instrument, item, shown);
  return (told.length > 0 ? told : [ANY]).map(({ key, label }) => {
    if (shown.printed) return [...printedCells(instrument, item, shown, key, label), ...standard];
    const given = key === '' ? shown.answered : (counts[key] ?? null);
    return [
      item.id,
      item.label,
      item.kind,
      key,
      label,
      seen(given),
      seen(shown.answered),
      shareCell(given, shown.answered),
      seen(shown.notApplicable),
      seen(shown.notRecorded),
      summed(shown.sum),
      summed(shown.mean),
      ...[0, 1].map((end) => summed(shown.interval?.[end])),
      whyNone(given, shown),
      ...standard,
    ];
  });
}

/** One answer as a published table has it: a share and perhaps a mean, and no counts. */
function printedCells(
  instrument: ShownItems['instrument'],
  item: OtherItem['item'],
  { printed, suppressed, answered, notApplicable, notRecorded }: ShownItem,
  key: string,
  label: string,
): FilledCell[] {
  const share = printed?.percents[key];
  const isNone = share === undefined;
  const seen = (value: number | null): FilledCell => value ?? SUPPRESSED;
  const isMeant = hasMean(instrument, item);
  const noMean = !isMeant ? '' : suppressed ? SUPPRESSED : NONE;
  return [
    item.id,
    item.label,
    item.kind,
    key,
    label,
    NONE,
    seen(answered),
    isNone ? NONE : share === null ? SUPPRESSED : printedPercent(share),
    seen(notApplicable),
    seen(notRecorded),
    isMeant ? NONE : '',
    printed?.mean ? Number(printed.mean.text) : noMean,
    ...[NONE, NONE].map((none) => (isMeant ? none : '')),
    isNone ? 'not printed' : share === null ? 'suppressed' : 'printed as a percentage alone',
  ];
}

/** As a number where it is one; a bound, such as <1%, as it is printed. */
function printedPercent({ text, share }: { text: string; share: number }): FilledCell {
  const decimals = /^\d+(?:\.(\d+))?%$/.exec(text)?.[1]?.length ?? 0;
  return /^\d/.test(text) && decimals <= 1
    ? { percent: Number((share * 100).toFixed(decimals)), decimals: decimals === 1 ? 1 : 0 }
    : text;
}

/** What is expected of an item, how many have it, and whether that is enough; empty where nothing is expected. */
function standardCells(
  instrument: ShownItems['instrument'],
  item: OtherItem['item'],
  shown: ShownItem,
): FilledCell[] {
  const target = targetOf(instrument, item);
  if (!target) return ['', '', ''];
  const found = judgeTarget(shown, target);
  if (found === 'suppressed') return [target.text, SUPPRESSED, SUPPRESSED];
  if (found === 'none') return [target.text, NONE, NONE];
  return [target.text, found.sum, found.isMet ? 'yes' : 'no'];
}

function shareCell(given: number | null, answered: number | null): FilledCell {
  if (given === null || answered === null) return SUPPRESSED;
  return answered === 0 ? NONE : { percent: percentOf(given, answered), decimals: 0 };
}

function whyNone(given: number | null, { answered, notRecorded }: ShownItem): string {
  if (given === null) return 'suppressed';
  if (answered !== 0) return '';
  return notRecorded === 0 ? 'not applicable' : 'not recorded';
}
