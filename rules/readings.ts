import type { Answers } from './answers.ts';
import { randomFrom, shuffled } from './random.ts';
import { agreement, gwetAc1, kappa } from './agreement.ts';
import type { Coefficient } from './agreement.ts';
import { wilson } from './statistics.ts';
import type { Estimate } from './statistics.ts';
import { checksOf, itemsOf } from './tool.ts';
import type { Item, Tool } from './tool.ts';

/** A file has a first reading, and perhaps a second one that is blind to it. */
export type ReadingNumber = 1 | 2;

/** The share of files that is read again unless the lead asks for another. */
export const SECOND_READING_PERCENT = 5;

/** Two readers are alike enough on a check when either is reached; below this number of files nobody can tell. */
export const READERS_ALIKE = { kappa: 0.75, agreementPercent: 95, leastFiles: 10 } as const;

/**
 * Draws the files to be read again: a share of all, rounded up; where wanted at least one of every group, then the
 * rest regardless of group. The same frame in the same order with the same seed gives the same files.
 *
 * @param frame - the files to draw from, with their groups
 * @param percent - whole, from 1 to 100
 * @returns the files in the order in which they were drawn
 * @throws RangeError for a share that cannot be
 */
export function drawSecondReadings(
  frame: readonly { file: number; group: number }[],
  options: { percent: number; oneAGroup: boolean; seed: number },
): number[] {
  const { percent, oneAGroup, seed } = options;
  if (!Number.isInteger(percent) || percent < 1 || percent > 100) {
    throw new RangeError(`${percent} is no share in percent`);
  }
  const order = shuffled(frame, randomFrom(seed));
  const firstOfGroup = new Map<number, number>();
  if (oneAGroup) {
    for (const { file, group } of order) if (!firstOfGroup.has(group)) firstOfGroup.set(group, file);
  }
  const drawn = new Set(firstOfGroup.values());
  const wanted = Math.max(Math.ceil((percent * frame.length) / 100), drawn.size);
  for (const { file } of order) {
    if (drawn.size >= wanted) break;
    drawn.add(file);
  }
  return [...drawn];
}

/**
 * Which reading of a file somebody sees and records: of a file that is read twice, whoever has made or changed the
 * first reading has that one, and everybody else the second. Nobody ever has both.
 */
export function readingFor(isReadTwice: boolean, isFirstReader: boolean): ReadingNumber {
  return isReadTwice && !isFirstReader ? 2 : 1;
}

/**
 * The items to which two readings of a file say something different. To a check or a rating no answer differs from any;
 * a field that one of the readers left empty says nothing about the other's, so it is no difference.
 */
export function differencesBetween(tool: Tool, first: Answers, second: Answers): Item[] {
  return itemsOf(tool).filter((item) => {
    const [a, b] = [first.get(item.id), second.get(item.id)];
    if (item.kind === 'field' && (a === undefined || b === undefined)) return false;
    return a !== b;
  });
}

/** How alike two readers have answered one check. */
export interface CheckAgreement {
  id: string;
  /** Files that were read twice. */
  files: number;
  /** Those of them for which both readers recorded an answer: what the figures are of. */
  compared: number;
  agreed: number;
  /** The share of files on which both agree, with its interval by Wilson's method; null without files. */
  agreement: Estimate | null;
  /** Cohen's kappa; null too where all answers of both readers are one and the same. */
  kappa: Coefficient | null;
  ac1: Coefficient | null;
  /** Whether there are enough files to tell, and if so whether the guidance needs work. */
  verdict: 'none' | 'few' | 'alike' | 'unlike';
}

const CATEGORIES = ['yes', 'no', 'na'] as const;

/**
 * Holds the two readings of every file against each other, check by check. The categories are yes, no and not
 * applicable, as far as one of the readers has used them; a file where a reader recorded nothing is left out.
 */
export function compareReadings(
  tool: Tool,
  pairs: readonly { first: Answers; second: Answers }[],
): CheckAgreement[] {
  return checksOf(tool).map(({ id }) => {
    const answers = pairs.flatMap(({ first, second }) => {
      const [a, b] = [first.get(id), second.get(id)];
      return a === undefined || b === undefined ? [] : [[a, b] as const];
    });
    const used = CATEGORIES.filter((category) => answers.some((pair) => pair.includes(category)));
    // A scale has two ends, even where all files are at one of them.
    for (const category of CATEGORIES) if (used.length < 2 && !used.includes(category)) used.push(category);
    const matrix = used.map((row) =>
      used.map((column) => answers.filter(([a, b]) => a === row && b === column).length),
    );
    const agreed = answers.filter(([a, b]) => a === b).length;
    const share = agreement(matrix);
    const interval = wilson(agreed, answers.length);
    const found = {
      id,
      files: pairs.length,
      compared: answers.length,
      agreed,
      agreement: share === null || interval === null ? null : { value: share, ...interval },
      kappa: kappa(matrix),
      ac1: gwetAc1(matrix),
    };
    return { ...found, verdict: verdictOn(found) };
  });
}

function verdictOn(found: Omit<CheckAgreement, 'verdict'>): CheckAgreement['verdict'] {
  const { compared, agreed } = found;
  if (compared === 0) return 'none';
  if (compared < READERS_ALIKE.leastFiles) return 'few';
  // From the counts, so that no rounding decides.
  if (agreed * 100 >= READERS_ALIKE.agreementPercent * compared) return 'alike';
  return found.kappa !== null && found.kappa.value >= READERS_ALIKE.kappa ? 'alike' : 'unlike';
}

/** An answer that the lead has settled; null where it counts as not recorded. */
interface Settled {
  value: string | null;
}

/**
 * Of two comments on one answer, the one that may go to the provider: it goes with the answer that counts. Where
 * the lead settled on what neither reader said, neither comment fits.
 */
export function commentThatCounts<T>(
  first: { value: string | null; comment: T },
  second: { value: string | null; comment: T },
  settled: Settled | null,
): T | null {
  if (settled === null || settled.value === first.value) return first.comment;
  return settled.value === second.value ? second.comment : null;
}
