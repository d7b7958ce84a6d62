import type { Answers } from '../answers.ts';
import type { Share } from '../disclosure.ts';
import type { ReaderQuality } from './corrected.ts';

/** A file that two people have read, and what was settled between them, by the id of a check; null for "not recorded". */
export interface ReadByTwo {
  first: Answers;
  second: Answers;
  settled: ReadonlyMap<string, string | null>;
}

/** How first readings read a check, and what was counted of it as they said, before anything was settled. */
export interface FirstReadings {
  quality: ReaderQuality;
  /** Files that were read twice and of which the right answer is yes or no. */
  files: number;
  read: Share;
}

/**
 * How first readings read the files of which the right answer is known: the settled one, or that on which both agree. A
 * file counts where both the right answer and that of the first reading are yes or no.
 *
 * @param counted - the share of all files as it counts, settled answers in it
 */
export function firstReadingsOf(
  checkId: string,
  readTwice: readonly ReadByTwo[],
  counted: Share,
): FirstReadings {
  const quality = { settledYes: { read: 0, files: 0 }, settledNo: { read: 0, files: 0 } };
  const read: Share = { yes: counted.yes, applicable: counted.applicable };
  for (const { first, second, settled } of readTwice) {
    const own = first.get(checkId) ?? null;
    const isSettled = settled.has(checkId);
    const right = isSettled
      ? (settled.get(checkId) ?? null)
      : own === (second.get(checkId) ?? null)
        ? own
        : null;
    if (isSettled) putBack(read, right, own);
    if (!isYesOrNo(own) || !isYesOrNo(right)) continue;
    const of = right === 'yes' ? quality.settledYes : quality.settledNo;
    of.files += 1;
    if (own === right) of.read += 1;
  }
  return { quality, files: quality.settledYes.files + quality.settledNo.files, read };
}

const isYesOrNo = (answer: string | null): answer is 'yes' | 'no' => answer === 'yes' || answer === 'no';

/** Counts what a first reading said in the place of what was settled. */
function putBack(read: Share, settled: string | null, first: string | null): void {
  if (isYesOrNo(settled)) read.applicable -= 1;
  if (settled === 'yes') read.yes -= 1;
  if (isYesOrNo(first)) read.applicable += 1;
  if (first === 'yes') read.yes += 1;
}
