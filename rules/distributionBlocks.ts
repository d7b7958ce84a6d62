import type { PrintedTable } from './tableGrid.ts';
import { givenFiles, headOf, isTotalName, scaleIn, scoreNamed, sizeColumn } from './tableHeads.ts';
import type { PrintedScale } from './tableHeads.ts';
import { foldName } from './tool.ts';

// Several groups in one printed distribution: side by side under a heading each, one under the other below a line of
// their own, or row by row with a column that names them.

/** The distributions of one group as printed: its rows with their answers in columns. */
export interface DistributionBlock {
  /** As printed, without its number; '' where the whole table is of one that it does not name. */
  group: string;
  /** Of how many its name says that it is. */
  files: number | null;
  table: PrintedTable;
  /** The place of each of its columns in the whole table. */
  columns: number[];
}

type Rows = PrintedTable['rows'];

/** The number of a criterion or of a question in it. */
export const NUMBER = /^\d{1,2}$/;

/** What a column that names groups is called, where the labels of the rows are numbers alone. */
const GROUP_HEADING =
  /\b(?:region|cluster|group|area|partnership|trust|authority|provider|service|team|site|stratum|strata)s?\b/;

/** The parts of a printed distribution, one a group; a table that names no groups is one part. */
export function blocksOf(table: PrintedTable): DistributionBlock[] {
  const whole = {
    group: '',
    files: null,
    table,
    columns: table.heading.map((_, i) => i),
  };
  return sideBySide(table) ?? underHeads(table) ?? byColumn(table) ?? [whole];
}

/** Whether rows share groups out: several groups, most rows in at least two of them and none twice in one. */
function isShared(parts: readonly (readonly string[])[]): boolean {
  if (parts.length < 2 || parts.some((labels) => new Set(labels).size < labels.length)) return false;
  const times = new Map<string, number>();
  for (const label of parts.flat()) times.set(label, (times.get(label) ?? 0) + 1);
  return [...times.values()].filter((n) => n > 1).length * 2 >= times.size;
}

/** Groups as headings over the answers: North West (n=22) over weak, fair, good and excellent. */
function sideBySide(table: PrintedTable): DistributionBlock[] | null {
  const { heading, spans } = table;
  const scale = scaleIn(table);
  const before = beforeScale(scale);
  const heads = heading.map((name, i) => {
    const span = spans[i] ?? '';
    if (span !== '') return { span, leaf: name.slice(span.length + 1) };
    // An answer by itself is no group with an answer, however it ends: partly in place.
    const found = scoreNamed(name, '', scale) === null ? before.exec(name.slice(0, 200)) : null;
    return { span: found?.groups?.['span'] ?? '', leaf: found?.groups?.['leaf'] ?? name };
  });
  const names = [...new Set(heads.flatMap(({ span }) => (span === '' ? [] : [span])))];
  const isOfAnswers = (span: string) =>
    heads.filter((head) => head.span === span && scoreNamed(head.leaf, '', scale) !== null).length >= 2;
  const groups = names.filter(isOfAnswers);
  if (groups.length < 2) return null;
  return groups.map((group) => {
    const columns = heads.flatMap(({ span }, i) => (span === group || !groups.includes(span) ? [i] : []));
    const { n, rest } = givenFiles(group);
    return {
      group: rest,
      files: n,
      columns,
      table: {
        ...table,
        heading: columns.map((i) => (heads[i]?.span === group ? (heads[i]?.leaf ?? '') : (heading[i] ?? ''))),
        spans: columns.map(() => ''),
        rows: table.rows.map(({ number, cells }) => ({ number, cells: columns.map((i) => cells[i] ?? '') })),
      },
    };
  });
}

/** A heading of one line that names group and answer: North West weak %. */
const beforeScale = ({ names }: PrintedScale): RegExp => {
  // The longest first: in place ends with what not in place does, and is not it.
  const all = names.toSorted((a, b) => b.length - a.length).map(escaped);
  return new RegExp(
    String.raw`^(?<span>\S.*?)[\s_:,–-]+(?<leaf>(?:${all.join('|')})(?:[\s_,(]*(?:%|pct|per ?cent|n|no\.?)\)?)?)$`,
    'i',
  );
};

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/** Groups as lines of their own, with their rows below them. */
function underHeads(table: PrintedTable): DistributionBlock[] | null {
  const parts: { label: string; rows: Rows }[] = [];
  for (const row of table.rows) {
    const [first = '', ...others] = row.cells;
    if (first !== '' && others.every((cell) => cell === '')) parts.push({ label: first, rows: [] });
    else if (parts.length === 0) return null;
    else parts.at(-1)?.rows.push(row);
  }
  const own = parts.filter(({ rows }) => rows.length > 0);
  const first = firstShare(table);
  const size = sizeColumn(table.heading);
  const labelKey = (cells: readonly string[]) =>
    cells.flatMap((cell, i) => (i < first && i !== size ? [foldName(cell)] : [])).join('\n');
  const labels = own.map(({ rows }) => rows.map(({ cells }) => labelKey(cells)));
  if (!isShared(labels)) return null;
  return own.map(({ label, rows }) => {
    const { n, rest } = givenFiles(label);
    return {
      group: rest,
      files: n,
      columns: table.heading.map((_, i) => i),
      table: { ...table, rows },
    };
  });
}

