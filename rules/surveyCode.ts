// The codes with which people answer a questionnaire without an account.

/**
 * Digits and capitals that nobody takes for one another on paper. Vowels are left out, so that no word comes out; of
 * signs that look alike one is left, and the other is read as it.
 */
export const CODE_SIGNS = '23456789CDFHJKMNPQRTVWXY';
/** So many signs have 55 bits: with a slow hash nobody tries them all, even with the database in hand. */
export const CODE_LENGTH = 12;
const PART = 4;

const LOOKS_LIKE: Readonly<Record<string, string>> = { S: '5', Z: '2', B: '8', G: '6', U: 'V' };

/**
 * A code as it was typed, without what people put between its signs; null where it cannot be one.
 *
 * @example tidyCode('c7dm 3xpw-9stq') // 'C7DM3XPW95TQ'
 */
export function tidyCode(entered: string): string | null {
  if (entered.length > 4 * CODE_LENGTH) return null;
  const bare = entered.toUpperCase().replace(/[\s.‐-―-]/g, '');
  const signs = bare.split('').map((sign) => LOOKS_LIKE[sign] ?? sign);
  return signs.length === CODE_LENGTH && signs.every((sign) => CODE_SIGNS.includes(sign))
    ? signs.join('')
    : null;
}

/**
 * A code as it is printed, in parts that can be read aloud.
 *
 * @example showCode('C7DM3XPW95TQ') // 'C7DM-3XPW-95TQ'
 */
export function showCode(code: string): string {
  const parts: string[] = [];
  for (let from = 0; from < code.length; from += PART) parts.push(code.slice(from, from + PART));
  return parts.join('-');
}

/**
 * Makes a code of signs that are drawn one by one.
 *
 * @param draw - a whole number from 0 to below what it is given that nobody can foresee
 */
export const makeCode = (draw: (below: number) => number, length = CODE_LENGTH): string =>
  Array.from({ length }, () => CODE_SIGNS.charAt(draw(CODE_SIGNS.length))).join('');
