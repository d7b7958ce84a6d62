import { readPrinted } from './printedCell.ts';
import type { Bare } from './printedCell.ts';

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
  /** Whether all numbers are at most 1 and some have two decimal places: shares of 1 and no percentages. */
  looksLikeProportion: boolean;
}

/** Looks through a column before it is known what it is. */
export function profileOf(rows: { cells: string[] }[], index: number, bare: Bare): Profile {
  const texts = rows.map(({ cells }) => cells[index] ?? '').filter((text) => text !== '');
  const read = texts.map((text) => readPrinted(text, bare));
  const figures = read.filter((cell) => cell.kind === 'figure' || cell.kind === 'suppressed');
  const withCount = figures.filter((cell) => cell.kind === 'suppressed' || cell.count !== null);
  const numbers = texts.map((text) => /^[01]?(?:\.\d+)?$/.test(text) && Number(text) <= 1);
  return {
    filled: texts.length,
    figures: figures.length,
    counts: withCount.filter((cell) => cell.percent === null && cell.kind === 'figure').length,
    both: withCount.filter((cell) => cell.percent !== null).length,
    alone: read.filter((cell) => cell.kind === 'figure' && cell.count === null && cell.percent !== null)
      .length,
    gaps: read.filter((cell) => cell.kind === 'gap').length,
    words: texts.filter((text) => !/\d/.test(text)).length,
    looksLikeProportion:
      numbers.length > 0 && numbers.every(Boolean) && texts.some((text) => /\.\d\d/.test(text)),
  };
}
