import { looksLikeNhsNumber, yearsOfDaysIn } from './reference.ts';

/** A full date so long before the reading is no date of a plan. */
const BIRTH_YEARS_BEFORE = 10;

/**
 * What in a text points at one person, as the end of a sentence that begins with where it stands, or null. Goals hold
 * dates, so not every date is one of birth: it is where it lies ten years before the reading, or the text says so.
 *
 * @param readOn - the day of reading, YYYY-MM-DD
 * @example personalDataProblem('Ring 023 8000 1234 by 3 May', '2012-02-28') // 'holds what looks like a phone number. Take it out.'
 */
export function personalDataProblem(text: string, readOn: string): string | null {
  const found = looksLikeNhsNumber(text)
    ? 'an NHS number'
    : holdsEmailAddress(text)
      ? 'an email address'
      : holdsPhoneNumber(text)
        ? 'a phone number'
        : holdsDateOfBirth(text, readOn)
          ? 'a date of birth'
          : null;
  return found === null ? null : `holds what looks like ${found}. Take it out.`;
}

function holdsDateOfBirth(text: string, readOn: string): boolean {
  const days = yearsOfDaysIn(text);
  if (days.length === 0) return false;
  if (/\b(?:born|birth|d\.? ?o\.? ?b)\b/i.test(text)) return true;
  const readIn = Number(readOn.slice(0, 4));
  return days.some(({ year, twoFigures }) => {
    // Of two figures it is the year that is nearest: 75 is 1975 to somebody who reads in 2012.
    const meant = twoFigures && year > readIn + BIRTH_YEARS_BEFORE ? year - 100 : year;
    return meant <= readIn - BIRTH_YEARS_BEFORE;
  });
}

function holdsEmailAddress(text: string): boolean {
  return text.split(/\s/).some((word) => /[^@]@[^@.]+\.[a-z]/i.test(word));
}

/** Ten or eleven digits as British numbers begin, in parts with signs or spaces between them, or with +44. */
function holdsPhoneNumber(text: string): boolean {
  // Two dates side by side have as many digits.
  const undated = text.replace(/(?<!\d)\d{1,2}([./-])\d{1,2}\1\d{2,4}(?!\d)/g, ' date ');
  return (undated.match(/\+?\d+(?:[\s().–-]{1,3}\d+)*/g) ?? []).some((run) => {
    const parts = run.match(/\+?\d+/g) ?? [];
    return parts.some((_, from) => {
      let digits = '';
      for (const part of parts.slice(from, from + 8)) {
        digits += part;
        if (/^(?:0[12378]\d{8,9}|(?:\+|00)44\d{9,10}|(?:\+|00)440\d{9,10})$/.test(digits)) return true;
      }
      return false;
    });
  });
}
