import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import {
  checkTable,
  proposeDistribution,
  readTable,
  takenDistribution,
  toolsOfDistribution,
} from '../../rules/index.ts';
import type { DistributionChoice, PrintedTable, Tool } from '../../rules/index.ts';
import { loadTools } from '../../server/audits/tools.ts';
import { projectFolder } from '../../server/platform/paths.ts';

const tools = (await loadTools(`${projectFolder()}/audits`)).current();
const tool = (id: string): Tool => {
  const found = tools.find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
};
const review = tool('service_review_2007');
const questionsOf = (example: string): string[][] =>
  parse(readFileSync(new URL(`../../audits/examples/${example}/questions.csv`, import.meta.url), 'utf8'));
function tableOf(lines: string[][]): PrintedTable {
  const table = readTable(lines);
  if ('unreadable' in table) throw new Error(JSON.stringify(table.unreadable));
  return table;
}
const rows = (text: string) => text.split('\n').map((line) => line.split('|'));

/** Takes everything over as proposed. */
function taken(table: PrintedTable, of: Tool, files: number, more: Partial<DistributionChoice> = {}) {
  const proposal = proposeDistribution(table, of);
  return takenDistribution(table, of, {
    groups: [{ name: '', files }],
    items: proposal.rows.map(({ item }) => item),
    answers: proposal.columns.map(({ answer }) => answer),
    ...more,
  });
}

describe('the distributions of the review of 2007', () => {
  const table = tableOf(questionsOf('service-review-2007'));
  const proposal = proposeDistribution(table, review);

  it('are known by the numbers of criterion and question, and by the names of the answers', () => {
    expect(proposal.rows.map(({ item }) => item)).toEqual(
      review.sections.flatMap(({ items }) =>
        items.flatMap(({ id, kind }) => (kind === 'rating' ? [id] : [])),
      ),
    );
    expect(proposal.columns.map(({ answer }) => answer)).toEqual(['weak', 'fair', 'good', 'excellent']);
    expect([proposal.size, proposal.mean]).toEqual([null, 'mean']);
  });

  it('stay as printed: 44 of 45 questions, an answer without a figure left out, and the mean of the print', () => {
    const { items, checks, left } = taken(table, review, 149);
    expect([items.length, checks]).toEqual([44, []]);
    expect(left).toHaveLength(1);
    expect(left[0]?.label).toContain('Voluntary sector contracts');
    expect(left[0]?.why).toBe('none');
    const own = items.find(({ item }) => item === 'q2_1');
    expect(own).toEqual({
      group: '',
      item: 'q2_1',
      answered: 149,
      // 21% of 149 is 31 (20.8) alone; 79% is 117 (78.5) or 118 (79.2).
      percents: {
        weak: { text: '21%', share: 0.21, least: 31, most: 32 },
        fair: { text: '79%', share: 0.79, least: 117, most: 118 },
      },
      mean: { text: '1.8', value: 1.8, isPrinted: true },
    });
    // "3" beside means with one place is 3.0.
    expect(items.find(({ item }) => item === 'q3_3')?.mean?.text).toBe('3.0');
  });

  it('are named when they are wrong, as tables of checks are', () => {
    const lines = questionsOf('service-review-2007');
    const column = lines[0]?.indexOf('good_pct') ?? -1;
    const row = lines[1] ?? [];
    row[column] = '41';
    const checked = checkTable(lines, tools);
    if ('unreadable' in checked) throw new Error('unreadable');
    expect(checked.problems.map(({ kind, expected }) => [kind, expected])).toEqual([['sum', '100']]);
  });
});

describe('a distribution without means', () => {
  it('has those that its percentages give, and says so', () => {
    const { items } = taken(tableOf(questionsOf('diversity-2008')), tool('diversity_review_2008'), 149);
    expect(items).toHaveLength(17);
    // 46 + 2 x 13 + 3 x 21 + 4 x 19 = 211 of the 99 that are printed.
    expect(items.find(({ item }) => item === 'q1_2')?.mean).toEqual({
      text: '2.1',
      value: 2.1,
      isPrinted: false,
    });
  });
});

describe('which tool a distribution is of', () => {
  it('is the one that has its answers and knows most of its rows', () => {
    const lines = rows(
      'Question|Weak %|Fair %|Good %|Excellent %\n1.1 Board|36|48|11|5\n7.1 Strategy|25|9|17|50',
    );
    const known = toolsOfDistribution(tableOf(lines), tools);
    expect(known[0]?.tool.id).toBe('service_review_2007');
    expect(toolsOfDistribution(tableOf(rows('Town|Round %|Square %\nA|40|60\nB|50|50')), tools)).toEqual([]);
  });

  it('takes no question twice, and one that has the answer alone', () => {
    const lines = rows('Question|Weak %|Fair %|Good %\n1.1|40|60|\n1.1|50|50|\n1.2|40|40|20');
    expect(proposeDistribution(tableOf(lines), review).rows.map(({ item }) => item)).toEqual([
      'q1_1',
      null,
      'q1_2',
    ]);
  });
});

