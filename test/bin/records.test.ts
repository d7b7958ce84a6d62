import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecordFigures, ScoreInBrief } from '../../rules/index.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { cli, temporaryFolder } from '../support/cli.ts';

const RETURNS = path.join(projectFolder(), 'audits/examples/service-review-2007/returns.csv');
const REVIEW = ['--tool', 'service_review_2007', '--exclude', 'q4_2'];
const { sheet } = temporaryFolder();

type Figures = RecordFigures & { files: number };
interface Printed {
  tool: string;
  version: number;
  groups: (Figures & { name: string })[];
  overall: Figures;
}
interface Scored {
  reference: string;
  group: string | null;
  criteria: ScoreInBrief[];
  rank: number | null;
}

/** The first returns of the example, some with an answer changed, perhaps under a group. */
function returnsWith(change: (cells: Record<string, string>, row: number) => void, rows = 4): string {
  const [head = '', ...lines] = readFileSync(RETURNS, 'utf8').trim().split('\n');
  const heading = head.split(',');
  const changed = lines.slice(0, rows).map((line, row) => {
    const cells = Object.fromEntries(line.split(',').map((cell, c) => [heading[c] ?? '', cell]));
    change(cells, row);
    return cells;
  });
  const all = Object.keys(changed[0] ?? {});
  return [all, ...changed.map((cells) => all.map((name) => cells[name] ?? ''))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('');
}

describe('tally of a tool of the second format', () => {
  const tally = async (file: string, ...more: string[]): Promise<Printed> => {
    const { code, stdout, stderr } = await cli(['tally', ...REVIEW, '--file', file, '--json', ...more]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as Printed;
  };

  it('gives items and criteria as JSON, without groups where the sheet has none', async () => {
    const { tool, version, groups, overall } = await tally(RETURNS);
    expect([tool, version, groups, overall.files]).toEqual(['service_review_2007', 1, [], 149]);
    expect(Object.keys(overall)).toEqual(['files', 'items', 'criteria']);
    expect(overall.items).toHaveLength(45);
    expect(overall.items.find(({ id }) => id === 'q2_1')).toEqual({
      id: 'q2_1',
      kind: 'scale',
      counts: { weak: 31, fair: 118 },
      notApplicable: 0,
      notRecorded: 0,
      answered: 149,
      sum: 267,
      mean: 267 / 149,
    });
    expect(overall.criteria.at(-1)).toMatchObject({
      id: 'overall',
      scored: 149,
      unscored: 0,
      bands: { weak: 0, fair: 31, good: 67, excellent: 51 },
    });
    expect(Object.keys(overall.criteria[0] ?? {})).toEqual([
      'id',
      'scored',
      'unscored',
      'sum',
      'mean',
      'least',
      'most',
      'bands',
    ]);
  });

  it('counts by group, however its capitals are set', async () => {
    const file = sheet(
      returnsWith((cells, row) => {
        cells.group = ['North', 'South', 'NORTH', 'north'][row] ?? '';
      }),
    );
    const { groups, overall } = await tally(file);
    expect(groups.map(({ name, files }) => [name, files])).toEqual([
      ['North', 3],
      ['South', 1],
    ]);
    expect(groups.map(({ criteria }) => criteria.at(-1)?.scored)).toEqual([3, 1]);
    const sumOf = ({ items }: RecordFigures) => items[0]?.sum ?? 0;
    expect(groups.reduce((sum, group) => sum + sumOf(group), 0)).toBe(sumOf(overall));
  });

  it('counts as not applicable what one group is not asked, and scores the rest', async () => {
    const file = sheet(
      returnsWith((cells, row) => {
        cells.group = row < 2 ? 'North' : 'South';
        if (row < 2) cells.q2_1 = '';
      }),
    );
    const asked = await tally(file);
    const { groups } = await tally(file, '--exclude-in', 'north:q2_1');
    const of = (printed: Printed['groups'], name: string) => {
      const group = printed.find((one) => one.name === name);
      const { notApplicable, notRecorded } = group?.items.find(({ id }) => id === 'q2_1') ?? {};
      return [notApplicable, notRecorded, group?.criteria.find(({ id }) => id === 'c2')?.scored];
    };
    expect([of(asked.groups, 'North'), of(asked.groups, 'South')]).toEqual([
      [0, 2, 0],
      [0, 0, 2],
    ]);
    expect([of(groups, 'North'), of(groups, 'South')]).toEqual([
      [2, 0, 2],
      [0, 0, 2],
    ]);
    for (const [wrong, text] of [
      ['North', '"North" has to be a group and an item, such as "Bridge:North".'],
      [
        'North:q99',
        'There is no item "q99" in service_review_2007 version 1 that a group need not be asked.',
      ],
      ['East:q2_1', 'There is no group "east" in the sheet.'],
    ] as const) {
      const { code, stderr } = await cli(['tally', ...REVIEW, '--file', file, '--exclude-in', wrong]);
      expect([code, stderr.trim()]).toEqual([1, text]);
    }
  });

  it('gives no score for want of an answer that is not left out', async () => {
    const { stdout } = await cli(['tally', '--tool', 'service_review_2007', '--file', RETURNS, '--json']);
    const { items, criteria } = (JSON.parse(stdout) as Printed).overall;
    expect(items.find(({ id }) => id === 'q4_2')).toMatchObject({
      answered: 0,
      notRecorded: 149,
      mean: null,
    });
    const unscored = criteria.filter((one) => one.unscored > 0).map(({ id }) => id);
    expect(unscored).toEqual(['c4', 'commissioning', 'overall']);
  });

  it('prints them for a terminal of 100 columns', async () => {
    const { code, stdout } = await cli(['tally', ...REVIEW, '--file', RETURNS]);
    expect(code).toBe(0);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain('All partnerships: 149 partnerships');
    expect(words).toContain(
      'Was a needs assessment done or updated in the year before? Weak 31 (21%), Fair 118 (79%), answered 149',
    );
    expect(words).toContain(
      'Overall Weak 0 (0%), Fair 31 (21%), Good 67 (45%), Excellent 51 (34%), scored 149',
    );
  });

  it('names every problem of a sheet, and gives no figures', async () => {
    const file = sheet(
      returnsWith((cells, row) => {
        cells['mood'] = '';
        if (row === 0) cells['q1_1'] = 'brilliant';
      }),
    );
    const unknown = await cli(['tally', ...REVIEW, '--file', file, '--json']);
    expect(unknown).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'row 1, column mood: "mood" is not an item of service_review_2007 version 1\n' +
        'The sheet has 1 problem, so there are no figures.\n',
    });
    const bad = sheet(
      returnsWith((cells, row) => {
        if (row === 0) cells['q1_1'] = 'brilliant';
        if (row === 2) cells['q2_1'] = 'good';
        if (row === 3) cells['reference'] = 'partnership 001';
      }),
    );
    const { code, stdout, stderr } = await cli(['tally', ...REVIEW, '--file', bad]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'row 2, column q1_1: "brilliant" must be one of Weak, Fair, Good, Excellent, not applicable',
      'row 4, column q2_1: "good" must be one of Weak, Fair, not applicable',
      'row 5, column reference: "partnership 001" is in row 2 already',
      'The sheet has 3 problems, so there are no figures.',
      '',
    ]);
    const empty = await cli(['tally', ...REVIEW, '--file', sheet('reference,q1_1\n')]);
    expect(empty.stderr).toContain('row 1: there are no partnerships under the heading\n');
  });
});

