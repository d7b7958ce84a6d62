import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { reconcile } from '../../rules/reconcile.ts';
import type { TableProblem } from '../../rules/reconcile.ts';
import { parseTool } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';

const example = new URL('../../audits/examples/service-review-2007/questions.csv', import.meta.url);
const questions: string[][] = parse(readFileSync(example, 'utf8'));

function check(lines: string[][], tool: Tool | null = null) {
  const result = reconcile(lines, tool);
  if ('unreadable' in result) throw new Error(JSON.stringify(result.unreadable));
  expect(result.kind).toBe('distribution');
  return result;
}
const brief = (problems: TableProblem[]) =>
  problems.map(({ row, column, printed, expected, kind }) => [row, column, printed, expected, kind]);
const rows = (text: string) => text.split('\n').map((line) => line.trim().split('|'));

const HEADING = 'question|weak_pct|fair_pct|good_pct|excellent_pct|mean|note';
const row = (text: string) => check(rows(`${HEADING}\n${text}`));

/** All ways to share out n among so many. */
function* shares(n: number, among: number): Generator<number[]> {
  if (among === 1) yield [n];
  else
    for (let first = 0; first <= n; first += 1)
      for (const rest of shares(n - first, among - 1)) yield [first, ...rest];
}

/** Half up, in whole percent or tenths. */
const percentOf = (count: number, n: number) => Math.floor((200 * count + n) / (2 * n));
const tenthsOf = (points: number, n: number) => Math.floor((20 * points + n) / (2 * n));
const pointsOf = (counts: number[]) => counts.reduce((sum, count, i) => sum + count * (i + 1), 0);

describe('the service review of 2006/07', () => {
  const result = check(questions);

  it('has nothing wrong that rounding cannot explain', () => {
    expect(result.problems).toEqual([]);
  });

  it('has nine sums that rounding explains, added up by hand', () => {
    const sums = result.notes.filter(({ column }) => column !== 'mean');
    expect(sums.map(({ row: label, note }) => [label, /add up to (\d+)%/.exec(note)?.[1]])).toEqual([
      ['Waiting times against national targets', '99'],
      ['Detailed service specifications agreed for the full range of services', '101'],
      ['Quarterly performance report received, discussed and acted on', '99'],
      ['Harm reduction strategy informed by data', '101'],
      ['Harm reduction provided in community prescribing', '99'],
      ['Harm reduction covered in needle exchange services', '99'],
      ['Response to hepatitis C and HIV', '99'],
      ['Training and support of pharmacy staff', '101'],
      ['Service users feel respected by pharmacy staff', '99'],
    ]);
  });

  it('has six means that rounding explains, with what the percentages give', () => {
    const means = result.notes.filter(({ column }) => column === 'mean');
    expect(
      means.map(({ row: label, note }) => [
        label,
        ...(/mean of ([\d.]+), .*explains ([\d.]+),/.exec(note) ?? []).slice(1),
      ]),
    ).toEqual([
      ['Needs assessment has the nationally required elements', '2.55', '2.5'],
      ['Waiting times against national targets', '2.56', '2.5'],
      ['Financial management as assessed by the NTA', '2.55', '2.5'],
      ['Content of the last two contract monitoring meetings', '3.54', '3.6'],
      ['Competencies of commissioners', '2.36', '2.3'],
      ['Harm reduction provided in community prescribing', '2.96', '2.9'],
    ]);
  });

  const scored = questions.slice(1).filter((cells) => cells[6] !== '');

  it('has 44 questions with figures', () => {
    expect(questions).toHaveLength(46);
    expect(scored).toHaveLength(44);
  });

  it.each(scored.map((cells) => [cells[5] ?? '', cells] as const))(
    'is what 149 partnerships can give: %s',
    (_, cells) => {
      const printed = cells
        .slice(6, 10)
        .filter((cell) => cell !== '')
        .map(Number);
      const counts = printed.map((percent) =>
        Array.from({ length: 150 }, (_x, count) => count).filter(
          (count) => percentOf(count, 149) === percent,
        ),
      );
      const choices = counts.reduce<number[][]>(
        (made, more) => made.flatMap((m) => more.map((c) => [...m, c])),
        [[]],
      );
      const means = choices
        .filter((choice) => choice.reduce((sum, count) => sum + count, 0) === 149)
        .map((choice) => tenthsOf(pointsOf(choice), 149) / 10);
      expect(means).toContain(Number(cells[10]));
    },
  );

  it.each(scored.map((cells) => [cells[5] ?? '', cells] as const))(
    'shows a slip of the pen: %s',
    (label, cells) => {
      // Five points more in one category than there were, and nothing less in any other.
      const slip = cells.map((cell, i) => (i === 7 ? String(Number(cell) + 5) : cell));
      const [problem, ...others] = check([questions[0] ?? [], slip]).problems;
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ row: label, expected: '100', kind: 'sum' });
      expect(problem?.printed).toBe(String(cells.slice(6, 10).reduce((sum, cell) => sum + Number(cell), 5)));

      const mean = Number(cells[10]);
      // Far off, and still on the scale of the question.
      const off = (mean > 2 ? mean - 0.6 : mean > 1.5 ? mean - 0.4 : mean + 0.4).toFixed(1);
      const far = cells.map((cell, i) => (i === 10 ? off : cell));
      expect(check([questions[0] ?? [], far]).problems).toMatchObject([
        { row: label, column: 'mean', kind: 'unexplained' },
      ]);
    },
  );
});

