import path from 'node:path';
import type { Command } from 'commander';
import {
  conflictsIn,
  conflictText,
  periodCounts,
  periodLabel,
  periodsOf,
  seriesOf,
  shownPeriods,
} from '../rules/index.ts';
import type { Actor } from '../server/access/policy.ts';
import { countOf } from '../server/formats/english.ts';
import type { SheetLine } from '../server/formats/csv.ts';
import { lookAtMeasure, lookAtPlace } from '../server/measures/looking.ts';
import type { Figures } from '../server/measures/looking.ts';
import { presentMeasure, presentPlace } from '../server/measures/measurePresenter.ts';
import { fold, readMeasureSheet, toldProblems } from '../server/measures/reading.ts';
import type { CellProblem, ReadSheet } from '../server/measures/reading.ts';
import { MEASURE_EXAMPLES } from '../server/measures/examples.ts';
import { seriesChart } from '../server/measures/seriesChart.ts';
import type { MeasureTable } from '../server/measures/words.ts';
import { projectFolder } from '../server/platform/paths.ts';
import { CommandError } from './failure.ts';
import { withSheet } from './sheet.ts';
import { TERMINAL_WIDTH, wrap } from './tallyTable.ts';

/** How the command was called. */
interface MeasuresOptions {
  file?: string;
  measures?: string;
  example?: string;
  json?: boolean;
}

/** A series of fewer periods says nothing that its figures do not. */
const FEWEST_OF_SERIES = 3;
/** With fewer measures a place has no sheet of its own beside others. */
const FEWEST_OF_SHEET = 3;
/** Nobody in particular: what is printed is the same for whoever has the file. */
const READER: Actor = { id: 0, roles: [], providerId: null, organisationId: 1, organisations: [1] };

/** The command that prints what a sheet of measures says, without any database. */
export function measuresCommand(
  program: Command,
  out: {
    say: (line: string) => void;
    warn: (line: string) => void;
    example: (...commands: string[]) => string;
  },
): void {
  program
    .command('measures')
    .description(
      'Print target tables, indicator sheets, series and what does not agree in print of a sheet of measures; needs no database.',
    )
    .option(
      '--file <figures.csv>',
      'the sheet of figures, CSV or an Excel workbook (.xlsx); - reads standard input',
    )
    .option(
      '--measures <measures.csv>',
      'the sheet that says what is measured (default: measures.csv beside the figures)',
    )
    .option(
      '--example <name>',
      `one of the printed examples: ${MEASURE_EXAMPLES.map(({ id }) => id).join(', ')}`,
    )
    .option('--json', 'print JSON instead of tables')
    .addHelpText(
      'after',
      out.example('measures --example southampton-2011-12', 'measures --file figures.csv --json'),
    )
    .action(async (options: MeasuresOptions) => {
      const found = await figuresOf(options, out.warn);
      out.say(
        options.json ? JSON.stringify(measuresSaid(found), null, 2) : measuresText(measuresSaid(found)),
      );
    });
}

/** Reads the sheets that the command names. */
async function figuresOf(options: MeasuresOptions, warn: (line: string) => void): Promise<Figures> {
  const { file, measures, example } = options;
  if ((file === undefined) === (example === undefined)) {
    throw new CommandError('Name a sheet of figures with --file, or one of the examples with --example.');
  }
  if (example !== undefined && !MEASURE_EXAMPLES.some(({ id }) => id === example)) {
    throw new CommandError(
      `There is no example "${example}". There are: ${MEASURE_EXAMPLES.map(({ id }) => id).join(', ')}.`,
    );
  }
  const folder =
    example === undefined
      ? path.dirname(file ?? '')
      : path.join(projectFolder(), 'audits/examples/measures', example);
  const ofFigures = file ?? path.join(folder, 'observations.csv');
  const ofMeasures = measures ?? path.join(folder, 'measures.csv');
  const read = async (name: string, known: Figures['measures']) =>
    withSheet(name, warn, (lines: AsyncIterable<SheetLine>) => readMeasureSheet(lines, known));
  const definitions = await read(ofMeasures, []);
  refuse(ofMeasures, definitions, 'measures', warn);
  const known = definitions.kind === 'measures' ? definitions.measures.map(({ measure }) => measure) : [];
  const kept = known.map((measure, i) => ({ ...measure, key: i + 1 }));
  const sheet = await read(ofFigures, kept);
  refuse(ofFigures, sheet, 'figures', warn);
  return sheet.kind === 'figures'
    ? figuresIn(ofFigures, sheet, kept, warn)
    : { measures: kept, places: [], observations: [] };
}

