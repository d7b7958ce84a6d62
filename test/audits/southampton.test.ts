import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { parseAnswer } from '../../rules/answers.ts';
import { referenceProblem } from '../../rules/reference.ts';
import { CASE_FILES, itemById, itemsOf, parseTool } from '../../rules/index.ts';

const audits = new URL('../../audits/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, audits), 'utf8');

function rodt() {
  const result = parseTool(JSON.parse(read('rodt.v1.json')));
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.tool;
}

const tool = rodt();
const table: string[][] = parse(read('examples/southampton-2012/table-1.csv'));
const sheet = read('examples/southampton-2012/case-files.csv');
const heading: string[] = parse(sheet)[0] ?? [];
const files: Record<string, string>[] = parse(sheet, { columns: true });

const groupRows = table.slice(1, -1);
const totalRow = table.at(-1) ?? [];

/** The table's columns from the third on, by the check that each stands for. */
const CHECKS = [
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
];

const inGroup = (group: string) => files.filter((file) => file.group === group);

function count(item: string, value: string, among = files): number {
  return among.filter((file) => file[item] === value).length;
}

/** The values of an item and how often each comes up. */
function spread(item: string, among = files): Record<string, number> {
  return Object.fromEntries(
    [...new Set(among.map((file) => file[item] ?? ''))].map((value) => [value, count(item, value, among)]),
  );
}

describe('table-1.csv', () => {
  it('has the nine groups and thirteen checks', () => {
    expect(table[0]).toEqual([
      'group',
      'No',
      'Rec plan',
      'ABS orien',
      'RED',
      'SMART',
      'all needs',
      'balance',
      'rev REQ',
      'social net',
      'Rec cap',
      'Refs',
      'Tops missing',
      'kw by plan',
      'psycho',
    ]);
    expect(groupRows.map(([group, n]) => [group, n])).toEqual([
      ['Bridge', '12'],
      ['NR/Bridge', '9'],
      ['Complex', '5'],
      ['Women', '5'],
      ['nr/dip', '2'],
      ['step down', '5'],
      ['Step up', '4'],
      ['DIP', '2'],
      ['DRR', '8'],
    ]);
  });

  it('keeps the total row as printed, errors and all', () => {
    expect(totalRow).toEqual([
      '',
      '52 (100)',
      '41(79%)',
      '33(63%)',
      '13(2%)',
      '22 (42%)',
      '19 (45%)',
      '19 (36%)',
      '15(29%)',
      '20(38%)',
      '16 (31%)',
      '8 (16%)',
      '9',
      '18 (35%)',
      '25 (48%)',
    ]);
  });
});

describe('case-files.csv', () => {
  it('has a column for the reference, the group and every item of the tool, in its order', () => {
    expect(heading).toEqual(['reference', 'group', ...itemsOf(tool).map((item) => item.id)]);
  });

  it('has 52 files, each under a pseudonym of its own', () => {
    expect(files).toHaveLength(52);
    expect(new Set(files.map((file) => file.reference)).size).toBe(52);
    for (const { reference = '' } of files) {
      expect(reference).toMatch(/^[A-Z]{2}-\d{2}$/);
      expect(referenceProblem(reference, CASE_FILES)).toBeNull();
    }
  });

  it('names the groups as the table does, in its order, with as many files each', () => {
    expect(Object.entries(spread('group')).map(([group, n]) => [group, String(n)])).toEqual(
      groupRows.map(([group, n]) => [group, n]),
    );
  });

  it('holds only values that the tool takes as they stand', () => {
    const refused = files.flatMap((file) =>
      Object.entries(file).flatMap(([id, value]) => {
        const item = itemById(tool, id);
        if (!item) return [];
        const answer = parseAnswer(item, value);
        return 'value' in answer && (answer.value ?? '') === value
          ? []
          : [`${file.reference} ${id} ${value}`];
      }),
    );
    expect(refused).toEqual([]);
  });
});

describe('the tally of the case files against the printed cells', () => {
  const cells = groupRows.flatMap((row) =>
    CHECKS.map((check, i) => ({
      group: row[0] ?? '',
      n: Number(row[1]),
      check,
      printed: row[i + 2] ?? 'no cell',
    })),
  );

  it('looks at every cell', () => {
    expect(cells).toHaveLength(9 * 13);
  });

  it.each(cells)('$group, $check: $printed', ({ group, n, check, printed }) => {
    const among = inGroup(group);
    if (printed === '*') expect(spread(check, among)).toEqual({ na: n });
    else if (printed === 'missing' || printed === '') expect(spread(check, among)).toEqual({ '': n });
    else {
      expect(printed).toMatch(/^\d+$/);
      expect(count(check, 'yes', among)).toBe(Number(printed));
      expect(count(check, 'no', among)).toBe(n - Number(printed));
    }
  });
});

describe('the totals', () => {
  // Worked out by hand from the cells: yes, applicable, and in percent of 52 files and of the applicable, next to
  // the percentage that is printed.
  const totals: [string, number, number, number, number, number | null][] = [
    ['recovery_plan', 41, 52, 79, 79, 79],
    ['abstinence', 33, 52, 63, 63, 63],
    ['reduction', 13, 52, 25, 25, 2],
    ['smart', 22, 52, 42, 42, 42],
    ['all_needs', 19, 52, 37, 37, 45],
    ['balance', 19, 52, 37, 37, 36],
    ['review_required', 15, 52, 29, 29, 29],
    ['social_networks', 20, 52, 38, 38, 38],
    ['recovery_capital', 16, 52, 31, 31, 31],
    ['referrals', 8, 50, 15, 16, 16],
    ['top_missing', 9, 28, 17, 32, null],
    ['keywork_by_plan', 18, 52, 35, 35, 35],
    ['psychosocial', 25, 52, 48, 48, 48],
  ];

  it('are given for every check', () => {
    expect(totals.map(([check]) => check)).toEqual(CHECKS);
  });

  it.each(totals)('%s: %i of %i', (check, yes, applicable, ofFiles, ofApplicable, printed) => {
    expect(count(check, 'yes')).toBe(yes);
    expect(count(check, 'yes') + count(check, 'no')).toBe(applicable);
    expect(Math.round((100 * yes) / 52)).toBe(ofFiles);
    expect(Math.round((100 * yes) / applicable)).toBe(ofApplicable);

    const [, printedYes, printedPercent] =
      /^(\d+)\s*(?:\((\d+)%\))?$/.exec(totalRow[CHECKS.indexOf(check) + 2] ?? '') ?? [];
    expect(Number(printedYes)).toBe(yes);
    expect(printedPercent === undefined ? null : Number(printedPercent)).toBe(printed);
  });

  it('differ from the printed percentage of 52 in four columns', () => {
    expect(
      totals
        .filter(([, , , ofFiles, , printed]) => printed !== null && printed !== ofFiles)
        .map(([id]) => id),
    ).toEqual(['reduction', 'all_needs', 'balance', 'referrals']);
  });
});

describe('answers that cannot be', () => {
  const noPlan = files.filter((file) => file.recovery_plan === 'no');

  it('are the three plans orientated towards abstinence that are not there', () => {
    const contradictory = [
      'abstinence',
      'reduction',
      'smart',
      'all_needs',
      'balance',
      'review_required',
    ].flatMap((check) =>
      noPlan.filter((file) => file[check] === 'yes').map((file) => [file.group, check] as const),
    );
    expect(contradictory).toEqual([
      ['Bridge', 'abstinence'],
      ['Bridge', 'abstinence'],
      ['Complex', 'abstinence'],
    ]);
  });

  it('do not come up where the print does not force them: no plan is built on, referred by or followed', () => {
    expect(noPlan).toHaveLength(11);
    for (const check of ['recovery_capital', 'referrals', 'keywork_by_plan']) {
      expect(spread(check, noPlan)).toEqual({ no: 11 });
    }
  });
});

describe('the facts about the 52', () => {
  it('gender', () => {
    expect(spread('gender')).toEqual({ male: 33, female: 19 });
    expect(spread('gender', inGroup('Women'))).toEqual({ female: 5 });
  });

  it('ethnicity', () => {
    expect(spread('ethnicity')).toEqual({
      white_british: 46,
      black_british: 2,
      white_other: 2,
      mixed: 1,
      asian: 1,
    });
  });

  it('primary drug', () => {
    expect(spread('primary_drug')).toEqual({
      heroin: 28,
      amphetamine: 6,
      cocaine: 5,
      cannabis: 6,
      alcohol: 3,
      other: 4,
    });
  });

  it('secondary drug', () => {
    expect(spread('secondary_drug')).toEqual({
      none: 12,
      crack: 21,
      cannabis: 5,
      alcohol: 5,
      heroin: 2,
      benzodiazepines: 4,
      amphetamine: 2,
      cocaine: 1,
    });
    const heroin = files.filter((file) => file.primary_drug === 'heroin');
    expect(count('secondary_drug', 'none', heroin)).toBe(11);
    expect(files.filter((file) => file.primary_drug === file.secondary_drug)).toEqual([]);
  });

  it('assessments', () => {
    expect(spread('initial_assessment')).toEqual({ yes: 43, no: 9 });
    expect(spread('risk_assessment')).toEqual({ yes: 43, no: 9 });
    expect(spread('comprehensive_assessment')).toEqual({ yes: 28, no: 12, na: 12 });
    expect(spread('comprehensive_assessment', inGroup('Bridge'))).toEqual({ na: 12 });
  });

  it('children', () => {
    expect(spread('children_identified')).toEqual({ yes: 18, no: 34 });
  });

  it('months in treatment, longest in the step down group', () => {
    const months = files.map((file) => Number(file.months_in_treatment));
    expect(months.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
    expect(new Set(months).size).toBeGreaterThan(20);
    const mean = (group: string) =>
      inGroup(group).reduce((sum, file) => sum + Number(file.months_in_treatment), 0) / inGroup(group).length;
    expect(mean('step down')).toBeGreaterThan(mean('Step up'));
  });
});
