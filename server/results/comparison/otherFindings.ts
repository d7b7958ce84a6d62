import { capitalised, listOf } from '../../formats/english.ts';
import { answersShow } from '../figures/answerShows.ts';
import type { AnswerTable } from '../figures/answerCells.ts';
import { extremesOf } from '../figures/extremes.ts';
import type { NamedMean } from '../figures/extremes.ts';
import type { CompareView } from './presenter.ts';

// What scores and answers say of all records, for the first page of the document for a committee.

/** More criteria at the top than this are told by the highest and the lowest alone. */
const MOST_OVERALL = 3;

/** The questions that a committee asks of scores and answers, each with its answer; none where nothing is told. */
export function otherFindings({ scores, answers }: CompareView): { term: string; text: string }[] {
  const ofScores = scores ? scoresText(scores) : '';
  const ofAnswers = answers ? answersText(answers) : '';
  return [
    ...(ofScores === '' ? [] : [{ term: 'What it scores', text: ofScores }]),
    ...(ofAnswers === '' ? [] : [{ term: 'Which question', text: ofAnswers }]),
  ];
}

/** What all records score, in a line; null where nothing is told. */
export function scoresTitle({ scores }: CompareView): string | null {
  const tops = (scores?.overall ?? []).filter(({ suppressed }) => !suppressed);
  const [only] = tops;
  if (!only || !scores) return null;
  if (tops.length === 1)
    return only.bandsText === ''
      ? `${only.title}: a mean of ${only.mean}, where ${only.possible} is possible`
      : `${only.title}: ${only.bandsText}`;
  const means = tops.map(({ mean }) => mean).filter((mean) => Number.isFinite(Number(mean)));
  const sorted = means.toSorted((a, b) => Number(a) - Number(b));
  const possible = tops.every((top) => top.possible === only.possible)
    ? `, where ${only.possible} is possible`
    : '';
  return means.length < tops.length
    ? null
    : tops.length <= MOST_OVERALL
      ? `the mean is ${listOf(tops.map(({ title, mean }) => `${mean} for “${title}”`))}${possible}`
      : `the means of ${tops.length} criteria are from ${sorted[0]} to ${sorted.at(-1)}${possible}`;
}

function scoresText({ overall, criteria }: NonNullable<CompareView['scores']>): string {
  const tops = overall.filter(({ suppressed }) => !suppressed);
  const ofTops =
    tops.length > MOST_OVERALL
      ? []
      : tops.map(
          ({ title, bandsText, meanText }) => `${title}: ${bandsText === '' ? meanText : `${bandsText}.`}`,
        );
  return [...ofTops, ...highestAndLowest(criteria).map((text) => `${capitalised(text)}.`)].join(' ');
}

/** The criteria with the highest and the lowest mean, of those that can come to the same and are shown, as far as that can be told. */
function highestAndLowest(criteria: NonNullable<CompareView['scores']>['criteria']): string[] {
  const parts = criteria.filter(({ isWhole }) => !isWhole);
  const same = parts.filter(({ possible }) => possible === parts[0]?.possible);
  const told = same
    .flatMap((one) =>
      one.suppressed ? [] : [{ name: one.title, text: one.mean, value: Number(one.mean), ends: one.ends }],
    )
    .filter(({ value }) => Number.isFinite(value));
  const [first] = told;
  if (!first || told.every(({ text }) => text === first.text)) return [];
  const possible = parts[0]?.possible ?? '';
  const found = extremesOf(told, { one: 'which criterion', possible: `, where ${possible} is possible` });
  // A tie names all of it, and beside what is suppressed nothing is the highest of all.
  const of = same.some(({ suppressed }) => suppressed) ? 'the criteria that are shown' : 'criteria';
  if ('told' in found) return [of === 'criteria' ? found.told : `of ${of}, ${found.told}`];
  const named = (level: readonly NamedMean[]) => ({
    names: listOf(level.map(({ name }) => `“${name}”`)),
    have: level.length === 1 ? 'has' : 'have',
    mean: level[0]?.text ?? '',
  });
  const [high, low] = [named(found.highest), named(found.lowest)];
  return [
    `of ${of} ${high.names} ${high.have} the highest mean (${high.mean}) and ${low.names} the lowest (${low.mean}), where ${possible} is possible`,
  ];
}

function answersText({ sections }: NonNullable<CompareView['answers']>): string {
  const tables = sections.flatMap(({ scales }) => scales.map(({ table }) => table));
  const byHeads = new Map<string, AnswerTable[]>();
  for (const table of tables) {
    const heads = table.columns.filter(({ note }) => note !== '').map(({ head }) => head);
    byHeads.set(heads.join(' '), [...(byHeads.get(heads.join(' ')) ?? []), table]);
  }
  const shows = [...byHeads.values()].flatMap((own) => together(own) ?? []);
  const targets = tables.flatMap(notMet);
  const ofShown = tables.some(isTargetHidden) ? 'Of what is shown, short' : 'Short';
  return [...shows, ...(targets.length === 0 ? [] : [`${ofShown} of its target: ${listOf(targets)}.`])].join(
    ' ',
  );
}
/** What tables of questions on one scale show as if they were one. */
function together(tables: readonly AnswerTable[]): string | null {
  const rows = tables.flatMap(({ columns, rows: own }) =>
    own.map((row) => ({ ...row, cells: row.cells.slice(-1), head: columns.at(-1) })),
  );
  const head = rows[0]?.head;
  return head ? answersShow({ columns: [head], rows }) : null;
}

function notMet({ columns, rows }: AnswerTable): string[] {
  const at = columns.findIndex(({ head }) => head === 'Target');
  return at < 0
    ? []
    : rows.flatMap(({ name, cells }) => {
        const cell = cells[at];
        return cell?.note.startsWith('Not met') ? [`“${name}” (${cell.text})`] : [];
      });
}

function isTargetHidden({ columns, rows }: AnswerTable): boolean {
  const at = columns.findIndex(({ head }) => head === 'Target');
  return rows.some(({ cells }) => cells[at]?.suppressed === true);
}
