import type { Answers } from './answers.ts';
import { randomFrom, shuffled } from './random.ts';
import { gwetAc1, kappa, linearWeights, pabak, quadraticWeights, withCategoryApart } from './agreement.ts';
import type { AgreementWeights, Coefficient } from './agreement.ts';
import { wilson } from './statistics.ts';
import type { Estimate } from './statistics.ts';
import { itemsOf } from './tool.ts';
import type { Item, Tool } from './tool.ts';

/** A file has a first reading, and perhaps a second one that is blind to it. */
export type ReadingNumber = 1 | 2;

/** The share of files that is read again unless the lead asks for another. */
export const SECOND_READING_PERCENT = 5;

/**
 * Two readers are alike enough on an item when AC1 (of a scale AC2) or plain agreement is reached; below this number of
 * files nobody can tell. Kappa is low wherever nearly all answers are alike, so only texts that are coded go by it.
 */
export const READERS_ALIKE = { kappa: 0.75, ac1: 0.75, agreementPercent: 95, leastFiles: 10 } as const;

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

/** How alike two readers have answered one item. */
export interface ItemAgreement {
  id: string;
  /**
   * As what its answers are held against each other: yes, no and not applicable; points of an ordered scale; options
   * without an order, of which several chosen together are one answer; or values, which are the same or not.
   */
  as: 'check' | 'scale' | 'choice' | 'value';
  /** Files that were read twice. */
  files: number;
  /** Those of them for which both readers recorded an answer: what the figures are of. */
  compared: number;
  agreed: number;
  /** The share of files on which both agree, with its interval by Wilson's method; null without files. */
  agreement: Estimate | null;
  /**
   * Cohen's kappa, on a scale weighted by the squares of the steps; null of values, and where all answers of both readers
   * are one and the same.
   */
  kappa: Coefficient | null;
  /** Of a scale: kappa weighted by the steps themselves. */
  linearKappa: Coefficient | null;
  /** Kappa adjusted for prevalence and bias, for the record; null of scales and values, and without files. */
  pabak: number | null;
  /** Gwet's AC1, on a scale AC2 with the weights of kappa; null of values. */
  ac1: Coefficient | null;
  /** The figure to look at first: that which the verdict goes by. */
  recommended: 'agreement' | 'ac1';
  /** Whether there are enough files to tell, and if so whether the guidance needs work; of values nothing is told. */
  verdict: 'none' | 'few' | 'alike' | 'unlike' | 'value';
}

const CHECK_CATEGORIES = ['yes', 'no', 'na'];
const NOT_APPLICABLE = 'na';

type Pair = readonly [first: string, second: string];

/**
 * Holds the two readings of every file against each other, item by item; texts are not compared. A file where a reader
 * recorded nothing is left out.
 */
export function compareReadings(
  tool: Tool,
  pairs: readonly { first: Answers; second: Answers }[],
): ItemAgreement[] {
  return itemsOf(tool).flatMap((item) => {
    const as = comparedAs(item);
    if (as === null) return [];
    const answers = pairs.flatMap(({ first, second }): Pair[] => {
      const [a, b] = [first.get(item.id), second.get(item.id)];
      return a === undefined || b === undefined ? [] : [[a, b]];
    });
    const agreed = answers.filter(([a, b]) => a === b).length;
    const interval = wilson(agreed, answers.length);
    const found = {
      id: item.id,
      as,
      files: pairs.length,
      compared: answers.length,
      agreed,
      agreement: interval && { value: agreed / answers.length, ...interval },
      ...coefficientsOf(item, as, answers),
    };
    return [{ ...found, recommended: found.ac1 ? 'ac1' : 'agreement', verdict: verdictOn(found) }];
  });
}

function comparedAs(item: Item): ItemAgreement['as'] | null {
  if (item.kind === 'check') return 'check';
  if (item.kind === 'rating') return 'scale';
  if (item.type === 'text') return null;
  return item.type === 'choice' || item.type === 'multiple' ? 'choice' : 'value';
}

/** The points of a scale, from one end to the other. */
const pointsOf = (item: Item): string[] => (item.kind === 'rating' ? item.options.map(({ id }) => id) : []);

function coefficientsOf(
  item: Item,
  as: ItemAgreement['as'],
  answers: readonly Pair[],
): Pick<ItemAgreement, 'kappa' | 'linearKappa' | 'pabak' | 'ac1'> {
  if (as === 'value') return { kappa: null, linearKappa: null, pabak: null, ac1: null };
  const isUsed = (category: string) => answers.some((pair) => pair.includes(category));
  const matrixOf = (categories: readonly string[]) =>
    categories.map((row) =>
      categories.map((column) => answers.filter(([a, b]) => a === row && b === column).length),
    );
  if (as === 'scale') {
    // All points, used or not: how far two answers are apart is a matter of the scale. Not applicable is none of them.
    const points = pointsOf(item);
    const apart = isUsed(NOT_APPLICABLE);
    const matrix = matrixOf(apart ? [...points, NOT_APPLICABLE] : points);
    const weighted = (weights: AgreementWeights) => (apart ? withCategoryApart(weights) : weights);
    const quadratic = weighted(quadraticWeights(points.length));
    return {
      kappa: kappa(matrix, quadratic),
      linearKappa: kappa(matrix, weighted(linearWeights(points.length))),
      pabak: null,
      ac1: gwetAc1(matrix, quadratic),
    };
  }
  const used = as === 'check' ? CHECK_CATEGORIES.filter(isUsed) : [...new Set(answers.flat())].toSorted();
  // There are two ends, even where all files are at one of them.
  while (used.length < 2) used.push('');
  const matrix = matrixOf(used);
  return { kappa: kappa(matrix), linearKappa: null, pabak: pabak(matrix), ac1: gwetAc1(matrix) };
}

function verdictOn(found: Omit<ItemAgreement, 'verdict' | 'recommended'>): ItemAgreement['verdict'] {
  const { compared, agreed } = found;
  if (compared === 0) return 'none';
  if (found.as === 'value') return 'value';
  if (compared < READERS_ALIKE.leastFiles) return 'few';
  // From the counts, so that no rounding decides.
  if (agreed * 100 >= READERS_ALIKE.agreementPercent * compared) return 'alike';
  return found.ac1 !== null && found.ac1.value >= READERS_ALIKE.ac1 ? 'alike' : 'unlike';
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
