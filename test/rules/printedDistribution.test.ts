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
    files,
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
    expect(left[0]).toContain('Voluntary sector contracts');
    const own = items.find(({ item }) => item === 'q2_1');
    expect(own).toEqual({
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
    expect(toolsOfDistribution(tableOf(rows('Town|Red %|Blue %\nA|40|60\nB|50|50')), tools)).toEqual([]);
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
    expect([items.map(({ item }) => item), left]).toEqual([['q1_1'], ['1.2']]);
  });
});

describe('a check among the questions', () => {
  const record = tool('record_quality');
  it('is counted where one whole number alone gives its percentage, and left out by name where several do', () => {
    const check = record.sections.flatMap(({ items }) => items).find(({ kind }) => kind === 'check');
    const lines = rows(`Question|Yes %|No %\n${check?.label}|25|75`);
    expect(taken(tableOf(lines), record, 20).checks).toEqual([
      { check: check?.id, answer: 'yes', files: 5 },
      { check: check?.id, answer: 'no', files: 15 },
    ]);
    const many = taken(tableOf(lines), record, 500);
    expect([many.checks, many.left]).toEqual([[], [check?.label]]);
  });
});