/** Tells every problem of a sheet, and refuses it whole. */
function refuse(name: string, read: ReadSheet, kind: ReadSheet['kind'], warn: (line: string) => void): void {
  tellProblems(name, read.problems, warn);
  if (read.kind === kind) return;
  throw new CommandError(
    kind === 'measures'
      ? `${name} is a sheet of figures. The sheet that says what is measured has the columns label, unit and better.`
      : `${name} is a sheet of measures. The sheet of figures has the columns measure, place, period, kind and figure.`,
  );
}

function tellProblems(name: string, problems: readonly CellProblem[], warn: (line: string) => void): void {
  for (const { text } of toldProblems(problems)) warn(`${name}: ${text}`);
  if (problems.length > 0) {
    throw new CommandError(`The sheet has ${countOf(problems.length, 'problem')}, so nothing is printed.`);
  }
}

function figuresIn(
  name: string,
  { rows }: ReadSheet & { kind: 'figures' },
  measures: Figures['measures'],
  warn: (line: string) => void,
): Figures {
  const places = new Map<string, Figures['places'][number]>();
  for (const { observation, placeKind } of rows) {
    const at = fold(observation.place);
    if (!places.has(at)) {
      places.set(at, { id: places.size + 1, name: observation.place, kind: placeKind ?? 'partnership' });
    }
  }
  const observations = rows.map(({ observation }, i) => {
    const place = places.get(fold(observation.place));
    return {
      ...observation,
      place: place?.name ?? observation.place,
      placeId: place?.id ?? 0,
      key: i + 1,
      enteredAt: '',
    };
  });
  const conflicts = conflictsIn(observations).flatMap(({ at, other, why }): CellProblem[] => {
    const [row, earlier] = [rows[at], observations[other]];
    return row && earlier
      ? [{ row: row.row, text: `${conflictText({ why }, earlier)} It is in row ${rows[other]?.row ?? '?'}.` }]
      : [];
  });
  tellProblems(name, conflicts, warn);
  return { measures, places: [...places.values()], observations };
}

/** What a sheet says: the same views that the pages show. */
function measuresSaid(found: Figures) {
  const views = found.measures.flatMap((measure) => {
    const own = found.observations.filter((one) => one.measure === measure.id);
    return shownPeriods(periodCounts(own)).map((period) => {
      const asked = { period: periodLabel(period), place: '' };
      return presentMeasure(lookAtMeasure(found, measure, asked), measure, asked, READER);
    });
  });
  const series = found.measures.flatMap((measure) => {
    const own = found.observations.filter((one) => one.measure === measure.id);
    return found.places.flatMap(({ id, name }) => {
      const one = seriesOf(
        measure,
        name,
        own.filter(({ placeId }) => placeId === id),
      );
      return one.points.length < FEWEST_OF_SERIES
        ? []
        : [{ measure: measure.label, place: name, ...seriesChart(measure, name, one) }];
    });
  });
  const sheets = found.places.flatMap((place) => {
    const own = { ...found, observations: found.observations.filter(({ placeId }) => placeId === place.id) };
    return periodsOf(own.observations).map((period) =>
      presentPlace(lookAtPlace(own, periodLabel(period)), place, READER),
    );
  });
  const contradictions = found.places.flatMap((place) => {
    const own = { ...found, observations: found.observations.filter(({ placeId }) => placeId === place.id) };
    return presentPlace(lookAtPlace(own, ''), place, READER).contradictions.map((one) => ({
      place: place.name,
      ...one,
    }));
  });
  return {
    measures: found.measures.length,
    places: found.places.length,
    figures: found.observations.length,
    /** Every measure that more than one place has, period by period. */
    targets: views.flatMap(({ table }) => (table && table.rows.length > 1 ? [plainTable(table)] : [])),
    /** Every place with some measures, period by period; with fewer, its figures stand in the tables above. */
    sheets: sheets.flatMap(({ table, summary }) =>
      table && (table.rows.length >= FEWEST_OF_SHEET || found.places.length === 1)
        ? [{ ...plainTable(table), summary }]
        : [],
    ),
    series: series.map(({ measure, place, summary, method, rows }) => ({
      measure,
      place,
      summary,
      method,
      periods: rows.map(({ period, figure, limits, signals }) => ({
        period,
        figure: figure.text,
        limits,
        signals,
      })),
    })),
    contradictions,
  };
}

