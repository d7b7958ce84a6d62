import { MEAN } from './answerCells.ts';
import type { AnswerTable } from './answerCells.ts';

/**
 * What a picture of answers shows, in one sentence: which row has the highest mean and which the lowest; without means,
 * of a single row, which answer was given most. Null where what is shown says neither.
 *
 * @example 'The highest mean is that of “Is it kind?” (3.73), the lowest that of “Is it quick?” (2.03).'
 */
export function answersShow({ columns, rows }: Pick<AnswerTable, 'columns' | 'rows'>): string | null {
  const parts = rows.filter(({ total }) => !total);
  const mean = columns.findIndex(({ head }) => head === MEAN);
  if (mean >= 0) {
    const means = parts
      .map(({ name, cells }) => ({ name, text: cells[mean]?.text ?? '', value: Number(cells[mean]?.text) }))
      .filter(({ text, value }) => text !== '' && Number.isFinite(value))
      .toSorted((a, b) => b.value - a.value);
    const [highest, lowest] = [means[0], means.at(-1)];
    if (!highest || !lowest || means.length < 2) return null;
    return highest.text === lowest.text
      ? `All ${means.length} have the same mean, ${highest.text}.`
      : `The highest mean is that of “${highest.name}” (${highest.text}), the lowest that of “${lowest.name}” (${lowest.text}).`;
  }
  const row = parts.length === 1 ? parts[0] : rows.length === 1 ? rows[0] : rows.find(({ total }) => total);
  const answers = columns.findIndex(({ head }) => head === 'Answered');
  const given = (row?.cells ?? [])
    .slice(0, Math.max(0, answers))
    .flatMap(({ text, note, suppressed }, i) =>
      suppressed || !/^\d+ of/.test(text)
        ? []
        : [{ answer: columns[i]?.head ?? '', text, note, n: parseInt(text, 10) }],
    )
    .toSorted((a, b) => b.n - a.n);
  const [most] = given;
  if (!row || !most || most.n === 0) return null;
  const isAll = given.length === answers;
  return `${isAll ? 'Given most' : 'Given most of what is shown'}${rows.length > 1 ? `, ${lower(row.name)}` : ''}: “${most.answer}”, ${most.text}${most.note === '' ? '' : `, ${most.note}`}.`;
}

/**
 * What small charts of groups show, in one sentence: the question in which their means lie furthest apart. Null where
 * there are no means to compare.
 *
 * @example 'The means lie furthest apart in “Is it kind?”: 2.03 in Ash, 3.73 in Birch. Whether that is more than chance is not told here.'
 */
export function unitsShow(
  questions: readonly { label: string; table: Pick<AnswerTable, 'columns' | 'rows'> }[],
): string | null {
  const spans = questions.flatMap(({ label, table: { columns, rows } }) => {
    const mean = columns.findIndex(({ head }) => head === MEAN);
    const means = rows
      .filter(({ total }) => !total)
      .map(({ name, cells }) => ({ name, text: cells[mean]?.text ?? '', value: Number(cells[mean]?.text) }))
      .filter(({ text, value }) => text !== '' && Number.isFinite(value))
      .toSorted((a, b) => a.value - b.value);
    const [lowest, highest] = [means[0], means.at(-1)];
    return lowest && highest && means.length > 1
      ? [{ label, lowest, highest, apart: highest.value - lowest.value }]
      : [];
  });
  const [widest] = spans.toSorted((a, b) => b.apart - a.apart);
  if (!widest || widest.lowest.text === widest.highest.text) return null;
  const { label, lowest, highest } = widest;
  return `The means lie furthest apart in “${label}”: ${lowest.text} in ${lowest.name}, ${highest.text} in ${highest.name}. Whether that is more than chance is not told here.`;
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
