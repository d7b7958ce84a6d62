import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { presentComparison } from '../../../server/results/comparison/presenter.ts';
import type { CompareView } from '../../../server/results/comparison/presenter.ts';
import type { CompareRow } from '../../../server/results/comparison/view.ts';
import type { ExportSuppression } from '../../../server/results/comparison/service.ts';
import type { presentCompareJson } from '../../../server/results/comparison/table.ts';
import { outwards } from '../../../server/formats/english.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { PersonName, TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { takeFrom } from '../../support/exports.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, rowsOf } from '../../support/readPdf.ts';

type TakenJson = ReturnType<typeof presentCompareJson>;
type Cell = string | number;

/** Every way to divide the files by one field that the tool has, some by two, and whole audits. */
const VIEWS: Record<string, string>[] = [
  { by: 'group' },
  { by: 'provider' },
  { by: 'gender' },
  { by: 'ethnicity' },
  { by: 'primary_drug' },
  { by: 'secondary_drug' },
  { by: 'months_in_treatment' },
  { by: 'children_identified' },
  { by: 'gender', and: 'group' },
  { by: 'children_identified', and: 'months_in_treatment' },
];

/** A comparison as it is in each format. */
async function take(visitor: Visitor, urlOf: (format: string) => string) {
  const taken = await takeFrom(visitor, urlOf);
  return { ...taken, json: taken.json as TakenJson };
}