type Said = ReturnType<typeof measuresSaid>;

/** A table without addresses: of each cell what it says, what belongs to it, and how it is judged. */
const plainTable = ({ caption, first, heads, rows }: MeasureTable) => ({
  caption,
  first,
  heads,
  rows: rows.map(({ name, note, cells }) => ({
    name,
    note,
    cells: cells.map(({ text, note: beside, verdict, value }) => ({
      text,
      note: beside,
      judged: verdict?.text ?? '',
      value,
    })),
  })),
});

/** The same for a terminal: a card for each line, since so many columns fit into none. */
function measuresText(said: Said): string {
  const table = ({ caption, heads, rows }: Said['targets'][number]): string[] => [
    caption,
    '-'.repeat(TERMINAL_WIDTH),
    ...rows.flatMap(({ name, note, cells }) => {
      const parts = cells.flatMap(({ text, note: beside, judged }, i) => {
        const all = [text === judged ? '' : text, beside, judged].filter((part) => part !== '');
        return all.length === 0 ? [] : [`${heads[i] ?? ''}: ${all.join(', ')}`];
      });
      return [
        ...wrap(note === '' ? name : `${name} (${note})`, TERMINAL_WIDTH),
        ...wrap(parts.join('; '), TERMINAL_WIDTH - 4).map((line) => `    ${line.trimStart()}`),
      ];
    }),
    '',
  ];
  return [
    `${countOf(said.figures, 'figure')} of ${countOf(said.measures, 'measure')} and ${countOf(said.places, 'place')}.`,
    '',
    ...said.targets.flatMap(table),
    ...said.sheets.flatMap((sheet) => [
      ...table(sheet),
      ...sheet.summary.flatMap((line) => wrap(line, TERMINAL_WIDTH)),
      ...(sheet.summary.length > 0 ? [''] : []),
    ]),
    ...said.series.flatMap(({ measure, place, summary, periods }) => [
      `${measure}: ${place}, over time`,
      '-'.repeat(TERMINAL_WIDTH),
      ...wrap(summary, TERMINAL_WIDTH),
      ...periods.map(
        ({ period, figure, limits, signals }) =>
          `    ${period.padEnd(20)}${figure.padStart(10)}${limits === '' ? '' : `   by chance ${limits}`}${signals === '' ? '' : `   ${signals}`}`,
      ),
      '',
    ]),
    ...(said.contradictions.length === 0
      ? ['Nothing contradicts itself as far as arithmetic can tell.']
      : [
          `${countOf(said.contradictions.length, 'contradiction')} in print:`,
          ...said.contradictions.flatMap(({ place, where, text }) =>
            wrap(`${place}, ${where}: ${text}`, TERMINAL_WIDTH - 2).map(
              (line, i) => `${i === 0 ? '- ' : '  '}${line.trimStart()}`,
            ),
          ),
        ]),
  ].join('\n');
}
