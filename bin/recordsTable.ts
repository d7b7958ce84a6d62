import { criteriaOf, instrumentItemsOf, optionsOf, partsOf, percent, ranksOf } from '../rules/index.ts';
import type { Criterion, CriterionTally, Instrument, ItemTally, RecordFigures } from '../rules/index.ts';
import { capitalised, countOf, decimalText } from '../server/formats/english.ts';
import type { SheetRecords } from '../server/results/figures/recordSheet.ts';
import { CommandError } from './failure.ts';
import { TERMINAL_WIDTH, wrap } from './tallyTable.ts';

/** The figures of a sheet of records, as JSON or as text for a terminal of 100 columns. */
export function tallyText(instrument: Instrument, { counter }: SheetRecords, json: boolean): string {
  const groups = counter.groups().map((group) => ({ ...group, ...counter.ofGroup(group.name) }));
  const overall = counter.overall();
  if (json) {
    const { id: tool, version } = instrument;
    return JSON.stringify({ tool, version, groups, overall }, null, 2);
  }
  const { one, many } = instrument.subject;
  const blocks = [{ name: `All ${many}`, ...overall }, ...groups].flatMap((block) => [
    `${block.name}: ${countOf(block.files, one, many)}`,
    '-'.repeat(TERMINAL_WIDTH),
    ...figureLines(instrument, block),
    '',
  ]);
  return [
    `${instrument.title}, version ${instrument.version}`,
    '',
    ...wrap(
      'Each answer with its number and its percentage of the answers that apply; "not appl." and "not rec." are those ' +
        'where the answer is not applicable, or was not recorded.',
      TERMINAL_WIDTH,
    ),
    '',
    ...blocks,
  ].join('\n');
}

function figureLines(instrument: Instrument, { items, criteria }: RecordFigures): string[] {
  const tallies = new Map(items.map((tally) => [tally.id, tally]));
  const scores = new Map(criteria.map((tally) => [tally.id, tally]));
  const ofItems = instrumentItemsOf(instrument).flatMap((item) => {
    const tally = tallies.get(item.id);
    if (!tally) return [];
    const labels = new Map(optionsOf(instrument, item).map(({ id, label }) => [id, label]));
    return [...wrap(item.label, TERMINAL_WIDTH), ...indented(itemText(tally, labels))];
  });
  const ofCriteria = criteriaOf(instrument).flatMap((criterion) => {
    const tally = scores.get(criterion.id);
    return tally
      ? [...wrap(criterion.title, TERMINAL_WIDTH), ...indented(criterionText(instrument, criterion, tally))]
      : [];
  });
  return ofCriteria.length === 0 ? ofItems : [...ofItems, '', ...ofCriteria];
}

const indented = (text: string): string[] =>
  wrap(text, TERMINAL_WIDTH - 4).map((line) => `    ${line.trimStart()}`);

const share = (label: string, n: number, of: number): string => {
  const whole = percent(n, of);
  return whole === null ? `${label} –` : `${label} ${n} (${whole}%)`;
};

function itemText(tally: ItemTally, labels: ReadonlyMap<string, string>): string {
  const { counts, answered, notApplicable, notRecorded, mean } = tally;
  return [
    ...Object.entries(counts).map(([id, n]) => share(labels.get(id) ?? id, n, answered)),
    `answered ${answered}`,
    `not appl. ${notApplicable}`,
    `not rec. ${notRecorded}`,
    ...(mean === null ? [] : [`mean ${mean.toFixed(2)}`]),
  ].join(', ');
}

function criterionText({ scales }: Instrument, criterion: Criterion, tally: CriterionTally): string {
  const options = criterion.bands ?? scales[criterion.scale ?? '']?.options ?? [];
  const { scored, unscored, mean, least, most } = tally;
  return [
    ...options.map(({ id, label }) => share(label, tally.bands[id] ?? 0, scored)),
    `scored ${scored}`,
    `without a score ${unscored}`,
    ...(mean === null ? [] : [`mean ${mean.toFixed(2)}, from ${numberText(least)} to ${numberText(most)}`]),
  ].join(', ');
}

const numberText = (value: number | null): string => (value === null ? '–' : decimalText(value));

/**
 * What each record scores, as JSON in the order of the sheet, or as a table with the best first.
 *
 * @throws CommandError where the tool has no criteria
 */
