import { readPrinted } from './printedCell.ts';
import type { Bare, PrintedCell } from './printedCell.ts';
import type { Head } from './tableHeads.ts';
import type { Profile } from './tableProfile.ts';
import type { Check } from './tool.ts';

/** A column of counts with the column of percentages that goes with it; -1 for the one that is not there. */
export interface Column {
  index: number;
  heading: string;
  percentIndex: number;
  percentHeading: string;
  check: Check | undefined;
  /** What a number without a sign is under the heading, and under that of the percentages. */
  bare: Bare;
  percentBare: Bare;
  /** The column that says of how many files each row is. */
  size: Column | null;
  /** Of how many files the whole column is, where its heading or a row says it. */
  fixed: number | null;
  /** Of what its percentages are, by its heading; the column of it where there is one. */
  shareOf: { name: string; column: Column | null } | null;
  head: Head;
}

/** A column before it is known what it is. */
export interface Sorted {
  index: number;
  head: Head;
  profile: Profile;
}

/** What a heading says beside the name of its check: that files with a yes are counted. */
const COUNT_BEFORE = /^(?:(?:number|no\.|count|n) )?(?:(?:of|with) )?(?=\S)/;
const COUNT_AFTER = /[\s:,]*(?:\((?:n|no\.?|number|count|yes)\)|\b(?:n|number|count|yes)|\bno\.)$/;

/** A name without what only says that it counts. @example countedName('smart goals (n)') // 'smart goals' */
export const countedName = (name: string): string =>
  name.slice(0, 200).replace(COUNT_BEFORE, '').replace(COUNT_AFTER, '') || name;

export const leafOf = (name: string, span = '') => (span === '' ? name : name.slice(span.length + 1));

export function countColumn(
  { index, head }: Sorted,
  heading: string,
  check: Check | undefined,
  size: string | undefined,
): Column {
  const given = readPrinted(size ?? '', 'count');
  const fixed = head.n ?? (given.kind === 'figure' ? given.count : null);
  return {
    index,
    heading,
    percentIndex: -1,
    percentHeading: '',
    check,
    bare: head.bare ?? 'count',
    percentBare: 'percent',
    size: null,
    fixed: fixed === 0 ? null : fixed,
    shareOf: head.shareOf === null ? null : { name: head.shareOf, column: null },
    head,
  };
}

export const place = ({ index, percentIndex }: Column) => (index < 0 ? percentIndex : index);
export const isAlike = (one: Head, other: Head) =>
  one.round === other.round || one.round === '' || other.round === '';

export const countIn = (cell: PrintedCell) => (cell.kind === 'figure' ? cell.count : null);