describe('a sum', () => {
  it.each([
    // Four figures can be off by two points in all, but not quite by two downwards: half is rounded up.
    ['25|25|25|25', true],
    ['25|25|25|26', true],
    ['26|26|25|25', true],
    ['26|26|26|25', false],
    ['25|25|25|24', true],
    ['24|24|25|25', false],
    // A nought cannot have been rounded up, so it leaves less room above 100.
    ['34|34|34|0', false],
    ['34|34|33|0', true],
    ['51|51|0|0', false],
    ['51|50|0|0', true],
    ['0|0|0|99', true],
    ['0|0|0|98', false],
    ['0|0|0|100', true],
    // Three, two and one figures.
    ['33|33|33|', true],
    ['33|33|32|', false],
    ['34|34|33|', true],
    ['34|34|34|', false],
    ['50|50||', true],
    ['51|50||', true],
    ['50|49||', false],
    ['100|||', true],
    ['99|||', false],
    // The room shrinks with the decimal places.
    ['25.0|25.0|25.0|25.1', true],
    ['25.0|25.0|25.1|25.2', false],
    // A nought that was dropped does not make 30 less precise than 30.0.
    ['30|30.1|30.1|10.1', false],
  ])('of %s is explained by rounding: %s', (cells, explained) => {
    const { problems } = row(`Q|${cells}||`);
    expect(problems.map(({ kind }) => kind)).toEqual(explained ? [] : ['sum']);
  });

  it('is named with its columns, its value and the right one', () => {
    const [problem] = row('Q|20|30|40|20||').problems;
    expect(problem).toMatchObject({
      row: 'Q',
      column: 'weak_pct to excellent_pct',
      printed: '110',
      expected: '100',
      kind: 'sum',
    });
    expect(problem?.explanation).toContain('with 4 figures it moves the sum by 2 points at the very most');
  });

  it('tells which figure put right would make the row agree with its mean', () => {
    // 20, 30, 40, 10 gives 2.4; of the four, only the last one put right does.
    expect(row('Q|20|30|40|20|2.4|').problems[0]?.explanation).toContain(
      'With 10 in place of 20 under excellent_pct the row would add up and agree with its mean.',
    );
    expect(row('Q|20|30|40|20|1.4|').problems[0]?.explanation).not.toContain('in place of');
  });

  it('is not checked where a figure is missing, and a question without figures is passed over', () => {
    expect(row('Q|20|30|missing|20|2.4|\nR||||||taken out').problems).toEqual([]);
    expect(row('Q|20|30|-|20|2.4|').problems.map(({ kind }) => kind)).toEqual(['sum']);
  });

  it('may be printed, as 100 or as what rounding made of it', () => {
    const total = (text: string) => brief(check(rows(`q|a %|b %|c %|total %\nQ|33|33|33|${text}`)).problems);
    expect(total('100')).toEqual([]);
    expect(total('99')).toEqual([]);
    expect(total('98')).toEqual([['Q', 'total %', '98', '100', 'sum']]);
  });
});

