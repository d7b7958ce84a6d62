import { readPrinted } from './printedCell.ts';
import type { Bare, PrintedCell } from './printedCell.ts';

/** How many cells of a column are what. */
export interface Profile {
  /** With anything in them. */
  filled: number;
  /** With a figure, or a mask in place of one. */
  figures: number;
  /** With a count and no percentage, with both. */
  counts: number;
  both: number;
  /** With a percentage and nothing else. */
  alone: number;
  /** Marked as not applicable, missing or empty. */
  gaps: number;
  /** Without a digit. */
  words: number;
  /** With a span, from 18 to 64, by itself or beside a count: of days or ages, or a band in place of a small count. */
  spans: number;
  /** Among them those that no small count is hidden by. */
  spansOfElse: number;
  /** Whether all numbers are at most 1 and some have two decimal places: shares of 1 and no percentages. */
  looksLikeProportion: boolean;
}

/** Looks through a column before it is known what it is. */
export function profileOf(rows: { cells: string[] }[], index: number, bare: Bare): Profile {
  const texts = rows.map(({ cells }) => cells[index] ?? '').filter((text) => text !== '');
  const read = texts.map((text) => readPrinted(text, bare));
  const figures = read.filter((cell) => cell.kind === 'figure' || cell.kind === 'suppressed');
  const withCount = figures.filter((cell) => cell.kind === 'suppressed' || cell.count !== null);
  const spans = texts.map((text, i) => spanIn(text, read[i]));
  const numbers = texts.map((text) => /^[01]?(?:\.\d+)?$/.test(text) && Number(text) <= 1);
  return {
    filled: texts.length,
    figures: figures.length,
    counts: withCount.filter((cell) => cell.percent === null && cell.kind === 'figure').length,
    both: withCount.filter((cell) => cell.percent !== null).length,
    alone: read.filter((cell) => cell.kind === 'figure' && cell.count === null && cell.percent !== null)
      .length,
    gaps: read.filter((cell) => cell.kind === 'gap').length,
    spans: spans.filter((kind) => kind !== null).length,
    spansOfElse: spans.filter((kind) => kind === 'else').length,
    words: texts.filter((text) => !/\d/.test(text)).length,
    looksLikeProportion:
      numbers.length > 0 && numbers.every(Boolean) && texts.some((text) => /\.\d\d/.test(text)),
  };
}

/** Two numbers with a dash or "to" between them, whatever stands around. */
const SPAN = /(?<![\d.,])\d{1,6}(?:\.\d+)? ?(?:[-\u2010-\u2015\u2212]|to) ?\d{1,6}(?:\.\d+)?(?![\d%])/i;
const LONGEST_SPAN = 120;
/** A small count is hidden by a band from 0 or 1, or by the next one of 5 to 9. */
const MOST_HIDDEN = 10;

/** What a span in a cell may be: a mask, or only something else; null where there is none. */
function spanIn(text: string, read: PrintedCell | undefined): 'mask' | 'else' | null {
  if (text.length > LONGEST_SPAN || !SPAN.test(text)) return null;
  if (read?.kind === 'suppressed') {
    const { atLeast, atMost, percent } = read;
    if (percent !== null || atMost === Number.POSITIVE_INFINITY) return null;
    return (atLeast <= 1 && atMost <= MOST_HIDDEN) || (atLeast === 5 && atMost === 9) ? 'mask' : 'else';
  }
  // Beside a percentage it is an interval; a count has none, but a middle has.
  return read?.kind === 'figure' && read.count !== null && read.percent === null && read.of === null
    ? 'else'
    : null;
}

export const SPANS_NOT_CHECKED =
  'Spans, from one number to another, are no counts, so they were not checked.';

/** What is measured and not counted, by the name of a column or a row. */
const MEASURED =
  /\b(?:ages?|range|span|days|weeks|months|years|hours|minutes|waits?|waiting|length|duration|median|mean|average|iqr|quartiles?|min|max|minimum|maximum|from)\b/;

/** Whether the cells of a column or row are spans of something, and no bands in which small counts are hidden. */
export function isOfSpans(name: string, { figures, spans, spansOfElse }: Profile): boolean {
  if (spans * 2 <= figures) return false;
  // A name with a figure, such as 18 to 24 years, is of a group of people that are counted.
  const isMeasured = MEASURED.test(name) && !/\d/.test(name);
  return spansOfElse * 2 > spans || (spans + 1 >= figures && isMeasured);
}