onOneEngine('a comparison that is taken along', (engine) => {
  let test: TestApp;
  let exampleId: number;
  let reAuditId: number;
  let lena: Visitor;
  let carl: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    ({ auditId: exampleId, reAuditId } = await test.deps.demoAudit.loadWithReAudit(test.ids.lena));
    for (const id of [exampleId, reAuditId]) {
      await test.deps.audits.addMember(test.ids.lena, id, test.ids.carl, 'commissioner');
      await test.deps.steps.changeState(test.ids.lena, id, 'close');
    }
    [lena, carl] = await Promise.all([test.as('lena'), test.as('carl')]);
  });
  afterAll(() => test.close());

  const viewOf = async (
    auditId: number,
    raw: Record<string, string>,
    person: PersonName,
    leaving?: ExportSuppression,
  ): Promise<CompareView> => {
    const user = (await test.deps.accounts.list()).find(({ id }) => id === test.ids[person]);
    if (!user) throw new Error(`${person} is not there`);
    return presentComparison(await test.deps.comparison.of(auditId, raw, user, leaving), user);
  };
  const search = (raw: Record<string, string>) => `?${new URLSearchParams(raw).toString()}`;

  /** The figures of a line as a sheet has them; percentages by their numbers. */
  const cellsOf = (view: CompareView, row: CompareRow): Cell[] => {
    const own =
      row.figure?.kind === 'figure'
        ? [
            row.figure.yes,
            row.figure.no,
            row.figure.applicable,
            row.figure.percentOfApplicable ?? NaN,
            ...outwards(row.figure.interval ?? [NaN, NaN], 1),
            row.figure.notApplicable,
            row.figure.notRecorded,
            '',
          ]
        : row.missing === '[c]'
          ? Array<string>(9).fill('[c]')
          : [...Array<string>(8).fill('–'), row.missing ?? ''];
    const held = row.difference;
    if (!held) return [...own, ...Array<string>(12).fill('')];
    const none = held.unknown === 'suppressed' ? '[c]' : '–';
    return [
      ...own,
      view.comparedWith,
      ...(held.other && held.interval
        ? [
            held.other.yes,
            held.other.applicable,
            held.other.percentOfApplicable ?? NaN,
            held.points ?? NaN,
            ...outwards(held.interval, 1),
            ...[held.midP, held.holm, held.benjaminiHochberg].map((p) => Number((p ?? NaN).toPrecision(3))),
          ]
        : Array<string>(9).fill(none)),
      held.verdict,
      row.sentence,
    ];
  };
  /** Which figure of all files is the headline, and the weighted one; empty where there is one figure alone. */
  const weightedCellsOf = ({ overall }: CompareRow): Cell[] => {
    const weighted = [overall?.headline, overall?.beside].find((one) => one?.by === 'weighted');
    if (!overall || weighted?.by !== 'weighted') return ['', '', '', ''];
    const { figure } = weighted;
    if (figure.kind !== 'figure') {
      return [overall.headline.by, ...Array<string>(3).fill(figure.kind === 'suppressed' ? '[c]' : '–')];
    }
    return [overall.headline.by, figure.percent, ...outwards(figure.interval ?? [NaN, NaN], 1)];
  };
  /** Places, from 0, of percentages, and how many decimals they have. */
  const PERCENT = new Map([
    [8, 0],
    [9, 1],
    [10, 1],
    [17, 0],
    [28, 0],
    [29, 1],
    [30, 1],
  ]);

  /** Holds CSV, workbook and JSON of a view against the view object, in every cell. */
  const expectSame = async (
    visitor: Visitor,
    auditId: number,
    view: CompareView,
    raw: Record<string, string>,
  ) => {
    const taken = await take(visitor, (format) => urls.exportComparison(auditId, format, search(raw)));
    const expected = view.checks.flatMap((check) =>
      check.rows.map((row): Cell[] => [
        check.id,
        check.label,
        row.unit,
        row.audit ?? view.title,
        row.files ?? '[c]',
        ...cellsOf(view, row),
        check.of,
        ...weightedCellsOf(row),
      ]),
    );
    const sheet = taken.xlsx.find((one) => one.sheet === 'Comparison')?.rows ?? [];
    expect(taken.csv).toHaveLength(expected.length + 1);
    expect(sheet).toHaveLength(expected.length + 1);
    expect(sheet[0]).toEqual(taken.csv[0]);
    // A row at a time: thousands of cells, each held by itself, take longer than the program that made them.
    expected.forEach((cells, r) => {
      const where = `row ${r + 2}`;
      const decimalsOf = (cell: Cell, c: number) => (typeof cell === 'number' ? PERCENT.get(c) : undefined);
      expect(taken.csv[r + 1], where).toEqual(
        cells.map((cell, c) => {
          const decimals = decimalsOf(cell, c);
          return decimals === undefined ? String(cell) : Number(cell).toFixed(decimals);
        }),
      );
      expect(
        cells.map((_, c) => sheet[r + 1]?.[c] ?? ''),
        where,
      ).toEqual(
        cells.map((cell, c): unknown =>
          decimalsOf(cell, c) === undefined ? cell : expect.closeTo(Number(cell) / 100, 12),
        ),
      );
    });
    expect(taken.json.checks.map(({ id, label }) => [id, label])).toEqual(
      view.checks.map(({ id, label }) => [id, label]),
    );
    taken.json.checks.forEach((check, c) => {
      const rows = view.checks[c]?.rows.map((row) => ({
        key: row.key,
        unit: row.unit,
        audit: row.audit,
        total: row.total,
        files: row.files,
        figure: row.figure,
        difference: row.difference,
        sentence: row.sentence,
      }));
      expect(check.rows).toEqual(JSON.parse(JSON.stringify(rows)));
    });
    expect(taken.json.audits.map((audit) => [audit.id, audit.files, audit.notRecorded])).toEqual(
      view.audits.map((audit) => [audit.id, audit.files, audit.notRecorded]),
    );
    return taken;
  };

  const shown = (row: CompareRow) => {
    if (row.missing === '[c]') return '[c]';
    return row.missing === null ? `${row.count} ${row.percent}` : `– ${row.missing}`;
  };

  /** Holds page and PDF against the view object, in every cell. */
  const expectPage = async (
    visitor: Visitor,
    auditId: number,
    view: CompareView,
    raw: Record<string, string>,
  ) => {
    const page = await visitor.get(urls.compare(auditId, search(raw)));
    expect(page.status).toBe(200);
    expect(wordsOf(page.text)).not.toContain('asks for something that is not there');
    const tables = tablesOf(page.text);
    const seen = view.checks.filter(({ isSuppressed }) => !isSuppressed);
    expect(tables).toHaveLength(seen.length);
    // What is wholly suppressed is one line that names it.
    const line = wordsOf(page.text).split('Suppressed: every figure of')[1] ?? '';
    for (const { label, rows, isSuppressed } of view.checks) {
      expect(isSuppressed).toBe(
        rows.some(({ missing }) => missing === '[c]') && !rows.some(({ missing }) => missing === null),
      );
      if (isSuppressed) expect(line).toContain(label);
    }
    seen.forEach((check, c) => {
      expect(tables[c]?.rows).toHaveLength(check.rows.length + 1);
      check.rows.forEach((row, r) => {
        const cells = tables[c]?.rows[r + 1];
        // A funnel puts its number before the name.
        expect(cells?.[0]?.replace(/^\d+ /, '')).toBe(row.label.replace(/^\d+ /, ''));
        expect(cells?.slice(1, 3)).toEqual([shown(row), row.interval]);
        if (row.points !== '') {
          expect(cells?.[3]).toContain(`${row.points} (${row.differenceInterval})`);
          expect(cells?.[3]).toContain(`to ${row.other}`);
          expect(cells?.[3]).toContain(row.probabilities.replaceAll('\u00A0', ' '));
        }
        expect(cells?.[4]).toBe(row.said);
      });
    });
    return wordsOf(page.text);
  };
  const expectPdf = async (
    visitor: Visitor,
    auditId: number,
    view: CompareView,
    raw: Record<string, string>,
  ) => {
    const answer = await download(visitor, urls.resultsPdf(auditId, search(raw)));
    const rows = rowsOf(await readPdf(answer.body));
    const seen = view.checks.filter(({ isSuppressed }) => !isSuppressed);
    // A column is left out where no check has a figure in it and some are suppressed, and where most of it would be marks.
    const marks = (r: number) => seen.filter((check) => check.rows[r]?.missing === '[c]').length;
    const isIn = (_: unknown, r: number) =>
      2 * marks(r) <= seen.length &&
      (marks(r) === 0 || seen.some((check) => check.rows[r]?.missing === null));
    for (const check of view.checks) {
      // Large differences that are not clear have a table of their own, which names the check as well.
      const cells = rows
        .filter((row) => row[0]?.startsWith(check.label) && !row.some((cell) => cell.startsWith('chance')))
        .flatMap((row) => row.slice(1));
      expect(cells).toEqual(check.isSuppressed ? [] : check.rows.filter(isIn).map(shown));
    }
  };

  // The other fields are counted by the same query.
  describe.each(engine === 'sqlite' ? VIEWS : VIEWS.slice(-3))('%j', (raw) => {
    it('is the same in every cell of page, CSV, workbook, JSON and PDF for a commissioner', async () => {
      const view = await viewOf(exampleId, raw, 'carl');
      await expectPage(carl, exampleId, view, raw);
      // What is suppressed for the commissioner is suppressed for whoever takes it along.
      const leaving = await viewOf(exampleId, raw, 'carl', 'suppressed');
      expect(leaving.checks).toEqual(view.checks);
      const { csv } = await expectSame(carl, exampleId, leaving, raw);
      // A line of which everything is hidden is not there at all.
      expect([...csv.flat(), ...view.leftOut].join(' ')).toMatch(/\[c\]|every figure there is suppressed/);
      await expectPdf(carl, exampleId, leaving, raw);
    });

    it('is so for the lead, suppressed and as it is', async () => {
      const suppressed = await viewOf(exampleId, raw, 'lena', 'suppressed');
      expect(suppressed.checks).toEqual((await viewOf(exampleId, raw, 'carl')).checks);
      await expectSame(lena, exampleId, suppressed, raw);
      const all = await viewOf(exampleId, raw, 'lena');
      const words = await expectPage(lena, exampleId, all, raw);
      expect(words).not.toContain('could point to one person');
      const { csv } = await expectSame(lena, exampleId, await viewOf(exampleId, raw, 'lena', 'all'), {
        ...raw,
        figures: 'all',
      });
      expect(csv.flat()).not.toContain('[c]');
      expect((await viewOf(exampleId, raw, 'lena', 'all')).checks).toEqual(all.checks);
    });
  });

  it.each([
    ['whole audits', { by: 'audit' }],
    ['groups of two audits', { by: 'group' }],
    ['a field over two audits', { by: 'gender' }],
    ['a field and the sample group over two audits', { by: 'gender', and: 'group' }],
  ])('of several audits is the same everywhere: %s', async (_, cut) => {
    const raw = { ...cut, with: String(exampleId) };
    const view = await viewOf(reAuditId, raw, 'carl', 'suppressed');
    expect(view.audits).toHaveLength(2);
    await expectPage(carl, reAuditId, await viewOf(reAuditId, raw, 'carl'), raw);
    await expectSame(carl, reAuditId, view, raw);
    await expectPdf(carl, reAuditId, view, raw);
    await expectSame(lena, reAuditId, await viewOf(reAuditId, raw, 'lena', 'all'), {
      ...raw,
      figures: 'all',
    });
  });

  it('has its figures by hand: 38 of 60 against 19 of 52 alone, and one of nine groups with its corrections', async () => {
    const audits = await take(carl, (format) =>
      urls.exportComparison(reAuditId, format, '?by=audit&check=all_needs'),
    );
    expect(audits.csv.at(-1)).toEqual([
      'all_needs',
      'Does the plan address every need found at assessment?',
      'All files',
      'Mar 2014',
      '60',
      '38',
      '22',
      '60',
      '63',
      '50.6',
      '74.4',
      '0',
      '0',
      '',
      'the audit before',
      '19',
      '52',
      '37',
      '27',
      '8.2',
      '43',
      '0.00629',
      '0.00629',
      '0.00629',
      'clearly higher',
      'Clearly higher than in the audit before.',
      'where the check applied',
      // Nothing was drawn, so there is nothing to weigh.
      '',
      '',
      '',
      '',
    ]);
    const groups = await take(lena, (format) =>
      urls.exportComparison(exampleId, format, '?by=group&check=recovery_plan&figures=all'),
    );
    // Bridge has 8 of 12, the other 40 files 33. Fisher's exact test of [[8, 4], [33, 7]] gives 0.253; less half of
    // the observed, C(12,8)·C(40,33)/C(52,41) = 0.1532.
    const bridge = groups.csv[1] ?? [];
    expect(bridge.slice(2, 9)).toEqual(['Bridge', groups.csv[1]?.[3], '12', '8', '4', '12', '67']);
    expect(bridge.slice(14, 19)).toEqual(['the other files', '33', '40', '83', '-16']);
    expect(Number(bridge[21])).toBeCloseTo(0.253 - 0.1532 / 2, 3);
    expect(bridge.slice(22, 25)).toEqual(['1', expect.anything(), 'no difference that these files can show']);
  });

  it('masks the audits beside it of which this person may not take all figures', async () => {
    const { lena: lead, amir } = test.ids;
    await test.deps.audits.addMember(lead, exampleId, amir, 'auditor');
    const own = await newAudit(test, { groups: [{ name: 'Bridge' }] });
    await test.deps.audits.addMember(lead, own.auditId, test.ids.stan, 'lead');
    await test.deps.audits.addMember(lead, exampleId, test.ids.stan, 'auditor');
    const stan = await test.as('stan');
    const taken = await take(stan, (format) =>
      urls.exportComparison(own.auditId, format, `?by=group&with=${exampleId}&figures=all`),
    );
    expect(new Map(taken.json.audits.map(({ id, suppressed }) => [id, suppressed]))).toEqual(
      new Map([
        [exampleId, true],
        [own.auditId, false],
      ]),
    );
    expect(taken.csv.flat()).toContain('[c]');
    const notes = taken.xlsx
      .find(({ sheet }) => sheet === 'Notes')
      ?.rows.flat()
      .join(' ');
    expect(notes).toContain('when it rests on fewer than 5 files');
    expect(notes).toContain('Nothing is suppressed.');
  });

  it('is refused with all figures to all but the lead', async () => {
    await test.deps.audits.addMember(test.ids.lena, exampleId, test.ids.beth, 'auditor');
    for (const visitor of [await test.as('beth'), carl]) {
      for (const format of ['csv', 'xlsx', 'json']) {
        const url = urls.exportComparison(exampleId, format, '?figures=all');
        expect((await visitor.get(url)).status).toBe(403);
      }
    }
  });

  it('leaves a line in the activity of every audit that is in it', async () => {
    const before = [await activityOf(test, exampleId), await activityOf(test, reAuditId)];
    await carl.get(urls.exportComparison(reAuditId, 'csv', `?by=gender&with=${exampleId}`));
    await lena.get(urls.exportComparison(reAuditId, 'json', `?by=audit&figures=all`));
    await carl.get(urls.resultsPdf(reAuditId, `?by=audit&with=${exampleId}`));
    const after = [await activityOf(test, exampleId), await activityOf(test, reAuditId)];
    after.forEach((lines, i) => {
      expect(lines.slice(before[i]?.length)).toEqual([
        'results.exported',
        'results.exportedUnsuppressed',
        'results.exported',
      ]);
    });
  });

  it('runs no formula of a name', async () => {
    const made = await newAudit(test, { groups: [{ name: '=1+1' }, { name: '@SUM(A1)' }] });
    const raw = await download(lena, urls.exportComparison(made.auditId, 'csv'));
    expect(raw.body.toString('utf8')).toContain(",'=1+1,");
    expect(raw.body.toString('utf8')).toContain(",'@SUM(A1),");
  });

  it('is linked from the page with the view of the page', async () => {
    const links = async (visitor: Visitor) =>
      [
        ...(await visitor.get(urls.compare(exampleId, '?by=gender&and=group&check=smart'))).text.matchAll(
          /href="([^"]*(?:compare\.|results\.pdf)[^"]*)"/g,
        ),
      ].map(([, href]) => href?.replaceAll('&amp;', '&'));
    const view = '?by=gender&and=group&check=smart';
    const suppressed = [
      urls.resultsPdf(exampleId, view),
      ...['csv', 'xlsx', 'json'].map((format) => urls.exportComparison(exampleId, format, view)),
    ];
    expect(await links(carl)).toEqual(suppressed);
    expect(await links(lena)).toEqual([
      ...suppressed,
      ...['csv', 'xlsx', 'json'].map((format) =>
        urls.exportComparison(exampleId, format, `${view}&figures=all`),
      ),
    ]);
  });

  it('says how many files had a field not recorded, of one field, of two, and beside the sample group', async () => {
    const textOf = async (raw: Record<string, string>) =>
      (await viewOf(exampleId, raw, 'lena')).audits[0]?.notRecordedText;
    expect(await textOf({ by: 'gender' })).toBe('None of them had gender not recorded.');
    expect(await textOf({ by: 'gender', and: 'group' })).toBe('None of them had gender not recorded.');
    expect(await textOf({ by: 'gender', and: 'primary_drug' })).toBe(
      'None of them had gender or primary drug not recorded.',
    );
    expect(await textOf({ by: 'group' })).toBeNull();
  });

  it('does not hold a check against itself where it divides the files', async () => {
    const view = await viewOf(exampleId, { by: 'children_identified' }, 'lena');
    expect(view.checks).toHaveLength(16);
    expect(view.checks.map(({ id }) => id)).not.toContain('children_identified');
    expect(view.leftOut).toContain(
      'The check “Could children be identified from the notes?” is left out: it is what the files are divided by.',
    );
  });

  it('leaves lines out that no file has, or of which everything is hidden, and says so', async () => {
    const own = await viewOf(exampleId, { by: 'gender' }, 'lena');
    expect(own.checks[0]?.rows.map(({ unit }) => unit)).toEqual(['Male', 'Female', 'All files']);
    expect(own.leftOut).toEqual([
      '2 lines are left out because no file belongs there: Other, or described otherwise; Not stated.',
    ]);
    const suppressed = await viewOf(exampleId, { by: 'primary_drug' }, 'carl');
    const units = new Set(suppressed.checks[0]?.rows.map(({ unit }) => unit));
    const { table } = await test.deps.results.shown(
      exampleId,
      { by: 'fields', fields: ['primary_drug'] },
      { id: test.ids.carl, roles: ['commissioner'], providerId: null, organisationId: 1, organisations: [1] },
    );
    for (const unit of table.units) {
      expect(units.has(unit.name)).toBe(unit.checks.some(({ kind }) => kind === 'figure'));
    }
    expect(suppressed.leftOut).toHaveLength(2);
    // One that is asked for by itself stays.
    const key = table.units.find(({ name }) => !units.has(name))?.key ?? '';
    const asked = await viewOf(exampleId, { by: 'primary_drug', unit: key }, 'carl');
    expect(asked.checks[0]?.rows).toHaveLength(2);
  });
});
