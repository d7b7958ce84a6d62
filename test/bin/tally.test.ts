import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ItemTally, RecordFigures, Tally } from '../../rules/index.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { cli, temporaryFolder } from '../support/cli.ts';

const EXAMPLE = path.join(projectFolder(), 'audits/examples/southampton-2012/case-files.csv');
const exampleText = readFileSync(EXAMPLE, 'utf8');
const { folder, inFolder, sheet } = temporaryFolder();

/** What is printed beside the checks. */
type TallyOfItems = Pick<Tally, 'contradictions'> & {
  overall: Tally['overall'] & RecordFigures;
  groups: (Tally['groups'][number] & RecordFigures)[];
};

describe('tally', () => {
  const tally = (file: string, ...more: string[]) =>
    cli(['tally', '--tool', 'rodt', '--file', file, ...more]);
  async function figures(content: string | Buffer): Promise<Tally> {
    const { code, stdout, stderr } = await tally(sheet(content), '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as Tally;
  }
  const checkOf = (checks: Tally['overall']['checks'] | undefined, id: string) =>
    checks?.find((check) => check.id === id);

  it('weighs groups by the lists that it is told of, and says which figure is the headline', async () => {
    const file = sheet(
      [
        'reference,group,recovery_plan',
        ...Array.from({ length: 10 }, (_, i) => `A${i},Ash,${i < 8 ? 'yes' : 'no'}`),
        ...Array.from({ length: 10 }, (_, i) => `B${i},Birch,${i < 2 ? 'yes' : 'no'}`),
      ].join('\n'),
    );
    const lists = ['--listed', 'Ash=100', '--listed', 'birch=20'];
    const { stdout, stderr } = await tally(file, ...lists, '--json');
    expect(stderr).toBe('');
    // 100/120 · 0.8 + 20/120 · 0.2 = 0.7, where all read together are 10 of 20.
    expect(JSON.parse(stdout)).toMatchObject({
      headline: 'weighted',
      weighted: expect.arrayContaining([
        expect.objectContaining({
          id: 'recovery_plan',
          applicable: expect.objectContaining({ percent: 70 }),
        }),
      ]),
      groups: [expect.objectContaining({ unread: 90 }), expect.objectContaining({ unread: 10 })],
    });
    const table = (await tally(file, ...lists, '--headline', 'unweighted')).stdout;
    expect(table).toMatch(/The\s+headline is the figure that counts every file once\./);
    expect(table).toMatch(/ {2}weighted +70% +70%/);
    const short = await tally(file, '--listed', 'Ash=9');
    expect([short.code, short.stdout]).toEqual([1, '']);
    expect(short.stderr).toContain('the sheet has 10 files of this group, more than the list');
    expect((await tally(file, '--listed', 'Oak=9')).stderr).toContain('the sheet has no group of this name');
  });

  it('names answers to what a group is not asked, of whatever kind, as the results page does', async () => {
    const file = sheet(
      'reference,group,recovery_plan,gender\nA1,Bridge,yes,female\nA2,Bridge,no,\nA3,Women,yes,female\n',
    );
    const plain = (await tally(file)).stdout;
    expect(plain).toContain('No answers contradict each other.');
    const asked = ['--exclude-in', 'Bridge:gender', '--exclude-in', 'Bridge:recovery_plan'];
    const { stdout } = await tally(file, ...asked);
    const said = stdout.replaceAll(/\s+/g, ' ');
    expect(said).not.toContain('No answers contradict each other.');
    expect(said).toMatch(/- Bridge: 1 file with an answer to "[^"]*" although it is not asked there\./);
    expect(said).toMatch(/- Bridge: 2 files with yes or no to "[^"]*" although it is not asked there\./);
    const { contradictions } = JSON.parse((await tally(file, ...asked, '--json')).stdout) as TallyOfItems;
    expect(contradictions).toEqual([
      { group: 'Bridge', check: 'recovery_plan', files: 2, excluded: true },
      { group: 'Bridge', check: 'gender', files: 1, excluded: true },
    ]);
  });

  it('gives the figures of the example as JSON', async () => {
    const result = await figures(exampleText);
    expect(Object.keys(result)).toEqual(['tool', 'version', 'groups', 'overall', 'contradictions']);
    expect([result.tool, result.version, result.overall.files]).toEqual(['rodt', 2, 52]);
    expect(result.groups.map(({ name, files }) => [name, files])).toEqual([
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
    expect(checkOf(result.overall.checks, 'recovery_plan')).toEqual({
      id: 'recovery_plan',
      yes: 41,
      no: 11,
      notApplicable: 0,
      notRecorded: 0,
      applicable: 52,
      percentOfApplicable: 79,
      percentOfFiles: 79,
      interval: [expect.closeTo(0.6597, 4), expect.closeTo(0.8776, 4)],
    });
    expect(checkOf(result.overall.checks, 'reduction')).toMatchObject({
      yes: 13,
      applicable: 52,
      percentOfApplicable: 25,
    });
    // Three of the 33 contradict: there is no plan in these files.
    expect(checkOf(result.overall.checks, 'abstinence')).toMatchObject({
      yes: 33,
      applicable: 52,
      among: { files: 41, yes: 30, applicable: 41, percentOfApplicable: 73 },
    });
    expect(checkOf(result.overall.checks, 'referrals')).toMatchObject({
      yes: 8,
      applicable: 50,
      notRecorded: 2,
      percentOfApplicable: 16,
      percentOfFiles: 15,
    });
    expect(checkOf(result.overall.checks, 'top_missing')).toEqual({
      id: 'top_missing',
      yes: 9,
      no: 19,
      notApplicable: 12,
      notRecorded: 12,
      applicable: 28,
      percentOfApplicable: 32,
      percentOfFiles: 17,
      interval: [expect.closeTo(0.1793, 4), expect.closeTo(0.5066, 4)],
    });
    expect(checkOf(result.groups[0]?.checks, 'top_missing')).toEqual({
      id: 'top_missing',
      yes: 0,
      no: 0,
      notApplicable: 12,
      notRecorded: 0,
      applicable: 0,
      percentOfApplicable: null,
      percentOfFiles: null,
      interval: null,
    });
    expect(result.contradictions).toEqual([
      { group: 'Bridge', check: 'abstinence', files: 2 },
      { group: 'Complex', check: 'abstinence', files: 1 },
    ]);
  });

  it('counts every item beside the checks, by group and overall', async () => {
    const { stdout } = await tally(EXAMPLE, '--json');
    const { overall, groups } = JSON.parse(stdout) as TallyOfItems;
    const itemOf = (items: ItemTally[] | undefined, id: string) => items?.find((item) => item.id === id);
    expect(itemOf(overall.items, 'top_missing')).toEqual({
      id: 'top_missing',
      kind: 'scale',
      counts: { yes: 9, no: 19 },
      notApplicable: 12,
      notRecorded: 12,
      answered: 28,
      // A form that is not missing counts for one.
      sum: 19,
      mean: 19 / 28,
    });
    expect(itemOf(overall.items, 'gender')).toMatchObject({
      kind: 'choice',
      counts: { male: 33, female: 19 },
      answered: 52,
      sum: null,
    });
    expect(itemOf(overall.items, 'months_in_treatment')).toMatchObject({ kind: 'number', answered: 52 });
    expect(
      groups.map(({ name, items }) => [name, itemOf(items, 'recovery_plan')?.counts]).slice(0, 2),
    ).toEqual([
      ['Bridge', { yes: 8, no: 4 }],
      ['NR/Bridge', { yes: 6, no: 3 }],
    ]);
    expect([overall.criteria, groups[0]?.criteria]).toEqual([[], []]);
  });

  it('leaves out items, from figures, table and contradictions', async () => {
    const { stdout } = await tally(EXAMPLE, '--json', '--exclude', 'recovery_plan', '--exclude', 'gender');
    const { overall, groups, contradictions } = JSON.parse(stdout) as TallyOfItems;
    for (const { items, checks } of [overall, ...groups]) {
      expect(items.map(({ id }) => id)).not.toContain('gender');
      expect(checks.map(({ id }) => id)).not.toContain('recovery_plan');
      expect(checkOf(checks, 'smart')).toBeDefined();
    }
    expect(contradictions).toEqual([]);
    const table = (await tally(EXAMPLE, '--exclude', 'recovery_plan')).stdout;
    expect(table).not.toContain('Is there a recovery plan on file?');
    expect(table).toContain('No answers contradict each other.');
  });

  it('gives the figures of the example as a table for a terminal of 100 columns', async () => {
    const { code, stdout, stderr } = await tally(EXAMPLE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    const block = (title: string) => {
      const start = lines.indexOf(title);
      expect(start).toBeGreaterThan(0);
      return lines.slice(start, lines.indexOf('', start)).join(' ').replace(/\s+/g, ' ');
    };
    const all = block('All groups together: 52 case files');
    expect(all).toContain('Is there a recovery plan on file? 41 of 52 79% 41 of 52 79% 0 0');
    expect(all).toContain(
      'Is a TOP form that was due missing? [yes is a 9 of 28 32% 9 of 52 17% 12 12 shortcoming]',
    );
    expect(all).toContain(
      'Is the plan orientated towards abstinence? 33 of 52 63% 33 of 52 63% 0 0 [not scored] of files with a yes to “Rec plan” 30 of 41 73% 0 0',
    );
    expect(block('Bridge: 12 case files')).toContain(
      'Is a TOP form that was due missing? [yes is a – – 12 0',
    );
    expect(lines.filter((line) => / case files?$/.test(line) && line.includes(':'))).toHaveLength(10);
    const words = stdout.replace(/\s+/g, ' ');
    expect(words).toContain(
      'Bridge: 2 files with yes to "Is the plan orientated towards abstinence?" although the answer to ' +
        '"Is there a recovery plan on file?" is not yes.',
    );
    expect(words).toContain('Complex: 1 file with yes to');
  });

  it('needs no database, nor settings that are right', async () => {
    const environment = { DATABASE_URL: 'nonsense', PORT: 'nonsense', DATA_DIR: inFolder('data') };
    const { code } = await cli(['tally', '--tool', 'rodt', '--file', EXAMPLE], { environment });
    expect(code).toBe(0);
    expect(readdirSync(folder())).toEqual([]);
  });

  it('reads standard input, and a version of the tool that is named', async () => {
    const args = ['tally', '--tool', 'rodt', '--tool-version', '1', '--json', '--file', '-'];
    const { code, stdout } = await cli(args, { input: exampleText });
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Tally).overall.files).toBe(52);
  });

  it('takes every spelling of headings and answers, in any order, with BOM, CRLF and quotes', async () => {
    const result = await figures(
      '\uFEFF' +
        [
          'psycho,"Group",  REC   PLAN ,Is a TOP form that was due missing?,Reference',
          'y,"North, east",Y,na,A1',
          'N,"north, East",no,NA,A2',
          'Nr,"North, east",n/a,n,A3',
          ',"South ""end""",YES,,A4',
        ].join('\r\n'),
    );
    expect(result.groups.map(({ name, files }) => [name, files])).toEqual([
      ['North, east', 3],
      ['South "end"', 1],
    ]);
    const counted = (id: string) => {
      const check = checkOf(result.overall.checks, id);
      return [check?.yes, check?.no, check?.notApplicable, check?.notRecorded];
    };
    expect(counted('recovery_plan')).toEqual([2, 1, 1, 0]);
    expect(counted('psychosocial')).toEqual([1, 1, 0, 2]);
    expect(counted('top_missing')).toEqual([0, 1, 2, 1]);
    expect(counted('smart')).toEqual([0, 0, 0, 4]);
  });

  it('refuses a row without a reference where others have one, and takes a sheet without any', async () => {
    const forgotten = await tally(sheet('reference,group,smart\nA1,DIP,yes\n,DIP,no\n'), '--json');
    expect(forgotten.code).toBe(1);
    expect(forgotten.stderr).toMatch(
      /^row 3, column reference: is missing: enter the pseudonymous reference/,
    );
    const taken = await figures('reference,group,smart\n,DIP,yes\n,DIP,no\n');
    expect(taken.overall.files).toBe(2);
  });

  it('refuses references that come twice, and NHS numbers, as an import does', async () => {
    const file = sheet(
      'reference,group,smart\n9434765919,DIP,yes\nA2,DIP,no\nA–2,DIP,no\na2,DIP,yes\nA-2,DIP,yes\n',
    );
    const { code, stdout, stderr } = await tally(file, '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^row 2, column reference: "\(not shown\)" looks like an NHS number/),
      'row 5, column reference: "a2" is in row 3 already',
      'row 6, column reference: "A-2" is in row 4 already',
      'The sheet has 3 problems, so there are no figures.',
      '',
    ]);
  });

  it('reads a workbook, and tells from the content of standard input what it is', async () => {
    const workbook = path.join(projectFolder(), 'test/fixtures/sheets/X67.xlsx');
    const args = ['tally', '--tool', 'rodt', '--json', '--file'];
    const note = 'Row 3 was taken for the heading; what stands above it, in row 1, is not read.\n';
    const named = await cli([...args, workbook]);
    expect([named.code, named.stderr]).toEqual([0, note]);
    expect((JSON.parse(named.stdout) as Tally).overall.files).toBe(1);
    expect(await cli([...args, '-'], { input: readFileSync(workbook) })).toEqual(named);
    const semicolons = await cli([...args, '-'], { input: 'sep=;\nreference;group;smart\nA;Ash;yes\n' });
    expect((JSON.parse(semicolons.stdout) as Tally).overall.files).toBe(1);
  });

  it('leaves out columns that it is told to, and no others', async () => {
    const file = sheet('reference,group,Auditor,Date of audit,smart\nA1,DIP,JB,28/02/2012,yes\n');
    const refused = await tally(file, '--ignore', 'auditor');
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(
      'column Date of audit: "Date of audit" is not an item of rodt version 2',
    );
    expect(refused.stderr).not.toContain('Auditor');
    const { code, stderr } = await tally(file, '--ignore', 'auditor', '--ignore', 'Date of audit');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect((await tally(file, '--ignore', 'mood')).stderr).toContain(
      'row 1, column mood: there is no such column to leave out',
    );
  });

  it('reports every bad row with row, column and value, and gives no figures', async () => {
    const file = sheet(
      'reference,group,Rec plan,smart,gender\n' +
        'A1,DIP,yes,maybe,male\n' +
        'A2,DIP,yes,no,male\n' +
        '\n' +
        'A3,,yess,no,tall\n' +
        'A4,DIP,yes,no,male,surplus\n',
    );
    const { code, stdout, stderr } = await tally(file, '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      'row 2, column smart: "maybe" must be yes, no, na or nr',
      'row 5, column group: is missing: name the sample group',
      'row 5, column Rec plan: "yess" must be yes, no, na or nr',
      expect.stringMatching(/^row 5, column gender: "tall" must be one of Male, Female, /),
      'row 6, column F: "surplus" stands under no heading',
      'The sheet has 5 problems, so there are no figures.',
      '',
    ]);
  });

  it('reports the problems before the place where the file is no CSV any more', async () => {
    const { code, stdout, stderr } = await tally(sheet('reference,group,smart\nA1,DIP,maybe\nA2,DIP,"yes\n'));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'row 2, column smart: "maybe" must be yes, no, na or nr\n' +
        'Row 3 is not CSV: a cell begins with a quotation mark that is never closed.\n',
    );
  });

  it.each([
    [
      'an unknown column',
      'reference,group,mood\nA,DIP,yes\n',
      'row 1, column mood: "mood" is not an item of rodt version 2\n',
    ],
    ['an empty file', '', 'row 1: the sheet is empty: there is no heading\n'],
    [
      'a heading and nothing else',
      'reference,group,smart\n',
      'row 1: there are no case files under the heading\n',
    ],
    [
      'neither UTF-8 nor Windows-1252',
      Buffer.from('reference,group\nA,caf\u00e9\u0081\n', 'latin1'),
      'The file is not in UTF-8.',
    ],
  ])('refuses %s', async (_, content, message) => {
    const { code, stdout, stderr } = await tally(sheet(content));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  it.each([
    [['--tool', 'rodt', '--file', 'no-such.csv'], 'There is no file or folder no-such.csv.\n'],
    [['--tool', 'rodt', '--file', projectFolder()], 'A folder was named where a file is needed.\n'],
    [
      ['--tool', 'rodt', '--exclude', 'smart', '--exclude', 'mood', '--file', EXAMPLE],
      'There is no item "mood" in rodt version 2.\n',
    ],
  ])('says in one sentence what is missing: %j', async (args, message) => {
    expect(await cli(['tally', ...args])).toEqual({ code: 1, stdout: '', stderr: message });
  });

  it.each([
    [['--tool', 'odd', '--file', EXAMPLE], 'There is no tool "odd". There are: '],
    [
      ['--tool', 'rodt', '--tool-version', '99', '--file', EXAMPLE],
      'There is no tool "rodt" in version 99. There are: ',
    ],
  ])('says which tools there are, of either format: %j', async (args, message) => {
    const { code, stdout, stderr } = await cli(['tally', ...args]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr).toMatch(/\brodt \(newest version \d+\)/);
    expect(stderr).toContain('service_review_2007 (newest version 1)');
  });

  it('counts 100,000 case files in little memory', async () => {
    const [heading = '', ...rows] = exampleText.trim().split('\n');
    const many = Array.from({ length: 100_000 }, (_, i) => {
      const row = rows[i % rows.length] ?? '';
      return `F-${i}${row.slice(row.indexOf(','))}`;
    });
    const file = sheet([heading, ...many, ''].join('\n'));
    const { code, stdout, stderr } = await cli(['tally', '--tool', 'rodt', '--json', '--file', file], {
      node: ['--max-old-space-size=64'],
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { overall, groups } = JSON.parse(stdout) as Tally;
    // 100,000 is 1,923 times the 52 rows and the first four of them, which are of the Bridge group.
    const plansInFirstFour = rows.slice(0, 4).filter((row) => row.split(',')[2] === 'yes').length;
    expect(overall.files).toBe(100_000);
    expect(groups[0]).toMatchObject({ name: 'Bridge', files: 1_923 * 12 + 4 });
    expect(checkOf(overall.checks, 'recovery_plan')).toMatchObject({
      yes: 1_923 * 41 + plansInFirstFour,
      applicable: 100_000,
      percentOfApplicable: 79,
    });
  });
});
