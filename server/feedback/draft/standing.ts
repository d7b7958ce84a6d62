import type { Standing, StandardVerdict } from '../../../rules/index.ts';

/** @example sureWord({ sure: 'clear', very: true }) // 'very clearly' */
export const sureWord = ({ sure, very }: Pick<Standing, 'sure' | 'very'>): string =>
  sure === 'clear' ? `${very ? 'very ' : ''}clearly` : 'perhaps';

/**
 * How a share stands beside another one, as a word at the end of a line.
 *
 * @example standingWord({ sure: 'perhaps', way: 'worse', points: -30 }) // 'perhaps worse'
 */
export function standingWord(standing: Standing): string {
  const { sure, way } = standing;
  if (sure === null) return 'not compared';
  return sure === 'chance' || way === null ? 'may be chance' : `${sureWord(standing)} ${way}`;
}

/** Whether a standing is more than chance. */
export const isSure = ({ sure }: Pick<Standing, 'sure'>): boolean => sure === 'clear' || sure === 'perhaps';

/** How sure a standing is, from nothing on. */
const SURENESS = { chance: 0, perhaps: 1, clear: 2 } as const;
const surenessOf = ({ sure }: Standing): number => (sure === null ? 0 : SURENESS[sure]);

/** Whether a verdict that is more than chance holds with files of joint work alone. */
export const isOnlyJoint = ({ withoutJoint, ...told }: Standing): boolean =>
  withoutJoint !== undefined &&
  isSure(told) &&
  (withoutJoint.way !== told.way || surenessOf(withoutJoint) < surenessOf(told));

/**
 * What a verdict is without files of joint work, to follow it; empty where it is the same.
 *
 * @example jointText(standing, 'files') // 'only with joint files, without them perhaps worse'
 */
export function jointText(standing: Standing, files: string): string {
  const { withoutJoint } = standing;
  if (!withoutJoint) return '';
  if (withoutJoint.sure === null) return `by joint ${files} alone`;
  const alone = withoutJoint.sure === 'chance' ? 'it may be chance' : standingWord(withoutJoint);
  return isOnlyJoint(standing)
    ? `only with joint ${files}, without them ${alone}`
    : `without joint ${files} ${alone}`;
}

/** The same in brackets behind what was said; empty where there is nothing to say. */
export function jointBrackets(standing: Standing, files: string): string {
  const text = jointText(standing, files);
  return text === '' ? '' : ` (${text})`;
}

/** How a figure stands to its standard, to follow that; by the rule where the panel might stop reading when it was sure. */
export const standingToStandard = (verdict: StandardVerdict | null): string =>
  verdict === 'met'
    ? 'met'
    : verdict === 'not met'
      ? 'missed'
      : verdict === 'not sure'
        ? 'not sure either way'
        : 'cannot be told';
