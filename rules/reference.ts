import { evenSigns } from './fold.ts';
import type { SubjectWords } from './subjectWords.ts';

/**
 * A reference as it is kept. Signs that look alike are one, since two files that only a programmer can tell apart are
 * one file.
 *
 * @example tidyReference('U\u00A0 2') // 'U 2'
 */
export const tidyReference = (reference: string): string => evenSigns(reference);

/** By what two references are compared: capitals do not count. */
export const referenceKey = (reference: string): string => tidyReference(reference).toLowerCase();

/**
 * Says of the references of an audit or a sheet, as they come, whether each was there before.
 *
 * @param known - references of the audit already
 * @returns what is wrong with the reference of a row, or null
 */
export function createReferenceBook(
  known: readonly string[],
): (row: number, reference: string) => string | null {
  const seenAt = new Map(known.map((reference) => [referenceKey(reference), 0]));
  return (row, reference) => {
    const key = referenceKey(reference);
    if (key === '') return null;
    const earlier = seenAt.get(key);
    if (earlier === undefined) seenAt.set(key, row);
    if (earlier === undefined) return null;
    return earlier === 0 ? 'is in the audit already' : `is in row ${earlier} already`;
  };
}

/**
 * What is wrong with the reference of a case file, or null: it has to be a pseudonym that the panel keeps the key
 * to, so what looks like an NHS number or a date of birth is refused. What is about no person may have any name.
 *
 * @example referenceProblem('BR-01') // null
 * @example referenceProblem('943 476 5919') // 'looks like an NHS number. ...'
 */
export function referenceProblem(reference: string, words: SubjectWords): string | null {
  const trimmed = tidyReference(reference);
  if (trimmed === '') return `is missing: enter the ${words.reference}`;
  if (trimmed.length > words.referenceLength) return `must be at most ${words.referenceLength} characters`;
  if (!words.personal) return null;
  if (looksLikeNhsNumber(trimmed)) {
    return 'looks like an NHS number. Use a pseudonymous reference that says nothing about the person';
  }
  if (looksLikeDateOfBirth(trimmed)) {
    return 'looks like a date of birth. Use a pseudonymous reference that says nothing about the person';
  }
  return null;
}

const MONTH_SHOWN =
  '(?:[Jj]an|[Ff]eb|[Mm]ar|[Aa]pr|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug|[Ss]ept?|[Oo]ct|[Nn]ov|[Dd]ec)';
