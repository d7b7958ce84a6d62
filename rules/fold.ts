/** Quotation marks and apostrophes as keyboards, phones and word processors set them. */
const APOSTROPHES = /[\u2018\u2019\u201A\u201B\u02BC\u2032\uFF07`´]/g;
const QUOTES = /[\u201C\u201D\u201E\u201F\u2033\uFF02]/g;

/** What most cells are: it stays as it is, and a sheet has millions of them. */
const EVEN = /^(?:[!-_a-~]+(?: [!-_a-~]+)*)?$/;

/**
 * A text in which signs that look alike are one: every dash is a hyphen, every run of spaces (no-break ones too) one
 * space, curly quotation marks are straight, signs of no width are gone, and a letter with an accent is one sign.
 *
 * @example evenSigns('T–23\u200B') // 'T-23'
 */
export function evenSigns(text: string): string {
  if (EVEN.test(text)) return text;
  return (
    text
      .normalize('NFC')
      // A tab, a line break and a no-break space are spaces, but a byte order mark is not.
      .replace(/\p{Cf}/gu, '')
      .replace(/[\p{Pd}\u2212]/gu, '-')
      .replace(APOSTROPHES, "'")
      .replace(QUOTES, '"')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/** The name of a group as a sheet has it: one that looks the same is written the same. */
export const tidyGroup = (name: string): string => name.normalize('NFC').replace(/\s+/g, ' ').trim();

/** How the names of groups are compared: capitals and signs that look alike do not count. */
export const foldGroup = (name: string): string => evenSigns(name).toLowerCase();

/** How headings and values are compared when a spreadsheet is read: nor do underscores, which are spaces. */
export function foldName(name: string): string {
  return evenSigns(name)
    .toLowerCase()
    .replace(/[\s_]+/g, ' ');
}

/** How headings are compared: a mark at the end, or its absence, does not count either. */
export const foldHeading = (heading: string): string => foldName(heading).replace(/[\s?:.*]+$/, '');