export function scoreText(instrument: Instrument, { scored }: SheetRecords, json: boolean): string {
  if (criteriaOf(instrument).length === 0) {
    throw new CommandError(`The tool ${instrument.id} has no criteria, so there is nothing to score.`);
  }
  const ranks = ranksOf(
    instrument,
    scored.map(({ scores }) => scores),
  );
  const records = scored.map(({ reference, group, scores }, r) => ({
    reference,
    group,
    criteria: scores,
    rank: ranks[r] ?? null,
  }));
  return json ? JSON.stringify(records, null, 2) : scoreTable(instrument, records);
}

interface Scored {
  reference: string;
  group: string | null;
  criteria: { id: string; score: number | null; band: string | null }[];
  rank: number | null;
}

function scoreTable(instrument: Instrument, records: readonly Scored[]): string {
  const last = Number.MAX_SAFE_INTEGER;
  const sorted = records.toSorted((a, b) => (a.rank ?? last) - (b.rank ?? last));
  const columns = [
    ...(instrument.rankBy
      ? [
          column(
            'Rank',
            sorted.map(({ rank }) => String(rank ?? '–')),
            true,
          ),
        ]
      : []),
    column(
      capitalised(instrument.subject.one),
      sorted.map(({ reference }) => reference),
      false,
    ),
    ...(records.some(({ group }) => group !== null)
      ? [
          column(
            'Group',
            sorted.map(({ group }) => group ?? ''),
            false,
          ),
        ]
      : []),
    ...fromTheTop(instrument).map((criterion) => criterionColumn(criterion, sorted)),
  ];
  const fitting = columns.filter((_, c) => widthOf(columns.slice(0, c + 1)) <= TERMINAL_WIDTH);
  const lines = [0, ...sorted.map((_, r) => r + 1)].map((r) =>
    fitting
      .map(({ cells, width, right, gap }, c) => {
        const cell = cells[r] ?? '';
        return (c === 0 ? '' : gap) + (right ? cell.padStart(width) : cell.padEnd(width));
      })
      .join('')
      .trimEnd(),
  );
  const left = columns.slice(fitting.length).map(({ cells }) => cells[0] ?? '');
  const titles = criteriaOf(instrument).map(({ id, title }) => `${id}: ${title}`);
  return [
    `${instrument.title}, version ${instrument.version}`,
    '',
    ...lines,
    '',
    ...wrap(titles.join('; '), TERMINAL_WIDTH),
    ...(left.length > 0
      ? wrap(`No room for ${left.join(', ')}: --json has everything.`, TERMINAL_WIDTH)
      : []),
    '',
  ].join('\n');
}

const GAP = '  ';
const LONGEST_CELL = 30;

interface Column {
  cells: string[];
  width: number;
  right: boolean;
  /** What stands before it. */
  gap: string;
}

function column(head: string, cells: readonly string[], right: boolean, gap = GAP): Column {
  const all = [head, ...cells].map((cell) =>
    cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL - 1)}…` : cell,
  );
  return { cells: all, width: Math.max(...all.map((cell) => cell.length)), right, gap };
}

const widthOf = (columns: readonly Column[]): number =>
  columns.reduce((sum, { width, gap }, c) => sum + width + (c === 0 ? 0 : gap.length), 0);

/** Criteria with those that they are made of after them, level by level. */
function fromTheTop(instrument: Instrument): Criterion[] {
  const all = criteriaOf(instrument);
  const inner = new Set(all.flatMap(partsOf));
  const levels: Criterion[] = [];
  let level = all.filter(({ id }) => !inner.has(id));
  while (level.length > 0) {
    levels.push(...level);
    level = level.flatMap(({ of }) => of.filter((part) => typeof part !== 'string'));
  }
  return levels;
}

/** The score, and the name of its band where it is not the band's own. */
function criterionColumn(criterion: Criterion, records: readonly Scored[]): Column {
  const labels = new Map((criterion.bands ?? []).map(({ id, label }) => [id, label.toLowerCase()]));
  const withBand = criterion.scoredBy === 'value' && criterion.bands !== undefined;
  const isLeaf = criterion.of.every((part) => typeof part === 'string');
  return column(
    criterion.id,
    records.map(({ criteria }) => {
      const own = criteria.find(({ id }) => id === criterion.id);
      const band = withBand ? labels.get(own?.band ?? '') : undefined;
      return [numberText(own?.score ?? null), ...(band === undefined ? [] : [band])].join(' ');
    }),
    !withBand,
    // Many narrow columns: so those of one tool fit a line.
    isLeaf && !withBand ? ' ' : GAP,
  );
}
