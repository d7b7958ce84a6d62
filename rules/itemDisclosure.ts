import type { Counted } from './appliesToNobody.ts';
import { isSmall, maskFiles } from './disclosure.ts';
import type { SmallNumberRule } from './disclosure.ts';
import type { InstrumentItem } from './instrument/schema.ts';
import type { ItemFigures, ItemUnit } from './otherItems.ts';
import { hideAnswersOverReleases, hideOptionsOverReleases } from './fieldsOverReleases.ts';
import type { PrintedAnswers, PrintedShare } from './printedDistribution.ts';
import type { AnswersShownBefore } from './shownBefore.ts';
import type { Cell } from './suppression.ts';

// What of the answers to an item that is no check is shown outside the panel, where its subject is personal.
//
// Items about practice go as checks about practice do: all answers of a group together, by the number of files they rest
// on, decided with the same engine. Of items about a person how many files have each answer is the table by that field,
// and hidden as it is there. By group it is a crossing, which the comparison shows; here it is not shown.

/** The answers to one item as one reader may see them; null is suppressed, but see sum, mean and interval. */
export interface ShownItem {
  id: string;
  kind: InstrumentItem['kind'];
  /** Whether anything of it is suppressed. */
  suppressed: boolean;
  /** Records by answer, every possible answer in its order; empty for numbers and dates. */
  counts: Record<string, number | null>;
  /** Of a number by which results may be broken down: records by band. */
  bands?: Record<string, number | null>;
  notApplicable: number | null;
  notRecorded: number | null;
  /** Records with an answer that applies. */
  answered: number | null;
  /** Of the scores or numbers; null where there is nothing to add up, or something of the item is suppressed. */
  sum: number | null;
  mean: number | null;
  /** Of the mean, at 95%. */
  interval: [low: number, high: number] | null;
  /** Of a published table, in which no answer is a count: shares and mean as printed; a share is null where it is suppressed. */
  printed?: {
    percents: Record<string, { text: string; share: number } | null>;
    mean: { text: string; isPrinted: boolean } | null;
  };
}

/** What decides whether answers to an item are small. */
export type ItemRule = 'by_files' | 'by_counts';

/**
 * Whether answers to an item are judged by the number of files that they rest on, or by their counts. What files are
 * divided by is judged by counts whatever it is about, because the table by it is.
 */
export const itemRuleOf = (
  { about, segment }: Pick<InstrumentItem, 'about' | 'segment'>,
  rule: SmallNumberRule,
): ItemRule => (rule === 'by_item' && !segment && about !== 'person' ? 'by_files' : 'by_counts');

/** A unit as the rule on few files looks at it: each item by how many of its files have an answer. */
export const answeredIn = ({ files, items }: ItemUnit): Counted => ({
  files,
  checks: items.map(({ id, answered, notApplicable, notRecorded }) => ({
    id,
    yes: answered,
    no: 0,
    notApplicable,
    notRecorded,
  })),
});

/** The answers as they are. */
export function showItem({ segments, printed, ...figures }: ItemFigures): ShownItem {
  if (printed) {
    return {
      ...figures,
      suppressed: false,
      counts: noneOf(figures),
      printed: asPrinted(printed, () => true),
    };
  }
  const bands = figures.kind === 'number' && segments ? { bands: recordsOf(segments) } : {};
  return { ...figures, suppressed: false, ...bands };
}

/** The answers with all of them suppressed. */
export function suppressItem({ id, kind, counts, segments }: ItemFigures): ShownItem {
  return {
    id,
    kind,
    suppressed: true,
    counts: noneOf({ counts }),
    ...(kind === 'number' && segments
      ? { bands: Object.fromEntries(segments.map(({ key }) => [key, null])) }
      : {}),
    ...NO_TOTALS,
  };
}

const noneOf = ({ counts }: Pick<ItemFigures, 'counts'>): Record<string, null> =>
  Object.fromEntries(Object.keys(counts).map((key) => [key, null]));