it('tallies answers to a questionnaire by service, and tells nobody’s words', async () => {
  const file = path.join(projectFolder(), 'audits/examples/service-user-questionnaire/answers.csv');
  const args = ['--tool', 'service_user_questionnaire', '--file', file];
  const { code, stdout } = await cli(['tally', ...args, '--json']);
  expect(code).toBe(0);
  const { groups, overall } = JSON.parse(stdout) as Printed;
  expect(groups.map(({ name, files }) => `${name} ${files}`).join(', ')).toBe(
    'PSL 10, SHaRP 18, Bridge 21, Tier 3 12, DIP 11, DRR 7',
  );
  const itemOf = (id: string) => overall.items.find((item) => item.id === id);
  expect(itemOf('recovery_code')?.counts).toEqual({ clear: 14, detox_staying_off: 9, detox: 33, vague: 23 });
  expect(itemOf('recovery_words')).toMatchObject({ kind: 'text', counts: {}, answered: 79, sum: null });
  // Several answers of one person: each counts, the person once.
  const { counts = {}, answered } = itemOf('helps') ?? {};
  expect([counts['mutual_aid'], answered]).toEqual([12, 79]);
  expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(79);
  expect(stdout).not.toContain('staying clean');
  expect((await cli(['tally', ...args])).stdout).toContain('SHaRP: 18 respondents');
});

