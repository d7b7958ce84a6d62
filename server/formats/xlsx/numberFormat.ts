/** How a number is shown: in percent, with so many decimals, filled up with noughts to so many digits. */
interface NumberFormat {
  percent: boolean;
  decimals: number;
  digits: number;
  /** Signs that stand between and beside the digits of a number that names something: `T-007`, `12-0034`. */
  pieces?: (string | { digits: number })[];
  /** Words in place of some numbers: "yes" for 1 and "no" for 0. */
  words?: readonly ShownWord[];
  /** Other numbers are shown as they are. */
  plain?: true;
}

/** A word, and for which numbers a cell shows it. */
interface ShownWord {
  shows: (number: number) => boolean;
  text: string;
}

/** The formats with a number of their own that every spreadsheet program has (ISO/IEC 29500-1, 18.8.30). */
const BUILT_IN = new Map([
  [1, '0'],
  [2, '0.00'],
  [3, '#,##0'],
  [4, '#,##0.00'],
  [9, '0%'],
  [10, '0.00%'],
  [37, '#,##0'],
  [38, '#,##0'],
  [39, '#,##0.00'],
  [40, '#,##0.00'],
]);

/**
 * What a cell style does to a number, or null where the number is shown as it is, or in a way that is not followed:
 * powers of ten, fractions, thousands left out, words beside it.
 *
 * @param code - the format's own code, if it has one
 */
export function numberFormatOf(id: number, code: string | undefined): NumberFormat | null {
  const digits = digitFormatOf(id, code);
  const words = shownWordsOf(code ?? '');
  if (words.length === 0) return digits;
  return { ...(digits ?? { percent: false, decimals: 0, digits: 0, plain: true }), words };
}

const COMPARED: Record<string, (number: number, other: number) => boolean> = {
  '=': (number, other) => number === other,
  '<>': (number, other) => number !== other,
  '<': (number, other) => number < other,
  '>': (number, other) => number > other,
  '<=': (number, other) => number <= other,
  '>=': (number, other) => number >= other,
};

/**
 * The parts of a format that show a word and no number: `"yes";;"no"` for 1 and 0, `[=1]"yes";[=0]"no"`. A part that
 * shows nothing at all is not followed, so that no number is lost.
 */
