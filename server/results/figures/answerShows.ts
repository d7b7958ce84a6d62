import { capitalised, listOf } from '../../formats/english.ts';
import { MEAN } from './answerCells.ts';
import type { AnswerTable } from './answerCells.ts';
import { extremesOf } from './extremes.ts';
import type { NamedMean } from './extremes.ts';

type Rows = Pick<AnswerTable, 'columns' | 'rows'>;

/** The means of a table's rows without the total, and whether any is suppressed. */
function meansOf({ columns, rows }: Rows): { means: NamedMean[]; isHidden: boolean } {
  const at = columns.findIndex(({ head }) => head === MEAN);
  const cells = rows.flatMap(({ name, total, cells: own }) => {
    const cell = total ? undefined : own[at];
    return cell ? [{ name, ...cell }] : [];
  });
  return {
    means: cells
      .map(({ name, text, ends }) => ({ name, text, ends, value: Number(text) }))
      .filter(({ text, value }) => text !== '' && Number.isFinite(value)),
    isHidden: cells.some(({ suppressed }) => suppressed),
  };
}

/** All that stand level with one of them: a tie names every one, since nothing sets one before another. */
const levelWith = <T extends { text: string }>(all: readonly T[], one: T): T[] =>
  all.filter(({ text }) => text === one.text);

const quoted = (names: readonly string[]): string => listOf(names.map((name) => `“${name}”`));

const namesOf = (all: readonly { name: string }[]): string[] => all.map(({ name }) => name);

/**
 * What a picture of answers shows, in one sentence: which rows have the highest mean and which the lowest, as far as their
 * intervals tell them apart; without means,
 * of a single row, which answer was given most. Where anything is suppressed it is said of what is shown. Null where what
 * is shown says neither.
 *
 * @example 'The highest mean is that of “Is it kind?” (3.73), the lowest that of “Is it quick?” (2.03).'
 */
export function answersShow(table: Rows): string | null {
  return table.columns.some(({ head }) => head === MEAN) ? meansShow(table) : mostGiven(table);
}

function meansShow(table: Rows): string | null {
  const { means, isHidden } = meansOf(table);
  const [first] = means;
  if (!first || means.length < 2) return null;
  if (levelWith(means, first).length === means.length) {
    return `All ${means.length}${isHidden ? ' that are shown' : ''} have the same mean, ${first.text}.`;
  }
  const found = extremesOf(means);
  if ('told' in found) return isHidden ? `Of what is shown, ${found.told}.` : `${capitalised(found.told)}.`;
  const of = (level: readonly NamedMean[]) => `${quoted(namesOf(level))} (${level[0]?.text ?? ''})`;
  return `${isHidden ? 'Of what is shown the' : 'The'} highest mean is that of ${of(found.highest)}, the lowest that of ${of(found.lowest)}.`;
}

function mostGiven({ columns, rows }: Rows): string | null {
  const parts = rows.filter(({ total }) => !total);
  const row = parts.length === 1 ? parts[0] : rows.length === 1 ? rows[0] : rows.find(({ total }) => total);
  const answers = columns.findIndex(({ head }) => head === 'Answered');
  const own = (row?.cells ?? []).slice(0, Math.max(0, answers));
  const given = own
    .flatMap(({ text, note, suppressed }, i) =>
      suppressed || !/^\d+ of/.test(text)
        ? []
        : [{ answer: columns[i]?.head ?? '', text, note, n: parseInt(text, 10) }],
    )
    .toSorted((a, b) => b.n - a.n);
  const [most] = given;
  if (!row || !most || most.n === 0) return null;
  const level = levelWith(given, most).map(({ answer }) => answer);
  const isAll = !own.some(({ suppressed }) => suppressed);
  return `${isAll ? 'Given most' : 'Given most of what is shown'}${rows.length > 1 ? `, ${lower(row.name)}` : ''}: ${quoted(level)}, ${most.text}${most.note === '' ? '' : `, ${most.note}`}${level.length > 1 ? ' each' : ''}.`;
}

/**
 * What small charts of groups show, in one sentence: the questions in which their means lie furthest apart. Null where
 * there are no means to compare.
 *
 * @example 'The means lie furthest apart in “Is it kind?”: 2.03 in Ash, 3.73 in Birch. Whether that is more than chance is not told here.'
 */
export function unitsShow(questions: readonly { label: string; table: Rows }[]): string | null {
  const all = questions.map(({ label, table }) => ({ label, ...meansOf(table) }));
  const spans = all
    .flatMap(({ label, means }) => {
      const sorted = means.toSorted((a, b) => b.value - a.value);
      const [highest, lowest] = [sorted[0], sorted.at(-1)];
      if (!highest || !lowest || means.length < 2) return [];
      // By what is told: digits that nobody sees set no question before another.
      const text = (highest.value - lowest.value).toFixed(2);
      const of = (one: NamedMean) => `${one.text} in ${listOf(namesOf(levelWith(means, one)))}`;
      return [{ label, text, said: `${of(lowest)}, ${of(highest)}` }];
    })
    .toSorted((a, b) => Number(b.text) - Number(a.text));
  const [widest] = spans;
  if (!widest || Number(widest.text) === 0) return null;
  const isHidden = all.some((one) => one.isHidden);
  const told = levelWith(spans, widest).map(({ label, said }) => `“${label}”: ${said}`);
  return `${isHidden ? 'Of what is shown the' : 'The'} means lie furthest apart in ${told.join('; and as far in ')}. Whether that is more than chance is not told here.`;
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
