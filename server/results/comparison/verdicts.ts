import { CLEAR_BELOW } from '../../../rules/index.ts';
import type { ShareDifference, SubjectWords } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';

/**
 * A probability in few digits, never so few that it seems to be on the other side of what it is held against.
 *
 * @example probabilityText(0.0277) // '0.028'
 */
export function probabilityText(probability: number): string {
  if (probability < 0.001) return '<\u00A00.001';
  let digits = probability < 0.1 ? 3 : 2;
  const seemsBelow = () => Number(probability.toFixed(digits)) < CLEAR_BELOW;
  if (probability < CLEAR_BELOW) while (!seemsBelow()) digits += 1;
  return probability.toFixed(digits);
}

/**
 * The probabilities that a verdict rests on, in the words of `methodNotes`, which names the tests once: Fisher's mid-p, and
 * after the corrections of Holm and of Benjamini and Hochberg. Empty where there are none.
 *
 * @example probabilitiesText(difference) // 'chance 0.006; raised 0.11; raised less 0.11', with spaces that do not break
 */
export function probabilitiesText({ midP, holm, benjaminiHochberg }: ShareDifference): string {
  if (midP === null || holm === null || benjaminiHochberg === null) return '';
  return [
    `chance\u00A0${probabilityText(midP)}`,
    `raised\u00A0${probabilityText(holm)}`,
    `raised less\u00A0${probabilityText(benjaminiHochberg)}`,
  ].join('; ');
}

/**
 * How far chance alone reaches in a view: never a number of comparisons that "would" come out as clear, which is an
 * average, but the most that the chance of even one can be.
 *
 * @param made - how many comparisons there are
 * @param chance - of at least one that is clear, from 0 to 1, from chanceOfAnyClear
 * @example chanceText(14, 0.0213)
 * // 'If nothing differed, even one of these 14 comparisons would come out as clear at most 3 times in 100.'
 */
export function chanceText(made: number, chance: number): string {
  const which = made === 1 ? 'this comparison' : `even one of these ${countOf(made, 'comparison')}`;
  // Rounded up, since it is the most that it can be.
  const most = Math.max(1, Math.ceil(100 * chance));
  return `If nothing differed, ${which} would come out as clear at most ${countOf(most, 'time')} in 100.`;
}

/** The same for as many comparisons without a correction, each with a chance of 5 in 100 of its own. */
export function uncorrectedText(made: number): string {
  const percent = Math.round(100 * (1 - (1 - CLEAR_BELOW) ** made));
  return `${percent > 99 ? 'more than 99' : percent} times in 100`;
}

/**
 * What a difference means, as a sentence.
 *
 * @param against - what the figure is held against, such as "in the other files"
 */
export function verdictText(difference: ShareDifference, against: string, words: SubjectWords): string {
  switch (difference.verdict) {
    case 'clearly higher':
      return `Clearly higher than ${against}.`;
    case 'clearly lower':
      return `Clearly lower than ${against}.`;
    case 'perhaps higher':
      return `Perhaps higher than ${against}.`;
    case 'perhaps lower':
      return `Perhaps lower than ${against}.`;
    case 'no difference that these files can show':
      return `No difference that these ${words.files} can show.`;
    case 'cannot be told':
      return unknownText(difference, words);
  }
}

function unknownText({ unknown }: ShareDifference, { files }: SubjectWords): string {
  switch (unknown) {
    case 'suppressed':
      return 'Cannot be told: a figure is suppressed.';
    case 'nobody else':
      return `There are no other ${files} to compare with.`;
    case 'first':
      return 'The first: nothing before it to compare with.';
    case 'no figure':
    case null:
      return 'Cannot be told: there are not two figures.';
  }
}
