import type { SubjectWords } from '../../../rules/index.ts';
import { uncorrectedText } from './verdicts.ts';

/** How the figures of a comparison were made, for whoever has to answer for them. */
export function methodNotes(of: {
  words: SubjectWords;
  against: 'others' | 'before';
  byProvider: boolean;
  /** Of which files a percentage is, in a sentence. */
  basis: string;
  /** What is a small number in each audit of which they are suppressed, in words. */
  smallNumbers: string[];
  /** What is compared, as a heading. */
  compared: string;
  /** Comparisons that could be made. */
  made: number;
  /** How far chance alone reaches. */
  chanceText: string;
  /** Whether anything in it is a check; what is said of shares is of them alone. */
  hasChecks: boolean;
  /** Whether there are answers to questions that are no checks, and they are not here. */
  answersElsewhere: boolean;
}): string[] {
  const { files, AFile } = of.words;
  return [
    ...(of.hasChecks ? checksText(of) : [answersText(files)]),
    'Lines and checks stand in the order of the audit, but for the picture of all checks, which begins with the lowest share. Neither is a ranking: most of them cannot be told apart.',
    ...(of.byProvider
      ? [
          `${AFile} that several providers worked on counts with each of them, so the lines add up to more than all ${files}.`,
        ]
      : []),
    ...(of.answersElsewhere
      ? [
          'Answers to questions that are no checks are not compared. They are on the results page, and in the PDF of one audit by sample group or provider.',
        ]
      : []),
    ...(of.smallNumbers.length > 0 ? [smallText(of)] : []),
  ];
}

type MethodOf = Parameters<typeof methodNotes>[0];

const smallText = ({ hasChecks, smallNumbers, words }: MethodOf): string =>
  [
    '[c] is a small figure, or another from which one could be worked out',
    hasChecks
      ? `; it is not “not applicable”, which says that a check did not fit any ${words.file}. `
      : '. ',
    [...new Set(smallNumbers)].join(' '),
  ].join('');

/** Of answers that are no checks, and of scores. */
const answersText = (files: string): string =>
  `A mean is of what the answers count for, or of the scores, of the ${files} that have one. Its 95% interval is by Student’s t, for ${files} like these. Answers and scores stand side by side and are not held against each other by a test.`;

/** Of checks: whose share it is, how sure it is, and when a difference is called clear. */
function checksText(of: MethodOf): string[] {
  const { file, files } = of.words;
  return [
    of.basis,
    `The interval says how sure a percentage is: with so few ${files}, the share behind them lies somewhere between its two ends in 95 of 100 cases (Wilson’s score interval). Of ${files} that were drawn from a list it is that of the list, exact, and where all of the list were ${of.words.read} there is none: nothing is estimated. The ends of intervals are rounded outwards. A difference asks whether chance alone could bring it about, so it keeps its interval even then.`,
    of.against === 'others'
      ? `A difference is to the other ${files} of the audit: all ${files} less those of the line itself, so that no ${file} stands on both sides.`
      : 'A difference is to the audit before, in the order of fieldwork.',
    'A difference has a 95% interval too (Newcombe’s method 10), and beside it stands how likely chance alone makes two shares at least this uneven, from 0 for never to 1 for always (“chance”; Fisher’s exact test, mid-p). Both are of that one comparison. Differences are worked out from the counts, so they can be a point off those of the rounded percentages.',
    'The more comparisons are made, the more of them seem large by chance, so what may be chance is raised for all that are shown here (“raised”; the correction, by Holm’s method). A difference is called clear only when its interval leaves out zero and chance, so raised, makes it in fewer than 5 of 100 cases, and very clear when in fewer than 1. It is called “perhaps” when the same holds after it was raised less (“raised less”; by Benjamini and Hochberg’s method): of all that are clear or perhaps, about 5 in 100 are then expected to be chance.',
    `“No difference that these ${files} can show” does not mean “the same”. With few ${files} only very large differences can be seen.`,
    ...(of.made > 0 ? [madeText(of.made, of.compared, of.chanceText), FEWER] : []),
  ];
}

function madeText(made: number, compared: string, chance: string): string {
  if (made === 1) return `${compared}: one comparison was made. ${chance}`;
  return `${compared}: ${made} comparisons were made; what is suppressed is not among them. ${chance} Without the correction it would be ${uncorrectedText(made)}.`;
}

const FEWER =
  'Without the correction means: for as many comparisons that have nothing to do with each other. With fewer lines or checks there are fewer of them, so choose them before you look at the figures.';
