const PSEUDONYM = /^[A-Za-z]{1,2}[- ]?\d{1,4}$/;

/**
 * A pseudonym as it is kept: in capitals, without what stands between letter and number. One or two letters and a
 * number, so that no name can be one.
 *
 * @returns null for anything else
 * @example tidyPseudonym('k-7') // 'K7'
 * @example tidyPseudonym('Mary') // null
 */
export const tidyPseudonym = (entered: string): string | null =>
  PSEUDONYM.test(entered.trim()) ? entered.trim().replace(/[- ]/, '').toUpperCase() : null;