/** Where the answers begin; what stands before are labels. */
const firstShare = (table: PrintedTable): number =>
  table.heading.findIndex(
    (name, i) =>
      i > 0 && (scoreNamed(name, '', scaleIn(table)) !== null || headOf(name, '').percentsOf !== null),
  );

/** Groups in a column of the labels, each of them in several rows. */
function byColumn(table: PrintedTable): DistributionBlock[] | null {
  const { heading, rows } = table;
  const first = firstShare(table);
  const labels = heading.map((_, i) => i).filter((i) => i < first);
  const size = sizeColumn(heading);
  for (const column of labels) {
    const groups = new Map<string, Rows>();
    for (const row of rows) {
      const name = row.cells[column] ?? '';
      groups.set(name, [...(groups.get(name) ?? []), row]);
    }
    const others = labels.filter((i) => i !== column && i !== size);
    const keys = [...groups.values()].map((own) =>
      own.map(({ cells }) => others.map((i) => foldName(cells[i] ?? '')).join('\n')),
    );
    const isNumbered = keys.flat().every((key) => key.split('\n').every((text) => NUMBER.test(text)));
    const isNamed = GROUP_HEADING.test(foldName(heading[column] ?? ''));
    const isName = [...groups.keys()].every((name) => name !== '' && !NUMBER.test(name));
    const isSeveral = keys.every((own) => own.length > 1);
    if (others.length === 0 || !isName || !isSeveral || (isNumbered && !isNamed) || !isShared(keys)) continue;
    const columns = heading.map((_, i) => i).filter((i) => i !== column);
    return [...groups].map(([label, own]) => {
      const { n, rest } = givenFiles(label);
      return {
        group: rest,
        files: n,
        columns,
        table: {
          ...table,
          heading: columns.map((i) => heading[i] ?? ''),
          spans: columns.map(() => ''),
          rows: own.map(({ number, cells }) => ({ number, cells: columns.map((i) => cells[i] ?? '') })),
        },
      };
    });
  }
  return null;
}

/** Whether a group is all the others together, by its name. */
export const isOfAll = (group: string): boolean =>
  isTotalName(group) || /^(?:england|national)$/i.test(group);

/**
 * The table with its rows as columns, where its rows and not its columns are called by the scale, and a count with
 * its percentage beside it as one cell; otherwise as it is.
 */
export function withAnswersInColumns(lines: readonly (readonly string[])[], table: PrintedTable | null) {
  const asItIs = { lines, turned: false };
  if (!table) return asItIs;
  const { heading, spans, rows } = table;
  const scale = scaleIn(table);
  const inScale = (names: string[]) => names.filter((name) => scale.names.includes(foldName(name))).length;
  if (inScale(rows.map(({ cells }) => cells[0] ?? '')) < 3 || inScale(heading) > 1) return asItIs;
  const heads = heading.map((name, i) => headOf(name, spans[i] ?? ''));
  const columns = heading.flatMap((name, i) => {
    const [head, next, before] = [heads[i], heads[i + 1], heads[i - 1]];
    const isPercentOf = (percent: typeof head, count: typeof head, span: boolean) =>
      percent?.percentsOf !== null &&
      count?.percentsOf === null &&
      (percent?.name === '' || percent?.name === count?.name || span);
    const isSame = (a: number, b: number) => (spans[a] ?? '') !== '' && spans[a] === spans[b];
    if (i === 0 || name === '' || !head) return [];
    if (i > 1 && isPercentOf(head, before, isSame(i, i - 1))) return [];
    const paired = next !== undefined && isPercentOf(next, head, isSame(i, i + 1));
    return [
      {
        label: (spans[i] ?? '') === '' ? name : (spans[i] ?? ''),
        index: i,
        percent: head.percentsOf !== null,
        paired,
      },
    ];
  });
  const signed = (cell: string, isPercent: boolean) =>
    isPercent && /^[\d.]+$/.test(cell) ? `${cell}%` : cell;
  const turned = [
    [heading[0] ?? '', ...rows.map(({ cells }) => cells[0] ?? '')],
    ...columns.map(({ label, index, percent, paired }) => [
      label,
      ...rows.map(({ cells }) => {
        const own = signed(cells[index] ?? '', percent);
        const beside = paired ? signed(cells[index + 1] ?? '', true) : '';
        return beside === '' || own === '' ? own || beside : `${own} (${beside})`;
      }),
    ]),
  ];
  return { lines: turned, turned: true };
}
