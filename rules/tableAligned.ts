// Tables whose columns are set apart by spaces alone, as they are copied from a PDF.

/** Lines so long are prose, and a table has no more lines than that. */
const LONGEST = 400;
const MOST_LINES = 500;

/**
 * The cells of a table that came as one cell in each line, parted where a gap of two spaces goes down all lines that
 * have one; other tables as they are. Lines without a gap, such as a title, stay whole.
 */
export function withAlignedColumns(lines: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const texts = lines.map((cells) =>
    cells.filter((cell) => cell !== '').length > 1 ? null : (cells[0] ?? ''),
  );
  const whole = texts.filter((text) => text !== null);
  if (whole.length < texts.length || whole.length > MOST_LINES) return lines;
  const plain = whole.map((text) => text.replace(/\u00a0/g, ' ').trimEnd());
  const isRow = (text: string) => text.length <= LONGEST && /\S {2,}\S/.test(text);
  const rows = plain.filter(isRow);
  if (rows.length < 2) return lines;
  const gaps = gapsIn(rows);
  if (gaps.length === 0) return lines;
  return plain.map((text) => (isRow(text) ? partedAt(text, gaps) : [text.trim()]));
}

/** Where a gap of at least two spaces goes down all rows: the middle of each. */
function gapsIn(rows: readonly string[]): number[] {
  const width = Math.max(...rows.map((text) => text.length));
  const start = Math.min(...rows.map((text) => text.search(/\S/)));
  const isBlank = Array.from({ length: width }, (_, at) => rows.every((text) => (text[at] ?? ' ') === ' '));
  const gaps: number[] = [];
  let from = -1;
  for (let at = start; at < width; at += 1) {
    if (!isBlank[at]) {
      if (from >= 0 && at - from >= 2) gaps.push(from);
      from = -1;
    } else if (from < 0) from = at;
  }
  return gaps;
}

function partedAt(text: string, gaps: readonly number[]): string[] {
  const ends = [...gaps, text.length];
  return ends.map((end, i) => text.slice(i === 0 ? 0 : (ends[i - 1] ?? 0), end).trim());
}
