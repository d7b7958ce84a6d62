/** How the figures of a comparison were made, for whoever has to answer for them. */
export function methodNotes(of: {
  against: 'others' | 'before';
  byProvider: boolean;
  /** What is a small number in each audit of which they are suppressed, in words. */
  smallNumbers: string[];
  /** Comparisons that could be made. */
  made: number;
  byChance: number;
}): string[] {
  return [
    'A percentage is of the files where the check applied and the panel answered yes or no. How many these are stands beside it.',
    'The interval says how sure a percentage is: with so few files, the share behind them lies somewhere between its two ends in 95 of 100 cases (Wilson’s score interval).',
    of.against === 'others'
      ? 'A difference is to the other files of the audit: all files less those of the line itself, so that no file stands on both sides.'
      : 'A difference is to the audit before, in the order of fieldwork.',
    'A difference has a 95% interval too (Newcombe’s method 10). It is called clear only when that interval leaves out zero and, where one of the four counts is below 5, Fisher’s exact test bears it out as well (its p, given beside the difference, is below 0.05). Differences are worked out from the counts, so they can be a point off those of the rounded percentages.',
    `“No clear difference” does not mean “the same”. With few files only very large differences can be seen.`,
    ...(of.made > 0
      ? [
          `${of.made === 1 ? 'One comparison was' : `${of.made} comparisons were`} made here. If nothing differed, up to ${of.byChance} of them would still come out as clear by chance.`,
        ]
      : []),
    'Lines stand in the order of the audit. They are not ranked: most of them cannot be told apart.',
    ...(of.byProvider
      ? [
          'A file that several providers worked on counts with each of them, so the lines add up to more than all files.',
        ]
      : []),
    ...(of.smallNumbers.length > 0
      ? [
          `[c] is a small figure, or another from which one could be worked out; it is not “not applicable”, which says that a check did not fit any file. ${[...new Set(of.smallNumbers)].join(' ')}`,
        ]
      : []),
  ];
}