function shownWordsOf(code: string): ShownWord[] {
  const parts = [...code.matchAll(/((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)/gs)].map(([, part = '']) => part);
  // The match at the very end is empty.
  const sections = (parts.at(-1) === '' ? parts.slice(0, -1) : parts).slice(0, 4);
  const conditions = sections.map((section) => {
    const [, sign = '', other = ''] = /\[(<>|<=|>=|=|<|>)(-?\d+(?:\.\d+)?)\]/.exec(section) ?? [];
    const compare = COMPARED[sign];
    return compare ? (number: number) => compare(number, Number(other)) : null;
  });
  return sections.flatMap((section, i) => {
    const text = wordIn(section);
    return text === null ? [] : [{ shows: (number: number) => sectionFor(number, conditions) === i, text }];
  });
}

/** Which part of a format a number is shown by: by its condition, or by whether it is above, below or nought. */
function sectionFor(number: number, conditions: readonly (((number: number) => boolean) | null)[]): number {
  if (conditions.some((holds) => holds !== null)) {
    return conditions.findIndex((holds) => holds === null || holds(number));
  }
  if (number < 0 && conditions.length > 1) return 1;
  return number === 0 && conditions.length > 2 ? 2 : 0;
}

/** The word of a part that shows no digit; null where it shows one, or no word. */
function wordIn(section: string): string | null {
  const tokens = [...section.matchAll(/"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(.)/gs)];
  const isBare = tokens.some(([, , , bare]) => bare !== undefined && /[\p{L}\d#?@.,%]/u.test(bare));
  const text = tokens
    .map(([, quoted, escaped, bare]) => quoted ?? escaped ?? bare ?? '')
    .join('')
    .trim();
  return !isBare && /\p{L}/u.test(text) ? text : null;
}

function digitFormatOf(id: number, code: string | undefined): NumberFormat | null {
  const positive = (code ?? BUILT_IN.get(id) ?? '').split(';')[0] ?? '';
  const bare = positive.replace(/_.|\*.|\[(?!\$)[^\]]*\]|\s/g, '');
  const shape = /^(?<before>[#0,]*[#0])(?:\.(?<after>[0#]+))?(?<percent>%?)$/.exec(bare)?.groups;
  if (!shape) return codeFormatOf(positive);
  const count = (text: string | undefined) => (text ?? '').replace(/[^0]/g, '').length;
  // A decimal that is shown only where there is one follows the number.
  if (shape['after']?.includes('#')) return null;
  return {
    percent: shape['percent'] === '%',
    decimals: count(shape['after']),
    digits: count(shape['before']),
  };
}

/**
 * A format for numbers that name something, filled up with noughts and with signs of its own: `"T-"000`, `00-0000`.
 * With one digit it is an amount with its unit, which is read as a number.
 */
function codeFormatOf(positive: string): NumberFormat | null {
  const bare = positive.replace(/\[(?!\$)[^\]]*\]/g, '');
  const tokens = [...bare.matchAll(/"([^"]*)"|\\(.)|([-/ ():+])|(0+)|(.)/gs)];
  if (tokens.some((token) => token[5] !== undefined)) return null;
  const pieces = tokens.map(([, quoted, escaped, sign, noughts]) =>
    noughts === undefined ? (quoted ?? escaped ?? sign ?? '') : { digits: noughts.length },
  );
  const digits = pieces.reduce((sum, piece) => sum + (typeof piece === 'string' ? 0 : piece.digits), 0);
  return digits > 1 ? { percent: false, decimals: 0, digits, pieces } : null;
}

/** Puts the digits of a number into the places of its format; those that are too many stand in the first. */
function inPieces(text: string, pieces: NonNullable<NumberFormat['pieces']>): string {
  let rest = text;
  const first = pieces.findIndex((piece) => typeof piece !== 'string');
  return pieces
    .map((piece, i) => [piece, i] as const)
    .toReversed()
    .map(([piece, i]) => {
      if (typeof piece === 'string') return piece;
      const at = i === first ? 0 : Math.max(0, rest.length - piece.digits);
      const taken = rest.slice(at);
      rest = rest.slice(0, at);
      return taken;
    })
    .toReversed()
    .join('');
}

/**
 * A number as its cell shows it, rounded half away from nought; thousands are not set apart.
 *
 * @example shownNumber(2 / 3, { percent: true, decimals: 0, digits: 1 }) // '67%'
 */
export function shownNumber(number: number, format: NumberFormat): string {
  const { percent, decimals, digits, pieces } = format;
  const said = format.words?.find(({ shows }) => shows(number));
  if (said) return said.text;
  // A spreadsheet shows 15 digits.
  if (format.plain) return String(Number(number.toPrecision(15)));
  // A spreadsheet keeps 15 digits; the power of ten is moved in the text, where it costs no precision.
  const exact = Number(Math.abs(number).toPrecision(15));
  const [mantissa = '0', power = '0'] = exact.toExponential().split('e');
  const move = (by: number) => Number(`${mantissa}e${Number(power) + by}`);
  const units = Math.round(move(decimals + (percent ? 2 : 0)));
  if (!Number.isSafeInteger(units)) return String(number);
  const all = String(units)
    .padStart(digits + decimals, '0')
    .padStart(decimals + 1, '0');
  if (pieces) return `${number < 0 && units > 0 ? '-' : ''}${inPieces(all, pieces)}`;
  const text = decimals === 0 ? all : `${all.slice(0, -decimals)}.${all.slice(-decimals)}`;
  return `${number < 0 && units > 0 ? '-' : ''}${text}${percent ? '%' : ''}`;
}
