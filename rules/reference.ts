/** The longest reference that is kept. */
export const REFERENCE_MAXIMUM_LENGTH = 40;

/**
 * What is wrong with the reference of a case file, or null: it has to be a pseudonym that the panel keeps the key
 * to, so what looks like an NHS number or a date of birth is refused.
 *
 * @example referenceProblem('BR-01') // null
 * @example referenceProblem('943 476 5919') // 'looks like an NHS number. ...'
 */
export function referenceProblem(reference: string): string | null {
  const trimmed = reference.trim();
  if (trimmed === '') return 'is missing: enter the pseudonymous reference of the case file';
  if (trimmed.length > REFERENCE_MAXIMUM_LENGTH)
    return `must be at most ${REFERENCE_MAXIMUM_LENGTH} characters`;
  if (looksLikeNhsNumber(trimmed)) {
    return 'looks like an NHS number. Use a pseudonymous reference that says nothing about the person';
  }
  if (looksLikeDateOfBirth(trimmed)) {
    return 'looks like a date of birth. Use a pseudonymous reference that says nothing about the person';
  }
  return null;
}

/**
 * Whether a text holds ten digits, perhaps in parts with spaces or marks between them, with a valid NHS check digit.
 * Parts are not broken up: ten digits out of the middle of a longer number are no NHS number.
 *
 * Source: NHS Data Dictionary, NHS NUMBER (modulus 11 over the first nine digits, weights 10 down to 2).
 */
export function looksLikeNhsNumber(text: string): boolean {
  return (text.match(/\d+(?:[\s./_–-]{1,3}\d+)*/g) ?? []).some((run) => {
    const parts = run.match(/\d+/g) ?? [];
    return parts.some((_, from) => {
      let digits = '';
      for (let at = from; at < parts.length && digits.length < 10; at += 1) digits += parts[at] ?? '';
      return hasNhsCheckDigit(digits);
    });
  });
}

function hasNhsCheckDigit(digits: string): boolean {
  if (digits.length !== 10) return false;
  const sum = digits
    .slice(0, 9)
    .split('')
    .reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === Number(digits[9]);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Whether a text holds a day of the calendar between 1900 and 2099, in any of the usual ways of writing one. */
export const looksLikeDateOfBirth = (text: string): boolean => yearsOfDaysIn(text).length > 0;

/**
 * The years of the days of the calendar in a text, in any of the usual ways of writing one; those written with two
 * figures are of this century.
 */
export function yearsOfDaysIn(text: string): { year: number; twoFigures: boolean }[] {
  const lower = text.toLowerCase();
  // Looked at from every place anew: in "7 31/12/1980" the date begins inside of what looks like another one.
  const numeric = [...lower.matchAll(/(?<!\d)(?=(\d{1,4})[\s/.-](\d{1,2})[\s/.-](\d{2,4})(?!\d))/g)];
  const named = [
    ...lower.matchAll(
      /(?<!\d)(?<day>\d{1,2})(?:st|nd|rd|th)?[\s/.-]*(?<month>[a-z]{3})[a-z]*[\s/.,-]*(?<year>\d{4}|\d{2})(?!\d)/g,
    ),
    ...lower.matchAll(
      /(?<![a-z])(?<month>[a-z]{3})[a-z]*[\s/.-]*(?<day>\d{1,2})(?:st|nd|rd|th)?[\s/.,-]+(?<year>\d{4})(?!\d)/g,
    ),
    ...lower.matchAll(
      /(?<!\d)(?<year>\d{4})[\s/.,-]*(?<month>[a-z]{3})[a-z]*[\s/.,-]*(?<day>\d{1,2})(?!\d)/g,
    ),
  ];
  const solid = [...lower.matchAll(/(?<!\d)(\d{8})(?!\d)/g)].map(([run]) => run);
  return [
    ...numeric.map(([, a = '', b = '', c = '']) => yearOfDay(a, b, c)),
    ...named.map(({ groups: { day = '', month = '', year = '' } = {} }) =>
      MONTHS.includes(month) ? yearOfDay(day, String(MONTHS.indexOf(month) + 1), year) : null,
    ),
    ...solid.flatMap((run) => [
      yearOfDay(run.slice(0, 2), run.slice(2, 4), run.slice(4)),
      yearOfDay(run.slice(0, 4), run.slice(4, 6), run.slice(6)),
    ]),
  ].filter((year) => year !== null);
}

/** The year of a day; day first, or year first where the first part has four digits. Null where there is no such day. */
function yearOfDay(first: string, month: string, last: string): { year: number; twoFigures: boolean } | null {
  const [day, yearText] = first.length === 4 ? [last, first] : [first, last];
  if (
    first.length === 3 ||
    (first.length !== 4 && last.length === 3) ||
    (first.length === 4 && last.length > 2)
  )
    return null;
  const twoFigures = yearText.length === 2;
  const year = twoFigures ? 2000 + Number(yearText) : Number(yearText);
  if (!twoFigures && (year < 1900 || year > 2099)) return null;
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  const exists =
    date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(day) > 0;
  return exists ? { year, twoFigures } : null;
}