/** What a published table says, without the answers that are suppressed; without its mean where any is. */
function asPrinted(
  { percents, mean }: PrintedAnswers,
  isShown: (answer: string) => boolean,
): NonNullable<ShownItem['printed']> {
  const shown = Object.entries(percents).map(
    ([answer, { text, share }]) => [answer, isShown(answer) ? { text, share } : null] as const,
  );
  return {
    percents: Object.fromEntries(shown),
    mean: mean && shown.every(([, one]) => one) ? { text: mean.text, isPrinted: mean.isPrinted } : null,
  };
}

const NO_MEAN = { sum: null, mean: null, interval: null };
const NO_TOTALS = { notApplicable: null, notRecorded: null, answered: null, ...NO_MEAN };

/**
 * The answers to an item about a person in all files, by counts. Of several answers to one item each is a yes or no of
 * the person. Where any is suppressed the mean is, too, since it would tell of the others.
 */
export function showItemOfPerson(
  figures: ItemFigures,
  threshold: number,
  before: readonly AnswersShownBefore[] = [],
): ShownItem {
  if (figures.printed) return showPrintedOfPerson(figures, figures.printed, threshold);
  const { id, kind, counts, answered, notApplicable, notRecorded } = figures;
  const isMultiple = kind === 'multiple';
  const parts = partsOfAnswers(figures);
  const isApart = !parts.some(({ key }) => key === 'na');
  const { hidden, options } = answersShownNow(figures, threshold, before);
  const seen = new Map(parts.map(({ key, records }, p) => [key, hidden[p] ? null : records]));
  const na = isApart ? (hidden[parts.length] ? null : notApplicable) : (seen.get('na') ?? null);
  const nr = hidden.at(-1) ? null : notRecorded;
  const isAnsweredSeen = na !== null && nr !== null;
  const shownCounts = Object.fromEntries(
    Object.entries(counts).map(([key, yes]) => {
      if (!isMultiple) return [key, seen.get(key) ?? null];
      const isHidden = options?.hidden[options.ids.indexOf(key)] ?? true;
      return [key, isHidden ? null : yes];
    }),
  );
  const suppressed = hidden.includes(true) || Object.values(shownCounts).includes(null);
  const { sum, mean, interval } = suppressed ? NO_MEAN : figures;
  return {
    id,
    kind,
    suppressed,
    counts: shownCounts,
    ...(kind === 'number' && figures.segments ? { bands: Object.fromEntries(seen) } : {}),
    notApplicable: na,
    notRecorded: nr,
    answered: isAnsweredSeen ? answered : null,
    sum,
    mean,
    interval,
  };
}

/** The answers that are told apart: of several answers to one question, files that have any. */
function partsOfAnswers({
  kind,
  counts,
  segments,
  answered,
}: ItemFigures): { key: string; records: number }[] {
  const options = Object.entries(counts).map(([key, records]) => ({ key, records }));
  const whole = [{ key: '', records: answered }];
  return kind === 'multiple' ? whole : (segments ?? (options.length > 0 ? options : whole));
}

