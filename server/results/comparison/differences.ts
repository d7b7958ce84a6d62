import { areApartBy, filesFor } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import type { CompareView } from './presenter.ts';

/** Differences of ten points or more that are not clear, with how many files would settle each. */
export interface OpenDifferences {
  caption: string;
  columns: string[];
  rows: string[][];
  /** How many files each of them takes on either side; null where that is beyond what can be worked out. */
  needed: (number | null)[];
  /** What is not in the table, or how it is read. */
  notes: string[];
}

/** From how many points on a difference that is not clear is named. */
const POINTS = 10;
/** So many are named, the largest first; of more there is the number. */
const NAMED = 6;
/** Four times in five: what studies are usually planned for. */
const LIKELIHOOD = 0.8;
/** Beyond so many the rule on power does not go. */
export const MOST_FILES = 400;

/** The large differences of a comparison that are not clear, the largest first. */
export function differencesOf(view: CompareView): OpenDifferences {
  const { words, summary } = view;
  const found = view.checks
    .flatMap((check) =>
      check.rows.flatMap((row) => {
        const { difference } = row;
        if (row.clear || row.figure?.kind !== 'figure' || !difference?.other) return [];
        const { figure } = row;
        const { other } = difference;
        return areApartBy(POINTS, figure, other) ? [{ check, row, difference, figure, other }] : [];
      }),
    )
    .toSorted((a, b) => Math.abs(b.difference.difference ?? 0) - Math.abs(a.difference.difference ?? 0));
  const named = found.slice(0, NAMED);
  const needed = named.map(({ figure, other }) =>
    filesFor(
      {
        before: other.yes / other.applicable,
        after: figure.yes / figure.applicable,
        comparisons: Math.max(1, summary.made),
      },
      LIKELIHOOD,
    ),
  );
  const by = view.compared.toLowerCase();
  return {
    caption: `Differences of ten points or more that are not clear: ${by}`,
    needed,
    columns: [
      view.unitHead,
      'Check',
      'Yes, against',
      'Difference, 95% interval',
      'How likely by chance',
      'Says',
      `${words.Files} it takes, each side`,
    ],
    rows: named.map(({ check, row, other }, i) => [
      row.label,
      check.label,
      `${row.count}, against ${other.yes} of ${other.applicable}`,
      `${row.points} (${row.differenceInterval})`,
      row.probabilities.replaceAll('; ', '\n'),
      row.perhaps ? 'perhaps' : 'may be chance',
      String(needed[i] ?? `over ${MOST_FILES}`),
    ]),
    notes:
      named.length === 0
        ? []
        : [
            `How many ${words.files} it takes is for each of the two sides, to find a difference as large as this one as clear four times in five beside ${countOf(summary.made, 'comparison')}. “Perhaps” is a question, all else may be chance. How likely chance alone makes such a difference goes from 0, never, to 1, always. “chance” is of this one comparison (Fisher’s exact test, mid-p). “raised” is that, raised for all the comparisons beside it (Holm): below 0.05 a difference is called clear. “raised less” is that, raised less (Benjamini and Hochberg): below 0.05 it is called perhaps.`,
            ...(found.length > named.length
              ? [
                  `The ${named.length} largest of ${found.length} are here; this document leaves out the rest.`,
                ]
              : []),
          ],
  };
}