describe('score', () => {
  const score = async (file: string): Promise<Scored[]> => {
    const { code, stdout, stderr } = await cli(['score', ...REVIEW, '--file', file, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as Scored[];
  };

  it('says of each record in the order of the sheet what it scores, and its rank', async () => {
    const records = await score(RETURNS);
    expect(records).toHaveLength(149);
    expect(records[0]).toMatchObject({ reference: 'Partnership 001', group: null });
    expect(Object.keys(records[0] ?? {})).toEqual(['reference', 'group', 'criteria', 'rank']);
    expect(records[0]?.criteria.map(({ id }) => id)).toEqual(
      'c1 c2 c3 c4 c5 c6 commissioning c7 c8 c9 c10 harm_reduction overall'.split(' '),
    );
    const totals = records.map(({ criteria }) => criteria.at(-1)?.score ?? 0);
    expect(records.map(({ rank }) => rank)).toEqual(
      totals.map((total) => 1 + totals.filter((other) => other > total).length),
    );
  });

  it('leaves out what does not apply, and scores nothing for want of an answer', async () => {
    const file = sheet(
      returnsWith((cells, row) => {
        cells['group'] = 'One';
        Object.assign(cells, { q1_1: '4', q1_2: 'Fair', q1_3: row === 0 ? 'na' : row === 1 ? '' : 'weak' });
      }, 3),
    );
    const records = await score(file);
    const first = ({ criteria }: Scored) => criteria[0];
    // (4 + 2) / 2 is 3; (4 + 2 + 1) / 3 is 2.33.
    expect(records.map(first)).toEqual([
      { id: 'c1', score: 3, band: 'good' },
      { id: 'c1', score: null, band: null },
      { id: 'c1', score: 2, band: 'fair' },
    ]);
    expect(records.map(({ criteria }) => criteria.at(-1)?.score === null)).toEqual([false, true, false]);
    expect(records[1]).toMatchObject({ group: 'One', rank: null });
  });

  it('prints a table for people, the best first', async () => {
    const { code, stdout } = await cli(['score', ...REVIEW, '--file', RETURNS]);
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines[2]?.split(/\s+/)).toEqual(
      'Rank Partnership overall commissioning harm_reduction c1 c2 c3 c4 c5 c6 c7 c8 c9 c10'.split(' '),
    );
    const records = await score(RETURNS);
    const best = records.find(({ rank }) => rank === 1);
    expect(lines[3]).toMatch(
      new RegExp(`^ +1  ${best?.reference ?? ''} +${best?.criteria.at(-1)?.score ?? ''} excellent `),
    );
    expect(lines.slice(3).indexOf('')).toBe(149);
  });

  it('says that there is nothing to score where a tool has no criteria', async () => {
    const file = sheet('reference,group,smart\nA1,DIP,yes\n');
    const { code, stdout, stderr } = await cli(['score', '--tool', 'rodt', '--file', file]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('The tool rodt has no criteria, so there is nothing to score.\n');
  });
});