describe('a mean', () => {
  it.each([
    // 1.9 to 2.1 around 20 + 60 + 60 + 60 = 2.00; rounding moves it by 0.02.
    ['40|30|20|10|2.0', true],
    ['40|30|20|10|2.1', false],
    ['40|30|20|10|1.9', false],
    ['40|30|20|10|2.02', true],
    ['40|30|20|10|2.03', false],
    ['40|30|20|10|1.98', true],
    ['40|30|20|10|1.97', false],
    // Half and half stands for 49.5 to just below 50.5: the mean stays below 1.505, and above 1.495.
    ['50|50|||1.50', true],
    ['50|50|||1.51', false],
    ['50|50|||1.49', false],
    // A whole number means one with the decimal places of the others.
    ['40|30|20|10|2\nR|40|30|20|10|2.0\nS|40|30|20|10|2.0', true],
    ['32|30|24|14|2\nR|40|30|20|10|2.0\nS|40|30|20|10|2.0', false],
    ['21|79|||1.8', true],
    ['21|79|||1.9', false],
    ['100|||0|1.0', true],
  ])('in %j fits its distribution: %s', (cells, fits) => {
    const { problems } = row(`Q|${cells}|`);
    expect(problems.map(({ kind }) => kind)).toEqual(fits ? [] : ['unexplained']);
  });

  it('that does not fit comes with the one that the distribution gives', () => {
    const [problem] = row('Q|36|48|11|5|2.9|').problems;
    expect(problem).toMatchObject({
      row: 'Q',
      column: 'mean',
      printed: '2.9',
      expected: '1.9',
      kind: 'unexplained',
    });
    expect(problem?.explanation).toContain('1.85');
    expect(problem?.explanation).toContain('from 1.830 to 1.870');
  });

  it.each([
    ['Q|40|30|20|10|4.1|', ['Q', 'mean', '4.1', '2.0', 'impossible']],
    ['Q|40|30|20|10|0.9|', ['Q', 'mean', '0.9', '2.0', 'impossible']],
    ['Q|10|30|60||3.1|scored to good at most', ['Q', 'mean', '3.1', '2.5', 'impossible']],
    ['Q|40|30|20|10|two|', ['Q', 'mean', 'two', '2', 'impossible']],
  ])('that cannot be is named: %s', (text, problem) => {
    expect(brief(row(text).problems)).toEqual([problem]);
  });

  it('is not checked where the headings do not say what they count for, which is said', () => {
    const { problems, notes } = check(rows('q|low_pct|high_pct|mean\nQ|40|60|7'));
    expect(problems).toEqual([]);
    expect(notes.map(({ note }) => note)).toEqual([expect.stringContaining('The means were not checked')]);
  });

  it('goes by numbers as headings', () => {
    const of = (mean: string) => brief(check(rows(`q|0 %|1 %|5 %|mean\nQ|40|40|20|${mean}`)).problems);
    expect(of('1.4')).toEqual([]);
    expect(of('2.0')).toEqual([['Q', 'mean', '2.0', '1.4', 'unexplained']]);
  });
});

