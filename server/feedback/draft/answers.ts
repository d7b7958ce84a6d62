import { subjectWords, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { OtherItem, ShownItem, SubjectWords } from '../../../rules/index.ts';
import { capitalised } from '../../formats/english.ts';
import { cellsOf, columnsOf, hasMean, headsOf, scaleColumns } from '../../results/figures/answerCells.ts';
import { stackedChart, stackedRow } from '../../results/figures/answerCharts.ts';
import type { ItemsBeside } from '../../results/figures/items.ts';
import type { AnswersTable, ReportAnswers } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';

/** One item with its figures on both sides. */
interface Beside {
  other: OtherItem;
  own: ShownItem;
  others: ShownItem;
}

/** What was answered to questions that are no checks: the provider's beside the others'; null where there are none. */
export function presentAnswers(
  { answersBeside: answers, tool }: FeedbackInput,
  heading: () => string,
): ReportAnswers | null {
  if (!answers) return null;
  const words = subjectWords(tool.subject);
  const { files } = words;
  const all = answers.items.flatMap((other, i): Beside[] => {
    const [own, others] = [answers.own.items[i], answers.others.items[i]];
    return own && others ? [{ other, own, others }] : [];
  });
  const isHidden = ({ own, others }: Beside) => own.suppressed && others.suppressed;
  const beside = all.filter((one) => !isHidden(one));
  const hidden = all.filter(isHidden).map(({ other }) => other.item.label);
  const isSuppressed = beside.some(({ own, others }) => own.suppressed || others.suppressed);
  const isAdded = beside.some(({ other }) => hasMean(answers.instrument, other.item));
  return {
    heading: heading(),
    paragraphs: [
      `${
        answers.others.files === 0
          ? `These are the answers about your ${answers.own.files} ${answers.own.files === 1 ? words.file : files}; there are no others.`
          : `For each question, the answers about your ${answers.own.files} ${answers.own.files === 1 ? words.file : files} stand beside those about the other ${answers.others.files}.`
      } Percentages are of ${files} with an answer that applies.`,
      ...(isAdded
        ? [
            'A mean is of the numbers, or of what the answers count for; the range beside it is its 95% interval.',
          ]
        : []),
      ...(isSuppressed
        ? [`${SUPPRESSED_MARK} is not shown, because it rests on few ${files} or could point to somebody.`]
        : []),
      ...(hidden.length > 0 ? [`Left out, because both sides are suppressed: ${hidden.join(' ')}`] : []),
    ],
    // One that is suppressed on both sides would be a table of marks.
    sections: answers.instrument.sections.flatMap(({ id, title, items }) => {
      const own = beside.filter(({ other }) => items.some((item) => item.id === other.item.id));
      const scales = new Set(
        own.flatMap(({ other: { item } }) => (item.kind === 'scale' ? [item.scale] : [])),
      );
      if (own.length === 0) return [];
      return [
        {
          id,
          title,
          scales: [...scales].map((scale) =>
            scalePart(
              answers,
              { scale, title },
              own.filter(({ other: { item } }) => item.kind === 'scale' && item.scale === scale),
              words,
            ),
          ),
          items: own
            .filter(({ other }) => other.item.kind !== 'scale')
            .map((one) => itemTable(answers, one, words)),
        },
      ];
    }),
  };
}

/** Questions that are answered on one scale: bars in pairs, and the same in figures. */
function scalePart(
  { instrument, own, others }: ItemsBeside,
  { scale, title }: { scale: string; title: string },
  beside: Beside[],
  { files }: SubjectWords,
): ReportAnswers['sections'][number]['scales'][number] {
  const columns = scaleColumns(
    instrument,
    scale,
    beside.flatMap((one) => [one.own, one.others]),
  );
  return {
    chart: stackedChart(
      `${title}: your ${files} beside the others`,
      columns,
      beside.flatMap((one) => [
        stackedRow(`${one.other.item.label} Yours:`, one.own, columns),
        ...(others.files > 0 ? [stackedRow('Others:', one.others, columns)] : []),
      ]),
    ),
    table: {
      caption: `${title}: answers about your ${files} and the others`,
      columns: ['', ...headsOf(columns).map(({ head, note }) => (note === '' ? head : `${head} (${note})`))],
      rows: beside.flatMap((one) => [
        { group: one.other.item.label },
        { cells: [{ text: 'Yours', note: '' }, ...cellsOf(one.own, own.files, columns)] },
        ...(others.files > 0
          ? [{ cells: [{ text: 'Others', note: '' }, ...cellsOf(one.others, others.files, columns)] }]
          : []),
      ]),
    },
  };
}

/** A question with answers of its own, one a row. */
function itemTable(
  { instrument, own, others }: ItemsBeside,
  { other, own: mine, others: theirs }: Beside,
  { files }: SubjectWords,
): AnswersTable {
  const columns = columnsOf(instrument, other, [mine, theirs]);
  const [ownCells, otherCells] = [cellsOf(mine, own.files, columns), cellsOf(theirs, others.files, columns)];
  const none = { text: '', note: '' };
  return {
    caption: other.item.label,
    columns: ['Answer', `Your ${files}`, capitalised(`other ${files}`)],
    rows: headsOf(columns).map(({ head, note }, c) => ({
      cells: [{ text: head, note }, ownCells[c] ?? none, otherCells[c] ?? none],
    })),
  };
}