/** As spreadsheets show it: 5-Mar, Mar-05. In capitals, which none of them uses, it was typed. */
const SHOWN_AS_DATE = new RegExp(`^(?:\\d{1,2}[-/ ]${MONTH_SHOWN}|${MONTH_SHOWN}[-/ ]\\d{2,4})$`);
const SHOWN_AS_POWER = /^-?\d(?:[.,]\d+)?E[+-]\d{2,3}$/i;
const SHOWN_AS_FAULT = /^(?:#+|#(?:NAME\?|REF!|N\/A|VALUE!|DIV\/0!|NUM!|NULL!))$/i;

/** What stands before the figures of all rows together, with or without their number: Total (52), Average of all. */
const TOTALS = new Set(
  [
    'total totals sum sums all overall average averages avg mean median count counts percent percentage %',
    'subtotal subtotals sub-total sub-totals',
  ]
    .join(' ')
    .split(' '),
);
const TOTALS_BEGIN =
  /^(?:grand|sub|over|column|row|group|overall)[ -]totals?$|^(?:totals?|sum|average|mean|all|percentage|percent|count|% ?)(?: of| for)?(?: the| all)? ?(?:files?|case ?files?|cases|groups?|records?|rows?|yes|no|columns?|clients?|per ?cent)?$/;

/**
 * Whether what stands as a reference is the name of a row of totals.
 *
 * @example isTotals('Total (52):') // true
 */
export function isTotals(reference: string): boolean {
  const name = tidyReference(reference)
    .toLowerCase()
    .replace(/\([^)]*\)|[:=.]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return TOTALS.has(name) || TOTALS_BEGIN.test(name);
}

/**
 * What is wrong with a reference that comes from a spreadsheet, or null: what {@link referenceProblem} says, and what
 * the spreadsheet has done to it, with what to do there.
 *
 * @example sheetReferenceProblem('5-Mar') // 'is a date that a spreadsheet has made of a reference. ...'
 */
export function sheetReferenceProblem(entered: string, words: SubjectWords): string | null {
  const reference = tidyReference(entered);
  const again =
    'In the spreadsheet, set the column to the format "Text", enter the references again and save';
  const problem = referenceProblem(reference, words);
  if (problem?.startsWith('looks like a date')) {
    return `${problem}. If a spreadsheet has made a date of it: ${again.charAt(0).toLowerCase()}${again.slice(1)}`;
  }
  if (problem) return problem;
  if (isTotals(reference)) return 'this looks like a row of totals: delete it';
  if (SHOWN_AS_DATE.test(reference)) {
    return `is a date that a spreadsheet has made of a reference. ${again}`;
  }
  if (SHOWN_AS_POWER.test(reference)) {
    return `is a power of ten that a spreadsheet has made of a long number, and the number is lost. ${again}`;
  }
  if (SHOWN_AS_FAULT.test(reference)) {
    return 'is what a spreadsheet shows for a fault or a column that is too narrow. Put it right there and save again';
  }
  return null;
}

/** Where something stands in a text; the end is not included. */
interface Place {
  start: number;
  end: number;
}

/** Whether a text holds an NHS number; see nhsNumbersIn. */
export function looksLikeNhsNumber(text: string): boolean {
  return nhsNumbersIn(text).length > 0;
}

/**
 * Where a text holds ten digits, perhaps in parts with spaces or marks between them, with a valid NHS check digit.
 * Parts are not broken up: ten digits out of the middle of a longer number are no NHS number.
 *
 * Source: NHS Data Dictionary, NHS NUMBER (modulus 11 over the first nine digits, weights 10 down to 2).
 */
export function nhsNumbersIn(text: string): Place[] {
  const parts = [...text.matchAll(/\d+/g)].map((match) => ({
    digits: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
  const found: Place[] = [];
  for (let from = 0; from < parts.length; from += 1) {
    let digits = '';
    for (let to = from; to < parts.length && digits.length < 10; to += 1) {
      const part = parts[to];
      const before = parts[to - 1];
      if (!part || (to > from && before && !NHS_GAP.test(text.slice(before.end, part.start)))) break;
      digits += part.digits;
      if (hasNhsCheckDigit(digits)) {
        found.push({ start: parts[from]?.start ?? part.start, end: part.end });
        from = to;
        break;
      }
    }
  }
  return found;
}

const NHS_GAP = /^[\s./_–-]{1,3}$/;

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
export function looksLikeDateOfBirth(text: string): boolean {
  return datesIn(text).length > 0;
}

/** Where a text holds a day of the calendar between 1900 and 2099; a year below 100 was written in two digits. */
export function datesIn(text: string): (Place & { year: number })[] {
  const lower = text.toLowerCase();
  const found: (Place & { year: number })[] = [];
  // Which places are part of a day already: a long text may have thousands of them.
  const taken = new Uint8Array(lower.length);
  const add = (start: number, length: number, year: string) => {
    if (taken.subarray(start, start + length).includes(1)) return;
    taken.fill(1, start, start + length);
    found.push({ start, end: start + length, year: Number(year) });
  };
  // Looked at from every place anew: in "7 31/12/1980" the date begins inside of what looks like another one.
  for (const match of lower.matchAll(/(?<!\d)(?=((\d{1,4})[\s/.-](\d{1,2})[\s/.-](\d{2,4}))(?!\d))/g)) {
    const [, whole = '', a = '', b = '', c = ''] = match;
    if (isDay(a, b, c)) add(match.index, whole.length, a.length === 4 ? a : c);
  }
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
  for (const match of named) {
    const { day = '', month = '', year = '' } = match.groups ?? {};
    if (MONTHS.includes(month) && isDay(day, String(MONTHS.indexOf(month) + 1), year)) {
      add(match.index, match[0].length, year);
    }
  }
  for (const match of lower.matchAll(/(?<!\d)(\d{8})(?!\d)/g)) {
    const [run] = match;
    if (isDay(run.slice(0, 2), run.slice(2, 4), run.slice(4))) add(match.index, 8, run.slice(4));
    else if (isDay(run.slice(0, 4), run.slice(4, 6), run.slice(6))) add(match.index, 8, run.slice(0, 4));
  }
  return found;
}

/** The years of the days in a text; those written with two figures are of this century. */
export function yearsOfDaysIn(text: string): { year: number; twoFigures: boolean }[] {
  return datesIn(text).map(({ year }) => ({ year: year < 100 ? 2000 + year : year, twoFigures: year < 100 }));
}

/** Day first, or year first where the first part has four digits. */
function isDay(first: string, month: string, last: string): boolean {
  const [day, yearText] = first.length === 4 ? [last, first] : [first, last];
  if (
    first.length === 3 ||
    (first.length !== 4 && last.length === 3) ||
    (first.length === 4 && last.length > 2)
  )
    return false;
  const year = yearText.length === 2 ? 2000 + Number(yearText) : Number(yearText);
  if (yearText.length !== 2 && (year < 1900 || year > 2099)) return false;
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(day) > 0;
}
