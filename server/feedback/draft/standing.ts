import type { Standing } from '../../../rules/index.ts';

/**
 * How a share stands beside another one, as a word at the end of a line.
 *
 * @example standingWord({ sure: 'perhaps', way: 'worse', points: -30 }) // 'perhaps worse'
 */
export function standingWord({ sure, way }: Standing): string {
  if (sure === null) return 'not compared';
  if (sure === 'chance' || way === null) return 'may be chance';
  return `${sure === 'clear' ? 'clearly' : 'perhaps'} ${way}`;
}
