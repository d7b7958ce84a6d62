import { SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { ShareDifference, ShownFigure } from '../../../rules/index.ts';
import { outwards } from '../../formats/english.ts';

/** From which distance to zero on the end of an interval leaves a difference of some size possible, as a share. */
const NOTABLE = 0.1;

/** @example exactText(0.0277) // 'p = 0.028', with spaces that do not break */
export function exactText(probability: number): string {
  if (probability < 0.001) return 'p\u00A0<\u00A00.001';
  return `p\u00A0=\u00A0${probability < 0.1 ? probability.toFixed(3) : probability.toFixed(2)}`;
}

/** Why there is no figure to show; null where there is one. */
export function missingText(figure: ShownFigure | undefined): string | null {
  if (!figure) return 'not asked';
  if (figure.kind === 'suppressed') return SUPPRESSED_MARK;
  return figure.kind === 'none' ? figure.reason : null;
}

/**
 * What a difference means, as a sentence.
 *
 * @param against - what the figure is held against, such as "in the other files"
 */
export function verdictText(difference: ShareDifference, against: string): string {
  switch (difference.verdict) {
    case 'clearly higher':
      return `Clearly higher than ${against}.`;
    case 'clearly lower':
      return `Clearly lower than ${against}.`;
    case 'cannot be told':
      return unknownText(difference);
    case 'no clear difference': {
      const [low, high] = difference.interval ?? [0, 0];
      if (low > 0 || high < 0) {
        return 'No clear difference: the exact test for small counts does not bear it out.';
      }
      if (difference.seems) {
        return `Seems ${difference.seems}; no clear difference, the files are too few.`;
      }
      const most = Math.max(-low, high);
      return most >= NOTABLE
        ? 'No clear difference, the files are too few to rule one out.'
        : `No clear difference: ${outwards([0, most])[1]} points at the most.`;
    }
  }
}

function unknownText({ unknown }: ShareDifference): string {
  switch (unknown) {
    case 'suppressed':
      return 'Cannot be told: a figure is suppressed.';
    case 'nobody else':
      return 'There are no other files to compare with.';
    case 'first':
      return 'The first: nothing before it to compare with.';
    case 'no figure':
    case null:
      return 'Cannot be told: there are not two figures.';
  }
}
