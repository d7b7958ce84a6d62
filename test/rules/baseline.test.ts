import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { baselineCells, parseTool, proposeBaseline, withGroupsInRows } from '../../rules/index.ts';
import type { BaselineProposal } from '../../rules/index.ts';

const audits = new URL('../../audits/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, audits), 'utf8');
const printed: string[][] = parse(read('examples/southampton-2012/table-1.csv'));
const parsed = parseTool(JSON.parse(read('rodt.v1.json')));
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { tool } = parsed;
const rows = (text: string) => text.split('\n').map((line) => line.split('|'));

function propose(lines: string[][]): BaselineProposal {
  const proposal = proposeBaseline(lines, tool);
  if ('unreadable' in proposal) throw new Error(JSON.stringify(proposal.unreadable));
  return proposal;
}
/** Takes everything over as proposed. */
function cellsOf(lines: string[][], files: number[] = []) {
  const { groups, columns } = propose(lines);
  return baselineCells(lines, tool, {
    groups: groups.map(({ label, files: n }, i) => ({ name: label, files: files[i] ?? n ?? 0 })),
    checks: columns.map(({ check }) => check),
  });
}

describe('the table of 2012 as a baseline', () => {
  const proposal = propose(printed);

  it('has its nine groups with their sizes, without the totals', () => {
    expect(proposal.groups.map(({ label, files }) => [label, files])).toEqual([
      ['Bridge', 12],
      ['NR/Bridge', 9],
      ['Complex', 5],
      ['Women', 5],
      ['nr/dip', 2],
      ['step down', 5],
      ['Step up', 4],
      ['DIP', 2],
      ['DRR', 8],
    ]);
    expect(proposal.size).toBe('No');
  });

  it('knows all thirteen checks by the headings of the print', () => {
    expect(proposal.columns.map(({ check }) => check)).toEqual([
      'recovery_plan',
      'abstinence',
      'reduction',
      'smart',
      'all_needs',
      'balance',
      'review_required',
      'social_networks',
      'recovery_capital',
      'referrals',
      'top_missing',
      'keywork_by_plan',
      'psychosocial',
    ]);
  });

  it('counts what is printed, and keeps apart what does not apply and what is missing', () => {
    const cells = cellsOf(printed);
    const cell = (group: string, check: string) =>
      cells.find((found) => found.group === group && found.check === check);
    expect(cells).toHaveLength(9 * 13);
    expect(cell('Bridge', 'recovery_plan')).toMatchObject({ reading: 'printed', counts: { yes: 8, no: 4 } });
    // Printed as *, for all twelve.
    expect(cell('Bridge', 'top_missing')).toMatchObject({ reading: 'not applicable', counts: { na: 12 } });
    expect(cell('DIP', 'top_missing')).toMatchObject({
      printed: 'missing',
      reading: 'not known',
      counts: {},
    });
    expect(cell('DRR', 'top_missing')).toMatchObject({ printed: '', reading: 'not known', counts: {} });
    // A contradiction is kept as it was printed.
    expect(cell('Bridge', 'abstinence')).toMatchObject({ counts: { yes: 10, no: 2 } });
    const yes = (check: string) =>
      cells.filter((found) => found.check === check).reduce((sum, { counts }) => sum + (counts.yes ?? 0), 0);
    expect(yes('recovery_plan')).toBe(41);
    expect(yes('psychosocial')).toBe(25);
  });
});

describe('cells', () => {
  it.each([
    ['3', 8, 'printed', { yes: 3, no: 5 }],
    ['3 (38%)', 8, 'printed', { yes: 3, no: 5 }],
    ['3 of 6', 8, 'printed', { yes: 3, no: 3 }],
    ['38%', 8, 'worked out', { yes: 3, no: 5 }],
    // Of two others nothing is known.
    ['50% of 6', 8, 'worked out', { yes: 3, no: 3 }],
    ['50% of 10', 8, 'impossible', {}],
    // 1% of 400 is 2 to 5 files.
    ['1%', 400, 'not known', {}],
    ['<5', 8, 'not known', {}],
    ['n/a', 8, 'not applicable', { na: 8 }],
    ['9', 8, 'impossible', {}],
    ['3 of 9', 8, 'impossible', {}],
    ['50%', 3, 'impossible', {}],
    ['many', 8, 'impossible', {}],
  ])('%j of %i files is %s', (text, files, reading, counts) => {
    const [cell] = cellsOf(rows(`group|n|smart\nA|${files}|${text}\nB|5|2\nC|5|2`));
    expect(cell).toMatchObject({ printed: text, reading, counts });
    if (reading !== 'not applicable') expect(cell?.counts).toEqual(counts);
  });

  it('leaves out groups and columns that nobody chose', () => {
    const lines = rows('group|n|smart|other\nA|8|3|1\nB|5|2|1');
    expect(propose(lines).columns).toEqual([
      { heading: 'smart', check: 'smart' },
      { heading: 'other', check: null },
    ]);
    const choice = { groups: [null, { name: 'Second', files: 5 }], checks: ['balance', null] };
    expect(baselineCells(lines, tool, choice)).toEqual([
      { group: 'Second', check: 'balance', printed: '2', reading: 'printed', counts: { yes: 2, no: 3 } },
    ]);
    expect(() => baselineCells(lines, tool, { groups: [], checks: [] })).toThrow(RangeError);
  });

  it('proposes a check for one column only, and no size where none is printed', () => {
    const { groups, columns, size } = propose(rows('group|SMART|smart goals|smart\nA|3|1|3\nB|2|1|2'));
    expect(columns.map(({ check }) => check)).toEqual(['smart', null, null]);
    expect(groups.map(({ files }) => files)).toEqual([null, null]);
    expect(size).toBeNull();
  });
});

describe('a table with its checks in the rows', () => {
  it('is changed over, and read as the other way round', () => {
    const across = rows('group|n|Rec plan|SMART\nA|8|6|3\nB|5|2|1');
    const down = rows('check|A|B\nn|8|5\nRec plan|6|2\nSMART|3|1');
    const { lines, turned } = withGroupsInRows(down, [tool]);
    expect(turned).toBe(true);
    expect(lines.slice(1)).toEqual(across.slice(1));
    expect(withGroupsInRows(across, [tool])).toEqual({ lines: across, turned: false });
    expect(withGroupsInRows([], [tool])).toEqual({ lines: [], turned: false });
  });

  it('may have an average, and is left as it is where its columns are a scale', () => {
    const average = rows('check|Ash %|Birch %|Average\nRec plan|80|60|70\nSMART|30|10|20');
    expect(withGroupsInRows(average, [tool]).turned).toBe(true);
    const good = rows('check|Good|Bad|Average\nRec plan|80|60|70\nSMART|30|10|20');
    expect(withGroupsInRows(good, [tool]).turned).toBe(true);
    for (const scale of [
      rows('check|Weak|Fair|Good|Mean\nRec plan|10|20|70|3\nSMART|40|30|30|2'),
      rows('check|Weak %|Fair %|Good %\nRec plan|10|20|70\nSMART|40|30|30'),
    ]) {
      expect(withGroupsInRows(scale, [tool])).toEqual({ lines: scale, turned: false });
    }
  });
});
