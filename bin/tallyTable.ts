import {
  checksOf,
  hangsOnText,
  itemById,
  outOfPlaceWords,
  showFigure,
  subjectWords,
} from '../rules/index.ts';
import type { Check, CheckTally, Denominator, Tally, Tool } from '../rules/index.ts';
import { countOf } from '../server/formats/english.ts';
import type { Weighed } from './lists.ts';
import { presentCell } from '../server/results/figures/presenter.ts';

export const TERMINAL_WIDTH = 100;
const GAP = '  ';

const POLARITY_NOTES: Record<Check['polarity'], string> = {
  yes_is_good: '',
  yes_is_bad: ' [yes is a shortcoming]',
  neither: ' [not scored]',
};

/**
 * A tally as text for a terminal of 100 columns: all groups together first, then group by group; every check with
 * its whole label and with every denominator.
 */
export function tallyTable(tool: Tool, tally: Tally, weighed: Weighed | null = null): string {
  const checks = checksOf(tool);
  const blocks = [{ name: 'All groups together', ...tally.overall }, ...tally.groups].map((block, b) => ({
    title: `${block.name}: ${countOf(block.files, 'case file')}`,
    rows: checks.flatMap((check, i) => [
      ...rowsOf(tool, check, block.checks[i], block.files),
      ...(b === 0 && weighed ? weightedRows(tool, check, weighed) : []),
    ]),
  }));
  const heads = ['Where it applies', 'Of all files', 'Not appl.', 'Not rec.'];
  // One set of widths for all blocks, so that a figure stands in the same place in each.
  const widths = heads.map((head, column) =>
    Math.max(
      head.length,
      ...blocks.flatMap(({ rows }) => rows.map((row) => row.figures[column]?.length ?? 0)),
    ),
  );
  const figuresWidth = widths.reduce((sum, width) => sum + GAP.length + width, 0);
  const labelWidth = TERMINAL_WIDTH - figuresWidth;
  const line = (label: string, figures: string[]) =>
    label.padEnd(labelWidth) + figures.map((figure, i) => GAP + figure.padStart(widths[i] ?? 0)).join('');

  const body = blocks.flatMap(({ title, rows }) => [
    title,
    '-'.repeat(TERMINAL_WIDTH),
    line('', heads),
    ...rows.flatMap(({ label, figures }) => {
      const [first = '', ...others] = wrap(label, labelWidth);
      return [line(first, figures), ...others.map((other) => `  ${other}`)];
    }),
    '',
  ]);
  return [
    `${tool.title}, version ${tool.version}`,
    `${countOf(tally.overall.files, 'case file')} in ${countOf(tally.groups.length, 'sample group')}`,
    '',
    ...wrap(
      'Files with a yes, of those where the check applies (the answer is yes or no), and of all files. "Not appl." ' +
        'and "Not rec." are the files where the answer is not applicable, or was not recorded. A check that hangs on ' +
        'another one has a second line: among the files with the answer that it hangs on.',
      TERMINAL_WIDTH,
    ),
    '',
    ...(weighed ? [...wrap(weighedText(weighed), TERMINAL_WIDTH), ''] : []),
    ...body,
    ...contradictionLines(tool, tally),
    '',
  ].join('\n');
}

function rowsOf(tool: Tool, check: Check, figures: CheckTally | undefined, files: number) {
  if (figures?.id !== check.id) throw new RangeError(`there is no figure for the check ${check.id}`);
  const share = (denominator: Denominator) => {
    const cell = presentCell(
      showFigure(figures, { files }, false),
      files,
      denominator,
      subjectWords(tool.subject),
    );
    if (cell.kind !== 'figure') return '–';
    return `${cell.count} ${cell.percent.padStart(4)}`;
  };
  const row = {
    label: check.label + POLARITY_NOTES[check.polarity],
    figures: [
      share('applicable'),
      share('files'),
      String(figures.notApplicable),
      String(figures.notRecorded),
    ],
  };
  if (!figures.among) return [row];
  const { notApplicable, notRecorded } = figures.among;
  return [
    row,
    {
      label: `  of files ${hangsOnText(tool, check)}`,
      figures: [share('parent'), '', String(notApplicable), String(notRecorded)],
    },
  ];
}

function weighedText({ weighted, headline }: Weighed): string {
  if (!weighted)
    return 'Nothing is weighted: all groups were drawn at one rate, or not from lists that were told.';
  return `Groups were drawn at different rates. “Weighted” counts each group by the files on its list. The headline is ${headline === 'weighted' ? 'the weighted figure' : 'the figure that counts every file once'}.`;
}

/** A check in all files weighted by the lists, and a second line among files with the answer that it hangs on. */
function weightedRows(tool: Tool, check: Check, { weighted, headline }: Weighed) {
  const found = weighted?.find(({ id }) => id === check.id);
  if (!found) return [];
  const text = (denominator: Denominator) => {
    const figure = found[denominator];
    return figure.kind === 'figure' ? `${figure.percent}%` : '–';
  };
  const mark = headline === 'weighted' ? ' (headline)' : '';
  const of = hangsOnText(tool, check);
  return [
    { label: `  weighted${mark}`, figures: [text('applicable'), text('files'), '', ''] },
    ...(of === null
      ? []
      : [{ label: `  weighted${mark}, of files ${of}`, figures: [text('parent'), '', '', ''] }]),
  ];
}

function contradictionLines(tool: Tool, tally: Tally): string[] {
  if (tally.contradictions.length === 0) return ['No answers contradict each other.'];
  return [
    'Answers that contradict each other; they are counted as they were given:',
    ...tally.contradictions.flatMap(({ group, check, files, excluded }) => {
      const item = itemById(tool, check);
      const needs = item?.kind === 'check' ? item.dependsOn : undefined;
      const parent = needs ? itemById(tool, needs.item) : undefined;
      const { given, counted } = outOfPlaceWords(item);
      const text = excluded
        ? `${group}: ${countOf(files, 'file')} with ${given} to "${item?.label ?? check}" although it is not asked there${counted}.`
        : `${group}: ${countOf(files, 'file')} with yes to "${item?.label ?? check}" ` +
          `although the answer to "${parent?.label ?? ''}" is not ${needs?.answer ?? 'yes'}.`;
      return wrap(text, TERMINAL_WIDTH - 4).map((part, i) => (i === 0 ? `  - ${part}` : `    ${part}`));
    }),
  ];
}

/** Breaks a text at spaces into lines of at most so many characters; all but the first leave room to be indented. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const room = lines.length > 1 ? width - 2 : width;
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