/** How many files have each answer to a question about a person, and which of these are hidden; to be kept. */
export function answersShownNow(
  figures: ItemFigures,
  threshold: number,
  before: readonly AnswersShownBefore[],
): AnswersShownBefore {
  const parts = partsOfAnswers(figures);
  const isApart = !parts.some(({ key }) => key === 'na');
  const all = [
    ...parts,
    ...(isApart ? [{ key: 'na', records: figures.notApplicable }] : []),
    { key: NOT_RECORDED, records: figures.notRecorded },
  ];
  const own = {
    values: all.map(({ key }) => key),
    counts: all.map(({ records }) => records),
    hidden: maskFiles(
      all.map(({ records: files }) => ({ files })),
      threshold,
    ),
  };
  // Where answers were divided otherwise before, none of them is told.
  const isOther = before.some(({ values }) => values.join('\n') !== own.values.join('\n'));
  const hidden = isOther ? all.map(() => true) : hideAnswersOverReleases(own, before, threshold);
  if (figures.kind !== 'multiple') return { ...own, hidden };
  const { counts, answered } = figures;
  const isAnsweredSeen = !hidden[parts.length] && !hidden.at(-1);
  const options = {
    ids: Object.keys(counts),
    cells: Object.values(counts).map((yes): Cell => [yes, answered - yes]),
    hidden: Object.values(counts).map(
      (yes) => !isAnsweredSeen || isSmall({ yes, applicable: answered }, threshold),
    ),
  };
  const now = { ...own, hidden, options };
  return { ...now, options: { ...options, hidden: hideOptionsOverReleases(now, before, threshold) } };
}

const NOT_RECORDED = 'not recorded';

/**
 * The same as printed. Its percentages are of those who answered, so that one that is hidden follows from those shown
 * whoever else is hidden: they are hidden behind each other, and those without an answer by themselves.
 */
function showPrintedOfPerson(figures: ItemFigures, printed: PrintedAnswers, threshold: number): ShownItem {
  const { id, kind, answered, notApplicable, notRecorded } = figures;
  const hidden = maskFiles(
    [answered, notApplicable, notRecorded].map((files) => ({ files })),
    threshold,
  );
  const [, isNaHidden, isMissingHidden] = hidden;
  const isAnsweredSeen = !isNaHidden && !isMissingHidden;
  const small =
    kind === 'multiple'
      ? new Set(
          Object.entries(printed.percents).flatMap(([answer, { least, most }]) =>
            isAnsweredSeen && !isSmall({ yes: least, applicable: least + answered - most }, threshold)
              ? []
              : [answer],
          ),
        )
      : hiddenShares(figures, printed, threshold);
  const suppressed = small.size > 0 || hidden.includes(true);
  return {
    id,
    kind,
    suppressed,
    counts: noneOf(figures),
    printed: asPrinted(printed, (answer) => !small.has(answer)),
    notApplicable: isNaHidden ? null : notApplicable,
    notRecorded: isMissingHidden ? null : notRecorded,
    answered: isAnsweredSeen ? answered : null,
    sum: null,
    mean: suppressed ? null : figures.mean,
    interval: null,
  };
}

/** Which printed answers are hidden, what is left to all of those who answered being one more. */
function hiddenShares(
  { counts }: ItemFigures,
  { percents, answered }: PrintedAnswers,
  threshold: number,
): Set<string> {
  const shares = Object.values(percents);
  const sumOf = (of: (share: PrintedShare) => number) => shares.reduce((sum, share) => sum + of(share), 0);
  const left = {
    least: Math.max(0, answered - sumOf((one) => one.most)),
    most: answered - sumOf((one) => one.least),
  };
  const isAll = sumOf(({ share }) => share) > 1 - TINY;
  // Rounding alone explains it where every answer is printed.
  const isRounded = left.least === 0 && Object.keys(counts).every((answer) => percents[answer]);
  const cells = [...shares, ...(isAll || isRounded ? [] : [left])].map((one) => ({ files: fewestOf(one) }));
  const hidden = maskFiles(cells, threshold);
  return new Set(Object.keys(percents).filter((_, i) => hidden[i]));
}

/** Sums of shares are this exact. */
const TINY = 1e-9;

/** The fewest records that a share can stand for, and one where it can be nobody or somebody: that is small. */
const fewestOf = ({ least, most }: Pick<PrintedShare, 'least' | 'most'>): number =>
  least === 0 && most > 0 ? 1 : least;

const recordsOf = (segments: NonNullable<ItemFigures['segments']>): Record<string, number> =>
  Object.fromEntries(segments.map(({ key, records }) => [key, records]));
