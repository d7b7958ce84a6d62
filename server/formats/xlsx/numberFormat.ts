/** How a number is shown: in percent, with so many decimals, filled up with noughts to so many digits. */
interface NumberFormat {
  percent: boolean;
  decimals: number;
  digits: number;
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
  const positive = (code ?? BUILT_IN.get(id) ?? '').split(';')[0] ?? '';
  const bare = positive.replace(/_.|\*.|\[(?!\$)[^\]]*\]|\s/g, '');
  const shape = /^(?<before>[#0,]*[#0])(?:\.(?<after>[0#]+))?(?<percent>%?)$/.exec(bare)?.groups;
  if (!shape) return null;
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
 * A number as its cell shows it, rounded half away from nought; thousands are not set apart.
 *
 * @example shownNumber(2 / 3, { percent: true, decimals: 0, digits: 1 }) // '67%'
 */
export function shownNumber(number: number, { percent, decimals, digits }: NumberFormat): string {
  // A spreadsheet keeps 15 digits; the power of ten is moved in the text, where it costs no precision.
  const exact = Number(Math.abs(number).toPrecision(15));
  const [mantissa = '0', power = '0'] = exact.toExponential().split('e');
  const move = (by: number) => Number(`${mantissa}e${Number(power) + by}`);
  const units = Math.round(move(decimals + (percent ? 2 : 0)));
  if (!Number.isSafeInteger(units)) return String(number);
  const all = String(units)
    .padStart(digits + decimals, '0')
    .padStart(decimals + 1, '0');
  const text = decimals === 0 ? all : `${all.slice(0, -decimals)}.${all.slice(-decimals)}`;
  return `${number < 0 && units > 0 ? '-' : ''}${text}${percent ? '%' : ''}`;
}
