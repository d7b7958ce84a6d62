import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShownFigure, ShownUnit } from '../../../rules/index.ts';
import type { Actor } from '../../../server/access/policy.ts';
import { outwards } from '../../../server/formats/english.ts';
import { urls } from '../../../server/web/urls.ts';
import { readBreakdown } from '../../../server/results/figures/form.ts';
import { onOneEngine, PEOPLE, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { takeAlong } from '../../support/exports.ts';
import type { TakenUnit } from '../../support/exports.ts';
import { download } from '../../support/page.ts';
import { wordsOf } from '../../support/form.ts';

const VIEWS: Record<string, string>[] = [
  {},
  { by: 'provider' },
  { by: 'gender' },
  { by: 'children_identified' },
  { by: 'months_in_treatment' },
  { by: 'group', and: 'gender' },
  { by: 'gender', and: 'primary_drug' },
];

/** The cells of a figure as a sheet has them, before percentages are written in its own way. */
function cellsOf(unit: ShownUnit, figure: ShownFigure): (string | number)[] {
  const files = unit.files ?? '[c]';
  if (figure.kind !== 'figure') {
    const mark = figure.kind === 'suppressed' ? '[c]' : '–';
    const why = figure.kind === 'suppressed' ? 'suppressed' : figure.reason;
    return [unit.name, files, figure.id, ...Array<string>(9).fill(mark), why];
  }
  const [low, high] = outwards(figure.interval ?? [NaN, NaN], 1);
  return [
    unit.name,
    files,
    figure.id,
    figure.yes,
    figure.no,
    figure.applicable,
    figure.percentOfApplicable ?? NaN,
    low,
    high,
    figure.percentOfFiles ?? NaN,
    figure.notApplicable,
    figure.notRecorded,
    '',
  ];
}

const CHOSEN =
  'The files were chosen beforehand, not drawn at random. An interval then says only how far chance could move the figure if as many files were drawn at random; it does not say how far the chosen files are from all others.';

/** The cells of the figure among files with a plan: of the six checks that hang on there being one. */
function amongCells(figure: ShownFigure): (string | number)[] {
  const HANGING = ['abstinence', 'reduction', 'smart', 'all_needs', 'balance', 'review_required'];
  if (!HANGING.includes(figure.id)) return Array<string>(7).fill('');
  const of = 'with a yes to “Rec plan”';
  const among = figure.kind === 'figure' ? (figure.among ?? { kind: 'none' as const }) : figure;
  if (among.kind !== 'figure') {
    return [of, ...Array<string>(6).fill(among.kind === 'suppressed' ? '[c]' : '–')];
  }
  const [low, high] = outwards(among.interval ?? [NaN, NaN], 1);
  return [of, among.files, among.yes, among.applicable, among.percentOfApplicable ?? NaN, low, high];
}

onOneEngine('results that are taken along', (engine) => {
  let test: TestApp;
  let auditId: number;
  let lena: Visitor;
  let carl: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    auditId = await withExample(test);
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    [lena, carl] = await Promise.all([test.as('lena'), test.as('carl')]);
  });
  afterAll(() => test.close());

  const userOf = (person: 'lena' | 'carl'): Actor => ({
    id: test.ids[person],
    roles: [...PEOPLE[person].roles],
    providerId: null,
    organisationId: 1,
    organisations: [1],
  });

  describe.each(VIEWS)('%j', (view) => {
    it.each([
      ['suppressed, to the commissioner', 'carl', {}],
      ['suppressed, to the lead as well', 'lena', {}],
      ['as it is, to the lead who asks for it', 'lena', { figures: 'all' }],
    ] as const)('is the same in every format and cell: %s', async (_, person, more) => {
      const all = 'figures' in more;
      const taken = await takeAlong(person === 'carl' ? carl : lena, auditId, { ...view, ...more });
      const shown = await test.deps.results.shown(auditId, readBreakdown(view), userOf(person), {
        suppressed: !all,
      });
      const { units, overall, notRecorded } = shown.table;

      expect(taken.json.suppressed).toBe(!all);
      const withoutItems = ({ items: _answers, ...unit }: TakenUnit) => unit;
      expect(taken.json.units.map(withoutItems)).toEqual(JSON.parse(JSON.stringify(units)));
      expect(withoutItems(taken.json.overall)).toEqual(JSON.parse(JSON.stringify(overall)));
      // Answers to other questions are counted by group and provider alone.
      expect(taken.json.overall.items === undefined).toBe('by' in view && view.by !== 'provider');
      expect(taken.json.notRecorded).toEqual(notRecorded);

      const expected = [...units, overall].flatMap((unit) =>
        unit.checks.map((figure) => [
          ...cellsOf(unit, figure),
          ...(notRecorded === undefined ? [] : [notRecorded ?? '[c]']),
          ...amongCells(figure),
          // The files of the example were chosen, so nothing is weighted.
          ...Array<string>(10).fill(''),
          unit !== overall ? ('by' in view ? '' : 'Chosen beforehand') : CHOSEN,
        ]),
      );
      const counts = taken.xlsx.find(({ sheet }) => sheet === 'Counts')?.rows ?? [];
      expect(taken.csv).toHaveLength(expected.length + 1);
      expect(counts).toHaveLength(expected.length + 1);
      expect(counts[0]).toEqual(taken.csv[0]);
      expected.forEach((cells, r) => {
        const withoutQuestion = <T>(row: T[]) => row.filter((_cell, c) => c !== 3);
        const csv = withoutQuestion(taken.csv[r + 1] ?? []);
        const xlsx = withoutQuestion(counts[r + 1] ?? []);
        cells.forEach((cell, c) => {
          const where = `row ${r + 2}, ${taken.csv[0]?.[c]}`;
          const last = cells.length - 12;
          const isPercent = ((c >= 6 && c <= 9) || (c >= last - 2 && c <= last)) && typeof cell === 'number';
          const isInterval = c === 7 || c === 8 || c >= last - 1;
          expect(csv[c], where).toBe(isPercent ? cell.toFixed(isInterval ? 1 : 0) : String(cell));
          if (isPercent) expect(xlsx[c], where).toBeCloseTo(cell / 100, 12);
          else expect(xlsx[c] ?? '', where).toBe(cell);
        });
      });
      // No figure of the panel's is in what is passed on, in whatever place.
      expect(expected.flat().includes('[c]')).toBe(!all);
    });
  });

  it('give the lead the case files with the answers that count, and nobody else', async () => {
    const sheets = async (visitor: Visitor, view: Record<string, string>) =>
      (await takeAlong(visitor, auditId, view)).xlsx.map(({ sheet }) => sheet);
    expect(await sheets(carl, {})).toEqual(['Counts', 'Other questions', 'Notes']);
    expect(await sheets(lena, {})).toEqual(['Counts', 'Other questions', 'Notes']);
    expect(await sheets(lena, { figures: 'all' })).toEqual([
      'Counts',
      'Other questions',
      'Case files',
      'Notes',
    ]);
    const files = (await takeAlong(lena, auditId, { figures: 'all' })).xlsx[2]?.rows ?? [];
    expect(files).toHaveLength(53);
    const head = files[0] ?? [];
    const row = files.find((cells) => cells[0] === 'BR-02') ?? [];
    const of = (id: string) => row[head.indexOf(id)];
    expect([of('group'), of('complete'), of('top_missing'), of('gender'), of('months_in_treatment')]).toEqual(
      ['Bridge', 'yes', 'na', 'male', 9],
    );
  });

  it('say in the workbook how the figures were made', async () => {
    const [, notes] = (await takeAlong(carl, auditId, { by: 'gender' })).xlsx;
    const text = notes?.rows.flat().join(' ') ?? '';
    for (const words of [
      '52 case files',
      'Wilson',
      'rounded half up',
      'fewer than 5 files have a yes or fewer than 5 a no',
      'Gender',
      'Homan',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('are refused with small numbers to all but the lead, and of fields that are not there', async () => {
    const amir = await test.as('amir');
    for (const visitor of [amir, carl]) {
      const answer = await visitor.get(urls.exportResults(auditId, 'json', { figures: 'all' }));
      expect(answer.status).toBe(403);
      expect((await visitor.get(urls.exportResults(auditId, 'json'))).status).toBe(200);
    }
    for (const view of [{ by: 'shoe_size' }, { by: 'recovery_plan' }, { by: 'gender', and: 'gender' }]) {
      expect((await lena.get(urls.exportResults(auditId, 'csv', view))).status).toBe(404);
    }
  });

  it('leave a line in the activity that says whether small numbers were in them', async () => {
    const before = (await activityOf(test, auditId)).length;
    await carl.get(urls.exportResults(auditId, 'csv'));
    await lena.get(urls.exportResults(auditId, 'csv', { figures: 'all' }));
    expect((await activityOf(test, auditId)).slice(before)).toEqual([
      'results.exported',
      'results.exportedUnsuppressed',
    ]);
  });

  it('run no formula of a name', async () => {
    const made = await newAudit(test, { groups: [{ name: '=1+1' }, { name: '@SUM(A1)' }] });
    const raw = await download(lena, urls.exportResults(made.auditId, 'csv'));
    expect(raw.body.toString('utf8')).toContain("\r\n'=1+1,");
    expect(raw.body.toString('utf8')).toContain("\r\n'@SUM(A1),");
    const { csv, xlsx } = await takeAlong(lena, made.auditId, {});
    expect(new Set(csv.slice(1).map(([name]) => name))).toEqual(new Set(['=1+1', '@SUM(A1)', 'All files']));
    expect(xlsx[0]?.rows[1]?.[0]).toBe('=1+1');
  });

  it('are linked from the results, small numbers for the lead alone', async () => {
    const links = async (visitor: Visitor) =>
      [...(await visitor.get(urls.results(auditId))).text.matchAll(/href="([^"]*export[^"]*)"/g)].map(
        ([, href]) => href,
      );
    const linksTo = (more: Record<string, string>) => [
      ...['csv', 'xlsx', 'json'].map((format) => urls.exportResults(auditId, format, more)),
      urls.exportResults(auditId, 'csv', { of: 'items', ...more }).replace('&', '&amp;'),
    ];
    const suppressed = linksTo({});
    const all = linksTo({ figures: 'all' });
    expect(await links(carl)).toEqual(suppressed);
    expect(await links(lena)).toEqual([...suppressed, ...all]);
    expect(wordsOf((await carl.get(urls.results(auditId))).text)).toContain('Take these figures along');
  });
});
