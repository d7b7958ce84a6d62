import type { ShareDifference, ShownFigure } from '../../rules/index.ts';

const MINUS = '−';

/** From which distance to zero on the end of an interval leaves a difference of some size possible, as a share. */
const NOTABLE = 0.1;

/** @example intervalText([0.391, 0.862]) // '39 to 86%' */
export const intervalText = ([low, high]: readonly [number, number]): string =>
  `${Math.round(100 * low)} to ${Math.round(100 * high)}%`;

/** @example pointsText(-15) // '−15 points' */
export const pointsText = (points: number): string =>
  `${signed(points)} ${Math.abs(points) === 1 ? 'point' : 'points'}`;

/**
 * An interval of a difference in percentage points. An end beside zero keeps a digit, so that it is not taken for zero.
 *
 * @example differenceIntervalText([-0.136, 0.164]) // '−14 to +16'
 */
export const differenceIntervalText = ([low, high]: readonly [number, number]): string =>
  `${endText(low)} to ${endText(high)}`;

/** @example exactText(0.0277) // 'p = 0.028', with spaces that do not break */
export function exactText(probability: number): string {
  if (probability < 0.001) return 'p\u00A0<\u00A00.001';
  return `p\u00A0=\u00A0${probability < 0.1 ? probability.toFixed(3) : probability.toFixed(2)}`;
}

/** Why there is no figure to show; null where there is one. */
export function missingText(figure: ShownFigure | undefined): string | null {
  if (!figure) return 'not asked';
  if (figure.kind === 'masked') return 'hidden';
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
        : `No clear difference: ${Math.ceil(100 * most)} points at the most.`;
    }
  }
}

function unknownText({ unknown }: ShareDifference): string {
  switch (unknown) {
    case 'masked':
      return 'Cannot be told: a figure is hidden.';
    case 'nobody else':
      return 'There are no other files to compare with.';
    case 'first':
      return 'The first: nothing before it to compare with.';
    case 'no figure':
    case null:
      return 'Cannot be told: there are not two figures.';
  }
}

function endText(share: number): string {
  const points = 100 * share;
  if (points !== 0 && Math.abs(points) < 0.5) return signed(Number(points.toPrecision(1)));
  return signed(Math.round(points));
}

function signed(points: number): string {
  if (points === 0) return '0';
  return points < 0 ? `${MINUS}${-points}` : `+${points}`;
}
