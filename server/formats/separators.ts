/** What stands between the cells of a line of text. */
export type Separator = ',' | ';' | '\t' | '|';

const SEPARATORS: Separator[] = ['\t', ',', ';', '|'];
/** So many lines tell what separates their cells. */
const LINES_LOOKED_AT = 50;

/**
 * What separates the cells of a text: what a line `sep=;` at its beginning says, as spreadsheets write it, otherwise
 * the sign that stands equally often in most lines. Signs inside quotation marks do not count.
 *
 * @param text - the text, or its beginning
 */
export function separatorOf(text: string): Separator {
  const lines = text.split(/\r\n?|\n/, LINES_LOOKED_AT + 1);
  const said = saidSeparator(lines[0] ?? '');
  if (said) return said;
  const bare = lines
    .slice(0, LINES_LOOKED_AT)
    .map((line) => line.replace(/"[^"]*"/g, ''))
    .filter((line) => line.trim() !== '');
  const scored = SEPARATORS.map((sign) => {
    const times = new Map<number, number>();
    for (const line of bare) {
      const count = line.split(sign).length - 1;
      if (count > 0) times.set(count, (times.get(count) ?? 0) + 1);
    }
    const [count = 0, alike = 0] = [...times].toSorted((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
    return { sign, count, alike };
  });
  const best = scored.toSorted((a, b) => b.alike - a.alike || b.count - a.count)[0];
  return best && best.count > 0 ? best.sign : ',';
}

/** The separator that the first line of a text names, or null. @example saidSeparator('sep=;') // ';' */
export function saidSeparator(line: string): Separator | null {
  const said = /^\uFEFF?"?sep=(.)"?\s*$/i.exec(line)?.[1];
  return SEPARATORS.find((sign) => sign === said) ?? null;
}

/**
 * The cells of a line that was drawn with bars, without those at its ends; null for a line that only rules the table.
 *
 * @example betweenBars(['', ' Ash ', ' 12 ', '']) // [' Ash ', ' 12 ']
 */
export function betweenBars(cells: string[]): string[] | null {
  const filled = cells.filter((cell) => cell.trim() !== '');
  if (filled.every((cell) => /^[\s:+=_-]{2,}$/.test(cell))) return null;
  const drawn = cells.length > 2 && cells[0]?.trim() === '' && cells.at(-1)?.trim() === '';
  return drawn ? cells.slice(1, -1) : cells;
}