describe('what each row is of', () => {
  it('is what its own column says, and never more than all', () => {
    const lines = rows('Question|N|Weak %|Fair %\n1.1|120|40|60\n1.2|149|50|50\n1.3||10|90');
    const { items } = taken(tableOf(lines), review, 149);
    expect(items.map(({ answered }) => answered)).toEqual([120, 149, 149]);
  });

  it('is left out with a name where nothing of a row is a percentage', () => {
    const { items, left } = taken(tableOf(rows('Question|Weak %|Fair %\n1.1|40|60\n1.2|140|?')), review, 50);
    expect([items.map(({ item }) => item), left]).toEqual([['q1_1'], [{ label: '1.2', why: 'none' }]]);
  });
});

describe('a mean that is worked out', () => {
  const meanOf = (cells: string, answers?: (string | null)[]) => {
    const lines = rows(`Question|Weak %|Fair %|Good %|Excellent %\n1.1|${cells}`);
    return taken(tableOf(lines), review, 149, answers && { answers }).items[0]?.mean?.text ?? null;
  };

  it('has an empty cell as nothing', () => {
    // 21 + 2 x 79 = 179 of 100.
    expect([meanOf('21|79||'), meanOf('21|79|–|–')]).toEqual(['1.8', '1.8']);
  });

  it('is not of some of the answers alone', () => {
    expect(meanOf('36|48|11|5')).toBe('1.9');
    expect(meanOf('36|48|11|[c]')).toBeNull();
    expect(meanOf('36|48|11|not known')).toBeNull();
    expect(meanOf('36|48|15|<1%')).toBeNull();
    expect(meanOf('36|48|11|5', ['weak', 'fair', 'good', null])).toBeNull();
    // 59 and 160 are not about 100.
    expect([meanOf('36|12|11|'), meanOf('60|40|40|20')]).toEqual([null, null]);
  });
});

describe('a check among the questions', () => {
  const record = tool('record_quality');
  const check = record.sections.flatMap(({ items }) => items).find(({ kind }) => kind === 'check');
  const id = check?.id ?? '';
  /** The check as its answers are printed. */
  const takenOf = (heading: string, cells: string, files: number, answers?: (string | null)[]) => {
    const table = tableOf(rows(`Question|${heading}\n${check?.label}|${cells}`));
    const { checks, left } = taken(table, record, files, answers && { answers });
    const counts = Object.fromEntries(checks.map(({ answer, files: of }) => [answer, of]));
    expect(new Set(checks.map((one) => one.check))).toEqual(new Set(checks.length === 0 ? [] : [id]));
    return left.length === 0 ? counts : left.map(({ label, why }) => [label === check?.label, why]);
  };
  const leftAs = (why: string) => [[true, why]];

  it('is counted where one whole number alone gives each of its percentages', () => {
    expect(takenOf('Yes %|No %', '25|75', 20)).toEqual({ yes: 5, no: 15 });
    expect(takenOf('Yes %|No %', '25|75', 500)).toEqual(leftAs('several'));
    expect(takenOf('Yes %|No %', '<1%|>99%', 400)).toEqual(leftAs('several'));
    // 3 of 10 is 30% and 2 of 10 is 20%.
    expect(takenOf('Yes %|No %', '26|74', 10)).toEqual(leftAs('impossible'));
  });

  it('has nobody as a no who is not applicable, not recorded or answered otherwise', () => {
    expect(takenOf('Yes %|No %|N/A %', '50|30|20', 100)).toEqual({ yes: 50, no: 30, na: 20 });
    expect(takenOf('Yes %|No %|Not recorded %', '50|30|20', 100)).toEqual({ yes: 50, no: 30 });
    expect(takenOf('Yes %|No %|N|N/A', '60|40|80|20', 100)).toEqual({ yes: 48, no: 32, na: 20 });
    expect(takenOf('Yes %|No %|N/A %', '50|30|[c]', 100)).toEqual(leftAs('unclear'));
  });

  it('is a no without its column only where nothing else is printed', () => {
    const only = ['yes', null];
    expect(takenOf('Yes %|Partly %', '50|', 100, only)).toEqual({ yes: 50, no: 50 });
    expect(takenOf('Yes %|Partly %', '50|20', 100, only)).toEqual(leftAs('unclear'));
    expect(takenOf('Yes %|No %', '50|50', 100, only)).toEqual(leftAs('unclear'));
    expect(takenOf('Yes %|N/A %', '50|20', 100, only)).toEqual(leftAs('unclear'));
    expect(takenOf('Yes %|No %', '50|', 100, only)).toEqual(leftAs('unclear'));
    expect(takenOf('Yes %|Partly %|Not recorded', '50||9', 100, only)).toEqual(leftAs('unclear'));
  });

  it('has an empty cell as nothing only where the others are all', () => {
    expect(takenOf('Yes %|No %', '100|–', 40)).toEqual({ yes: 40, no: 0 });
    expect(takenOf('Yes %|No %|N/A %', '–|80|20', 100)).toEqual({ yes: 0, no: 80, na: 20 });
    expect(takenOf('Yes %|No %', '80|–', 100)).toEqual(leftAs('unclear'));
    expect(takenOf('Yes %|No %', '–|–', 100)).toEqual(leftAs('none'));
  });

  it('is left out where its answers are more than all', () => {
    expect(takenOf('Yes %|No %', '60|50', 100)).toEqual(leftAs('tooMany'));
    expect(takenOf('Yes %|No %|N/A %', '60|40|20', 100)).toEqual(leftAs('tooMany'));
  });
});
