/** How the figures of a comparison were made, for whoever has to answer for them. */
export function methodNotes(of: {
  against: 'others' | 'before';
  byProvider: boolean;
  /** Of small numbers, where they are suppressed. */
  thresholds: number[];
  /** Comparisons that could be made. */
  made: number;
  byChance: number;
}): string[] {
  const lowest = Math.max(0, ...of.thresholds);
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
    ...(lowest > 0
      ? [
          `Figures that rest on fewer than ${lowest} files with a yes, or fewer than ${lowest} with a no, are suppressed so that nobody can be recognised. So are others from which a suppressed figure could be worked out. [c] is not “not applicable”: there a check did not fit any file.`,
        ]
      : []),
  ];
}
