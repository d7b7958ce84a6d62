import { listOf } from '../../formats/english.ts';
import { answersShow } from '../figures/answerShows.ts';
import type { AnswerTable } from '../figures/answerCells.ts';
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

function scoresText({ overall, criteria }: NonNullable<CompareView['scores']>): string {
  const tops = overall.filter(({ suppressed }) => !suppressed);
  const ofTops =
    tops.length > MOST_OVERALL
      ? []
      : tops.map(
          ({ title, bandsText, meanText }) => `${title}: ${bandsText === '' ? meanText : `${bandsText}.`}`,
        );
  return [...ofTops, ...(highestAndLowest(criteria) ?? [])].join(' ');
}

/** The criteria with the highest and the lowest mean, of those that can come to the same and are shown. */
function highestAndLowest(criteria: NonNullable<CompareView['scores']>['criteria']): string[] {
  const parts = criteria.filter(({ isWhole }) => !isWhole);
  const same = parts.filter(({ possible }) => possible === parts[0]?.possible);
  const told = same
    .flatMap((one) => (one.suppressed ? [] : [{ ...one, value: Number(one.mean) }]))
    .filter(({ value }) => Number.isFinite(value))
    .toSorted((a, b) => b.value - a.value);
  const [highest, lowest] = [told[0], told.at(-1)];
  if (!highest || !lowest || told.length < 2 || highest.mean === lowest.mean) return [];
  // A tie names all of it, and beside what is suppressed nothing is the highest of all.
  const of = (mean: string) => {
    const level = told.flatMap((one) => (one.mean === mean ? [`“${one.title}”`] : []));
    return { names: listOf(level), have: level.length === 1 ? 'has' : 'have' };
  };
  const [high, low] = [of(highest.mean), of(lowest.mean)];
  const isHidden = same.some(({ suppressed }) => suppressed);
  return [
    `Of ${isHidden ? 'the criteria that are shown' : 'criteria'} ${high.names} ${high.have} the highest mean (${highest.mean}) and ${low.names} the lowest (${lowest.mean}), where ${highest.possible} is possible.`,
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
