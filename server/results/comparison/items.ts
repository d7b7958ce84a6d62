import { optionsOf, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { Instrument, InstrumentItem, OtherItem, ShownItem } from '../../../rules/index.ts';
import type { Chart, Guide } from '../../formats/chart/index.ts';
import { answersTo, cellsOf, columnsOf, headsOf, scaleColumns, targetOf } from '../figures/answerCells.ts';
import type { AnswerColumns, AnswerTable } from '../figures/answerCells.ts';
import { stackedChart, stackedRow } from '../figures/answerCharts.ts';
import { isToldBeside } from '../figures/items.ts';
import type { ShownItems } from '../figures/items.ts';
import { at } from './at.ts';
import type { CompareLine } from './lines.ts';
import type { Comparison } from './service.ts';

/** The answers to one question in one line. */
interface CompareItemRow extends CompareLine {
  files: number;
  shown: ShownItem;
}

/** A question that is no check, with its answers side by side. */
export interface CompareItem {
  id: string;
  label: string;
  /** What is expected, and where another audit asked otherwise. */
  notes: string[];
  kind: InstrumentItem['kind'];
  other: OtherItem;
  /** Bars divided by answer, one under the other; null where the answers are no parts of a whole that can be told apart. */
  chart: Chart | null;
  table: AnswerTable;
  rows: CompareItemRow[];
  /** Nothing of it is shown. */
  isSuppressed: boolean;
}

/** More answers than this cannot be told apart in a bar. */
const MOST_PARTS = 6;

/**
 * The answers to the questions that are no checks, of each line of a comparison, as this reader may see them; empty where
 * they are not told.
 */
export function presentItems(
  { query, results, main }: Comparison,
  lines: readonly CompareLine[],
  unitHead: string,
): CompareItem[] {
  const own = at(results, main);
  const found = own.items;
  if (!found || query.together) return [];
  const asked = new Set(query.checks);
  return found.items.flatMap((other): CompareItem[] => {
    if (!isToldBeside(other.item, own.tool) || (asked.size > 0 && !asked.has(other.item.id))) return [];
    const notes: string[] = [];
    const rows = lines.flatMap((line): CompareItemRow[] => {
      const there = at(results, line.of).items;
      const unit = there && unitOf(there, line);
      const place = there?.items.findIndex(({ item }) => item.id === other.item.id) ?? -1;
      const theirs = there?.items[place];
      const shown = unit?.items[place];
      if (!there || !unit || !theirs || !shown) return [];
      const note = otherwise(found.instrument, other.item, there.instrument, theirs.item, line.audit ?? '');
      if (note !== null && !notes.includes(note.text)) notes.push(note.text);
      // By its groups what says who somebody is is shown to the panel alone.
      const isHidden = !line.total && there.overallOnly.has(other.item.id);
      return note?.differs === true || isHidden ? [] : [{ ...line, files: unit.files, shown }];
    });
    // All of one audit alone stands beside nothing.
    const isAlone = results.length === 1 && rows.every(({ total }) => total);
    return rows.length === 0 || isAlone ? [] : [itemOf(found.instrument, other, rows, notes, unitHead)];
  });
}

const unitOf = ({ units, overall }: ShownItems, { key, total }: CompareLine) =>
  total ? overall : units.find((unit) => unit.key === key);

/** How another audit asked a question otherwise: so that its answers cannot stand beside these, or in other words. */
function otherwise(
  instrument: Instrument,
  item: InstrumentItem,
  theirs: Instrument,
  their: InstrumentItem,
  audit: string,
): { text: string; differs: boolean } | null {
  const answers = (of: Instrument, one: InstrumentItem) =>
    JSON.stringify([one.kind, optionsOf(of, one).map(({ id, score }) => [id, score])]);
  if (answers(instrument, item) !== answers(theirs, their)) {
    return { text: `In ${audit} it had other answers, so that these cannot stand here.`, differs: true };
  }
  return their.label === item.label
    ? null
    : { text: `In ${audit} the question was “${their.label}”`, differs: false };
}

function itemOf(
  instrument: Instrument,
  other: OtherItem,
  rows: CompareItemRow[],
  notes: string[],
  unitHead: string,
): CompareItem {
  const { item } = other;
  const shown = rows.map((row) => row.shown);
  const columns =
    item.kind === 'scale' ? scaleColumns(instrument, item.scale, shown) : columnsOf(instrument, other, shown);
  const target = targetOf(instrument, item);
  return {
    id: item.id,
    label: item.label,
    notes: [...(target ? [`Target: ${target.text.toLowerCase()}.`] : []), ...notes],
    kind: item.kind,
    other,
    chart: chartOf(instrument, other, rows, columns),
    table: {
      caption: item.label,
      head: unitHead,
      columns: headsOf(columns),
      rows: rows.map(({ label, files, total, shown: own }) => ({
        name: label,
        cells: cellsOf(own, files, columns),
        total,
      })),
    },
    rows,
    isSuppressed: rows.every(({ shown: one }) => one.suppressed && one.answered === null),
  };
}

/** One bar a line, divided by answer, with a line where the target is. */
function chartOf(
  instrument: Instrument,
  other: OtherItem,
  rows: readonly CompareItemRow[],
  columns: AnswerColumns,
): Chart | null {
  const { item } = other;
  const parts = answersTo(instrument, other).length;
  if (item.kind === 'choice' ? parts > MOST_PARTS : item.kind !== 'scale') return null;
  if (rows.every(({ shown }) => stackedRow('', shown, columns).figure === SUPPRESSED_MARK)) return null;
  const chart = stackedChart(
    item.label,
    columns,
    rows.map(({ label, shown, total }) => ({ ...stackedRow(label, shown, columns), total })),
  );
  const guide = guideOf(instrument, item);
  return chart.kind === 'stacked' && guide
    ? { ...chart, guide, description: `${chart.description} The line is the target: ${guide.label}.` }
    : chart;
}

/** Where the answers of a target begin or end in a bar that reaches it; null where they do not stand at one end. */
function guideOf(instrument: Instrument, item: InstrumentItem): Guide | null {
  const target = targetOf(instrument, item);
  if (!target) return null;
  const ids = optionsOf(instrument, item).map(({ id }) => id);
  const wanted = new Set(target.of);
  const isRun = (run: readonly string[]) => run.every((id) => wanted.has(id));
  const label = `Target: ${target.text.toLowerCase()}`;
  if (isRun(ids.slice(-wanted.size))) return { share: 1 - target.atLeast / 100, label, look: 'standard' };
  if (isRun(ids.slice(0, wanted.size))) return { share: target.atLeast / 100, label, look: 'standard' };
  return null;
}