describe('a figure', () => {
  it.each([
    ['Q|20|30|40|110|2.4|', ['Q', 'excellent_pct', '110', 'at most 100%', 'impossible']],
    ['Q|20|30|forty|10|2.4|', ['Q', 'good_pct', 'forty', 'a percentage from 0% to 100%', 'impossible']],
    ['Q|20|30|-40|10|2.4|', ['Q', 'good_pct', '-40', 'a percentage from 0% to 100%', 'impossible']],
    ['Q|20|30|40|10|2.4|scored to good at most', ['Q', 'excellent_pct', '10', '0%', 'impossible']],
  ])('that cannot be is named: %s', (text, problem) => {
    expect(brief(row(text).problems)).toEqual([problem]);
  });

  it('may be nought above the highest score', () => {
    expect(row('Q|20|80|0|0|1.8|scored to fair at most').problems).toEqual([]);
  });

  it('is held against the highest score of the tool', () => {
    const parsed = parseTool({
      id: 'made_up',
      version: 1,
      title: 'Made up',
      description: 'For this test.',
      source: 'None.',
      sections: [
        {
          id: 'all',
          title: 'All',
          items: [
            {
              kind: 'rating',
              id: 'q',
              label: 'Question',
              shortLabel: 'Q',
              guidance: 'As it says.',
              highest: 3,
            },
          ],
        },
      ],
    });
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(brief(check(rows(`${HEADING}\nQ|20|30|40|10|2.4|`), parsed.tool).problems)).toEqual([
      ['Q', 'excellent_pct', '10', '0%', 'impossible'],
    ]);
  });
});

describe('names of rows', () => {
  it('are all labels together where the last one comes twice', () => {
    const { problems } = check(rows('part|q|weak_pct|fair_pct\nA|1|50|40\nB|1|50|40\nB|2|50|50'));
    expect(problems.map((problem) => problem.row)).toEqual(['A, 1', 'B, 1']);
  });
});

describe('all that can be printed', () => {
  it('never has a problem when it was rounded right', () => {
    // Pseudo-random, the same every time.
    let state = 1;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const lines = Array.from({ length: 3_000 }, (_, i) => {
      const counts = Array.from({ length: 4 }, () => (random(4) === 0 ? 0 : random(200)));
      counts[random(4)] = 1 + random(200);
      const n = counts.reduce((sum, count) => sum + count, 0);
      const percents = counts.map((count) => String(percentOf(count, n)));
      return [`Q${i}`, String(n), ...percents, (tenthsOf(pointsOf(counts), n) / 10).toFixed(1)];
    });
    const heading = ['q', 'n', 'weak %', 'fair %', 'good %', 'excellent %', 'mean'];
    expect(brief(check([heading, ...lines]).problems)).toEqual([]);
    const sizeless = (cells: string[]) => cells.filter((_, i) => i !== 1);
    expect(brief(check([heading, ...lines].map(sizeless)).problems)).toEqual([]);
  });

  it.each([7, 12])('is told from what cannot, for %i files, by trying out everything', (n) => {
    const possible = new Set<string>();
    const sums = new Set<string>();
    for (const counts of shares(n, 3)) {
      const percents = counts.map((count) => percentOf(count, n)).join(',');
      sums.add(percents);
      possible.add(`${percents},${tenthsOf(pointsOf(counts), n)}`);
    }
    const attainable = Array.from({ length: n + 1 }, (_, count) => percentOf(count, n));
    let compared = 0;
    const lines: string[][] = [];
    const expected: boolean[] = [];
    for (const a of attainable) {
      for (const b of attainable) {
        for (const c of attainable) {
          if (a + b + c < 90 || a + b + c > 110) continue;
          for (let tenths = 10; tenths <= 30; tenths += 1) {
            compared += 1;
            lines.push([`Q${compared}`, String(n), `${a}`, `${b}`, `${c}`, (tenths / 10).toFixed(1)]);
            expected.push(possible.has(`${a},${b},${c},${tenths}`));
          }
        }
      }
    }
    const { problems } = check([['q', 'n', 'weak %', 'fair %', 'good %', 'mean'], ...lines]);
    const wrong = new Set(problems.map((problem) => problem.row));
    expect(lines.map(([label]) => !wrong.has(label ?? ''))).toEqual(expected);
    expect(compared).toBeGreaterThan(500);
    expect(possible.size).toBeGreaterThan(sums.size - 1);
  });

  it('takes a percentage that no number of files gives for unexplained', () => {
    expect(brief(check(rows('q|n|weak %|fair %\nQ|5|45|55')).problems)).toEqual([
      ['Q', 'weak %', '45', '40% or 60%', 'unexplained'],
      ['Q', 'fair %', '55', '40% or 60%', 'unexplained'],
    ]);
  });
});
