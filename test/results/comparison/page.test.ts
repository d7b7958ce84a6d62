import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf, compareToOthers, figureOf, judgeView } from '../../../rules/index.ts';
import { funnelOf } from '../../../server/results/comparison/charts.ts';
import { presentCommittee } from '../../../server/results/comparison/committee.ts';
import { resultsPdf } from '../../../server/results/comparison/pdf.ts';
import { presentComparison } from '../../../server/results/comparison/presenter.ts';
import type { CompareView } from '../../../server/results/comparison/presenter.ts';
import type { ExportSuppression } from '../../../server/results/comparison/service.ts';
import { draw } from '../../../server/formats/chart/index.ts';
import { readCsv } from '../../../server/formats/csv.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { PersonName, TestApp, Visitor } from '../../support/app.ts';
import { wordsOf } from '../../support/form.ts';
import { byCounts } from '../../support/improvement.ts';
import { download, tablesOf } from '../../support/page.ts';
import { nodesOf, readPdf, rowsOf, words } from '../../support/readPdf.ts';
import { readWord } from '../../support/word.ts';

onOneEngine('comparing', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  let exampleId: number;
  let reAuditId: number;

  beforeAll(async () => {
    test = await startApp(engine);
    ({ auditId: exampleId, reAuditId } = await test.deps.demoAudit.loadWithReAudit(test.ids.lena));
    for (const id of [exampleId, reAuditId]) {
      await test.deps.audits.addMember(test.ids.lena, id, test.ids.carl, 'commissioner');
    }
    [lena, carl] = await Promise.all([test.as('lena'), test.as('carl')]);
  });
  afterAll(() => test.close());

  const userOf = async (person: PersonName) => {
    const user = (await test.deps.accounts.list()).find(({ id }) => id === test.ids[person]);
    if (!user) throw new Error(`${person} is not there`);
    return user;
  };
  const viewOf = async (
    auditId: number,
    raw: Record<string, string | string[]>,
    person: PersonName = 'lena',
    leaving?: ExportSuppression,
  ): Promise<CompareView> => {
    const user = await userOf(person);
    return presentComparison(await test.deps.comparison.of(auditId, raw, user, leaving), user);
  };
  const page = async (url: string, visitor = lena) => {
    const response = await visitor.get(url);
    expect(response.status).toBe(200);
    return response.text;
  };

  /** What is clear, or that nothing is, stands before what cannot be shown. */
  const expectFoundFirst = (text: string, { summary }: CompareView) => {
    const { made, clear, clearText, nothingText } = summary;
    const told = made === 0 ? 'Nothing can be compared here' : clear.length > 0 ? clearText : nothingText;
    const found = text.indexOf(told);
    expect(found).toBeGreaterThan(-1);
    expect(text.indexOf(summary.hiddenText ?? '')).toBeGreaterThan(found);
  };

  describe('the example with its re-audit', () => {
    /** By check: difference and interval in tenths of a point, and what is said of it. */
    const changes = async () => {
      const view = await viewOf(reAuditId, { by: 'audit' });
      return new Map(view.checks.map((check) => [check.id, check.rows.at(-1)]));
    };
    const tenths = (share: number | undefined) => Math.round(1000 * (share ?? Number.NaN)) / 10;

    it('shows none as clear among all checks, though the interval of 19 of 52 to 38 of 60 leaves zero out', async () => {
      const row = (await changes()).get('all_needs');
      expect(row?.figure).toMatchObject({ yes: 38, applicable: 60 });
      expect(row?.difference).toMatchObject({
        verdict: 'no difference that these files can show',
        other: { yes: 19, applicable: 52, percentOfApplicable: 37 },
      });
      // By hand: 63.3% (Wilson 50.7 to 74.4) and 36.5% (24.8 to 50.1).
      expect(tenths(row?.difference?.difference ?? undefined)).toBe(26.8);
      expect(row?.difference?.interval?.map(tenths)).toEqual([8.2, 42.9]);
      // 17 checks: 0.0063 times 17 by Holm, and by the other too, since it is the least.
      expect(row?.difference?.midP).toBeCloseTo(0.00629, 5);
      expect(row?.difference?.holm).toBeCloseTo(17 * 0.0062897, 5);
      expect(row?.difference?.benjaminiHochberg).toBeCloseTo(17 * 0.0062897, 5);
      expect(row?.sentence).toBe('No difference that these files can show.');
      expect([...(await changes()).values()].filter((one) => one?.clear || one?.perhaps)).toEqual([]);
    });

    it('shows it as clear where it alone was chosen', async () => {
      const view = await viewOf(reAuditId, { by: 'audit', check: 'all_needs' });
      expect(view.checks[0]?.rows.at(-1)).toMatchObject({
        clear: true,
        points: '+27 points',
        differenceInterval: '+8 to +43',
        sentence: 'Clearly higher than in the audit before.',
      });
      expect(view.summary.chanceText).toMatch(
        /^If nothing differed, this comparison .* at most \d times? in 100\.$/,
      );
    });

    it('shows one that did not clearly change: 41 of 52 to 48 of 60', async () => {
      const row = (await changes()).get('recovery_plan');
      expect(row?.difference).toMatchObject({ points: 1 });
      expect(row?.difference?.interval?.map(tenths)).toEqual([-13.6, 16.4]);
      expect(row?.sentence).toBe('No difference that these files can show.');
    });

    it('calls some differences of a provider clear and some perhaps, and says so on the page and in the PDF', async () => {
      const raw = { by: 'provider', with: String(exampleId) };
      const view = await viewOf(reAuditId, raw);
      // 67 comparisons; the least mid-p is that of 1 of 21 to 13 of 22, then 3 of 21 to 14 of 22.
      const said = (word: 'clear' | 'perhaps') =>
        view.summary[word].map(({ id, label }) => `${id}: ${label}`);
      expect(said('clear')).toEqual(['smart: The Bridge, Mar 2014']);
      expect(said('perhaps')).toEqual(['all_needs: The Bridge, Mar 2014']);
      const html = await page(urls.compare(reAuditId, `?by=provider&with=${exampleId}`));
      const text = wordsOf(html);
      expect(text).toContain('Example: Southampton 2012, Feb 2012 52 case files');
      expect(text).toContain('Example: re-audit of 2014 (made up), Mar 2014 60 case files');
      expect(text).toContain(
        `1 of ${view.summary.made} comparisons is clear. If nothing differed, even one of these ${view.summary.made} comparisons would come out as clear at most`,
      );
      expect(text).toContain('13 of 22, 59%, against 1 of 21, 5%; +54 points (+27 to +73).');
      expect(text).toContain('Perhaps one more: not clear among so many comparisons');
      expect(text).toContain('14 of 22, 64%, against 3 of 21, 14%; +49 points (+20 to +69).');
      expect(text).not.toMatch(/up to \d+ would/);
      expect(html).toContain('href="#check-smart"');
      expect(html).toContain('id="check-smart"');
    });

    it('says how many of its comparisons a committee cannot be shown, and which audit the overview is of', async () => {
      const query = `?by=group&with=${exampleId}`;
      const pdf = (await download(lena, urls.resultsPdf(reAuditId, query))).body;
      const text = words((await readPdf(pdf)).text);
      const view = await viewOf(reAuditId, { by: 'group', with: String(exampleId) }, 'lena', 'suppressed');
      const said = view.checks.flatMap(({ rows }) => rows.map(({ sentence }) => sentence));
      const hidden = said.filter((sentence) => sentence === 'Cannot be told: a figure is suppressed.').length;
      const shown = said.filter((sentence) => /^(Clearly|Perhaps|No difference)/.test(sentence)).length;
      expect(hidden).toBeGreaterThan(20);
      expect(shown).toBeGreaterThan(10);
      expect(text).toContain(
        `${hidden} of ${hidden + shown} comparisons cannot be shown: they are suppressed to protect people.`,
      );
      expectFoundFirst(text, view);
      expect(text).toContain('All files of Example: re-audit of 2014 (made up), Mar 2014');
      expect(nodesOf(await readPdf(pdf), 'H2').map((node) => words(node.text))).not.toContain(
        'All files together',
      );
      // The panel sees all of them.
      expect(wordsOf(await page(urls.compare(reAuditId, query)))).not.toContain('cannot be shown');
    });

    it('holds each group against itself in the audit before', async () => {
      const view = await viewOf(reAuditId, { by: 'group', with: String(exampleId), check: 'all_needs' });
      expect(view.checks[0]?.rows.slice(0, 4).map((row) => [row.label, row.count, row.other])).toEqual([
        ['Bridge, Feb 2012', '3 of 12', ''],
        ['Bridge, Mar 2014', view.checks[0]?.rows[1]?.count, '3 of 12, 25%'],
        ['NR/Bridge, Feb 2012', '0 of 9', ''],
        ['NR/Bridge, Mar 2014', view.checks[0]?.rows[3]?.count, '0 of 9, 0%'],
      ]);
      expect(view.checks[0]?.rows.slice(-2).map((row) => row.label)).toEqual([
        'All files, Feb 2012',
        'All files, Mar 2014',
      ]);
    });
  });

  it('takes the differences of groups to the other files from the rules, in the order of the audit', async () => {
    const view = await viewOf(exampleId, {});
    const { table } = await test.deps.results.shown(exampleId, { by: 'group' }, await userOf('lena'));
    // All that the page holds against each other is one family, in whatever order.
    const held = view.checks.flatMap(({ id }) =>
      table.units.map((unit) => compareToOthers(figureOf(unit, id), figureOf(table.overall, id), null)),
    );
    const expected = judgeView(held);
    for (const check of view.checks) {
      expect(check.rows.map((row) => row.unit)).toEqual([
        ...table.units.map(({ name }) => name),
        'All files',
      ]);
    }
    expect(view.checks.flatMap(({ rows }) => rows.slice(0, -1).map(({ difference }) => difference))).toEqual(
      expected,
    );
    expect(view.summary.made).toBe(held.filter(({ midP }) => midP !== null).length);
    // By hand: Bridge has 8 of 12 plans, the other 40 files 33.
    expect(view.checks[0]?.rows[0]).toMatchObject({
      label: 'Bridge',
      count: '8 of 12',
      percent: '67%',
      interval: '39% to 87%',
      other: '33 of 40, 83%',
      points: '−16 points',
    });
  });

  it.each([
    ['groups', () => exampleId, 'group'],
    ['providers', () => exampleId, 'provider'],
    ['audits', () => reAuditId, 'audit'],
  ] as const)('shows the same figures on the page and in the PDF, in every cell: %s', async (_, id, by) => {
    const shown = (row: CompareView['checks'][number]['rows'][number]) => {
      if (row.missing === '[c]') return '[c]';
      return row.missing === null ? `${row.count} ${row.percent}` : `– ${row.missing}`;
    };
    const view = await viewOf(id(), { by });
    const html = await page(urls.compare(id(), `?by=${by}`));
    const tables = tablesOf(html);
    // What is said of several lines alike is said once, above its picture.
    const alike = view.checks.filter(
      ({ noneText, rows }) => noneText !== '' && rows.some(({ said }) => said === ''),
    );
    // Over time a check has one line that is held against another.
    expect(alike.length > 0).toBe(by !== 'audit');
    for (const { shows, noneText } of alike) {
      expect(shows).toContain(noneText);
      expect(wordsOf(html)).toContain(shows);
    }
    expect(tables.map(({ caption }) => caption.trim())).toEqual(
      view.checks.map(({ label }) => `${label} Files with a yes, of those where the check applied`),
    );
    view.checks.forEach((check, c) => {
      check.rows.forEach((row, r) => {
        const cells = tables[c]?.rows[r + 1];
        expect(cells?.slice(0, 3)).toEqual([row.label, shown(row), row.interval]);
        if (row.points !== '') expect(cells?.[3]).toContain(`${row.points} (${row.differenceInterval})`);
        expect(cells?.[4]).toBe(row.said);
      });
    });

    // It leaves the panel, so that it is suppressed even for the lead.
    const suppressed = await viewOf(id(), { by }, 'lena', 'suppressed');
    const response = await download(lena, urls.resultsPdf(id(), `?by=${by}`));
    expect(response.headers['content-type']).toBe('application/pdf');
    const rows = rowsOf(await readPdf(response.body));
    const details = rows.map((cells) => cells.join(' | '));
    const text = words((await readPdf(response.body)).text);
    const isMark = (check: (typeof suppressed.checks)[number], r: number) => check.rows[r]?.missing === '[c]';
    // What is mostly suppressed is told in a sentence and not as a column of marks.
    const told = suppressed.checks.filter(({ isSuppressed }) => !isSuppressed);
    const hasColumn = (_row: unknown, r: number) =>
      2 * told.filter((check) => isMark(check, r)).length <= told.length;
    for (const check of suppressed.checks) {
      // Wide tables stand in parts of six columns; the table beside a chart does not begin with the check.
      // Nor are large differences that are not clear, all of one line, figures by line.
      const cells = rows
        .filter(([head, first]) => head?.startsWith(check.label) && first?.includes(', against ') !== true)
        .flatMap((row) => row.slice(1));
      expect(cells).toEqual(check.isSuppressed ? [] : check.rows.filter(hasColumn).map(shown));
      check.rows.forEach((row, r) => {
        if (!hasColumn(row, r) && row.missing === null && !check.isSuppressed)
          expect(text).toContain(`“${check.label}” ${row.count}, ${row.percent}`);
      });
      if (!check.rows.some((row) => row.clear || row.perhaps)) continue;
      for (const row of check.rows.filter(({ points }) => points !== '')) {
        expect(details).toContainEqual(
          expect.stringContaining(
            `${row.label} | ${row.count}, ${row.percent} | ${row.interval} | ${row.points} (${row.differenceInterval})`,
          ) as string,
        );
      }
    }
  });

  it('makes a PDF that is tagged, tells what its charts show, and is the same for the same view', async () => {
    const url = urls.resultsPdf(reAuditId, '?by=audit&check=all_needs');
    const [first, second] = [await download(lena, url), await download(lena, url)];
    expect(first.body.equals(second.body)).toBe(true);
    const pdf = await readPdf(first.body);
    expect(pdf.marked).toBe(true);
    expect(pdf.metadata).toContain('<pdfuaid:part>1</pdfuaid:part>');
    const figures = nodesOf(pdf, 'Figure');
    expect(figures).toHaveLength(2);
    expect(figures[1]?.alt).toContain('Mar 2014: 63%, 38 of 60, interval 50% to 75%');
    expect(figures[1]?.alt).toContain('Mar 2014 is clearly higher than in the audit before.');
    expect(words(pdf.text)).toContain('NOT FINAL.');
    expect(words(pdf.text)).toContain('Newcombe');
    expect(words(pdf.text)).toContain('Fisher’s exact test, mid-p');
    expect(words(pdf.text)).toContain('chance 0.006 raised 0.006 raised less 0.006');
  });

  it('says of which audit the readers were trained, where several are in the document', async () => {
    const view = await viewOf(reAuditId, { by: 'audit' });
    const textOf = async (training: string[]) => {
      const audits = view.audits.map((audit, i) => ({ ...audit, training: training[i] ?? '' }));
      return words((await readPdf(await buffer(resultsPdf([{ ...view, audits }], [])))).text);
    };
    const [earlier, later] = view.audits.map(({ label }) => label);
    const one = await textOf(['', 'They read four made-up files.']);
    expect(one).toContain(`Readers, ${later} They read four made-up files.`);
    expect(one).not.toContain(`Readers, ${earlier}`);
    const each = await textOf(['They read two made-up files.', 'They read four made-up files.']);
    expect(each).toContain(`Readers, ${earlier} They read two made-up files.`);
    // What is so of all is said once.
    const alike = await textOf(['They read four made-up files.', 'They read four made-up files.']);
    expect(alike.match(/Readers They read four made-up files\./g)).toHaveLength(1);
  });

  it('gives a committee all comparisons in one document, the answer first, and the same as a Word copy', async () => {
    const response = await download(lena, urls.resultsPdf(exampleId));
    const pdf = await readPdf(response.body);
    expect(nodesOf(pdf, 'H1').map((node) => words(node.text))).toEqual([
      'In Feb 2012 files of The Bridge, the only one of 3 providers compared in most checks, are clearly less often as they should be in 2 checks, 1 of them only with joint files; all files together show no clear change to Mar 2014',
    ]);
    const heads = nodesOf(pdf, 'H2').map((node) => words(node.text));
    expect(heads).toEqual([
      'What these figures say',
      'What they support',
      'What they do not support, and what would settle it',
      'What stands behind this',
      'All files together',
      'Sample groups',
      'Large, and not clear: sample groups',
      'Providers',
      'Large, and not clear: providers',
      'Charts of what differs clearly or perhaps: providers',
      'Whole audits',
      'Large, and not clear: whole audits',
      'Files, and whose they are',
      'Answers to the other questions',
      'How these figures are made',
    ]);
    // The answer takes one page.
    expect(words(pdf.pages[1]?.text ?? '')).toMatch(/^What stands behind this/);
    const text = words(pdf.text);
    // The same words as on the page of the providers.
    expect(text).toContain(
      'The Bridge: clearly less often as it should be in “Are the plan’s goals SMART?” (1 of 21 files, 5%, against 21 of 31 of the other files, 68%; −63 points, very clear)',
    );
    // No order is told of checks that cannot be told apart: they stand as the tool has them.
    expect(text).toMatch(
      /any of these 6 may be least often as it should be: “Does the plan address every need found at assessment\?” 19 of 52, 37%; .*“Were referrals made to other recovery services\?” 8 of 50, 16%; .*Not tested against each other, they stand in the order of the tool\./,
    );
    // An example says so beside its name: its title is an answer.
    expect(text).toContain('Southampton Drug Action Team. An example, not a finding.');
    const first = words(pdf.pages[0]?.text ?? '');
    expect(first).toContain('9 files of NR/Bridge and 2 files of nr/dip count with each of their providers');
    expect(first).toContain(
      'Compared in most checks: The Bridge (1 of 3); most is suppressed of Drug Intervention Programme and New Road Centre.',
    );
    for (const word of ['“Clear” is', '“perhaps” is a question', 'may be chance', 'to protect people'])
      expect(first).toContain(word);
    // Paper has no page of the comparison, and figures are suppressed that are not small.
    expect(text).not.toMatch(/page of the comparison|small numbers\)/);
    const rows = rowsOf(pdf);
    expect(rows).toContainEqual(['NR/Bridge', 'New Road Centre and The Bridge', '9']);
    expect(rows).toContainEqual(['Sample group', 'Provider', 'Files']);
    expect(rows).toContainEqual(['Provider', 'Sample groups', 'Files']);
    // What is at 0 with the others nearly as low differs from nothing, and is named all the same.
    expect(text).toContain(
      'At 0: “Were referrals made to other recovery services?”, 0 of 21 files of The Bridge as they should be, which may be chance.',
    );
    // In the overview right is better: of 28 files to which it applies a form is missing in 9.
    const overview = nodesOf(pdf, 'Figure')[0]?.alt ?? '';
    expect(overview).toContain(
      'Is a TOP form that was due missing? 19 of 28, 68%, 49% to 83%, a no is as it should be.',
    );
    const file = await download(lena, urls.resultsWord(exampleId));
    expect(file.headers['content-disposition']).toContain('-copy.docx');
    const word = readWord(file.body);
    expect(word.header).toContain('Copy for working on');
    expect(word.headings.filter(({ level }) => level === 2).map((one) => one.text)).toEqual(heads);
    const told = word.tables.flatMap(({ head, rows: body }) => [head, ...body]);
    expect(told.map((row) => row.map(words))).toEqual(rows);
  });

  it('names a few differences on the page for a committee and counts the rest, however many there are', async () => {
    const view = await viewOf(exampleId, { by: 'group' });
    const all = {
      ...view,
      checks: view.checks.map((check) => ({
        ...check,
        rows: check.rows.map((row) => ({ ...row, clear: row.difference?.other !== undefined })),
      })),
    };
    const text =
      presentCommittee([all], []).answers.find(({ term }) => term === 'Which sample group')?.text ?? '';
    expect(text.match(/“[^”]+” \(\d+ of/g)?.length).toBeLessThanOrEqual(36);
    expect(text).toContain('more checks');
    expect(text).toMatch(
      /\d+ more differences are clearly there, in \d more, under “What differs clearly”\./,
    );
  });

  it('says on page 1 what the other audit says of the same, and what became of who was named', async () => {
    const pageOf = async (id: number) => {
      const pdf = await readPdf((await download(lena, urls.resultsPdf(id))).body);
      // It takes one page in both.
      expect(words(pdf.pages[1]?.text ?? '')).toMatch(/^What stands behind this/);
      return words(pdf.pages[0]?.text ?? '');
    };
    const [before, after] = [await pageOf(exampleId), await pageOf(reAuditId)];
    const change = (
      await viewOf(reAuditId, { by: 'provider', with: String(exampleId) }, 'lena', 'suppressed')
    ).checks
      .find(({ id }) => id === 'smart')
      ?.rows.find(({ label }) => label === 'The Bridge, Mar 2014');
    expect(change).toMatchObject({ clear: true, count: '13 of 22', other: '1 of 21, 5%' });
    const { summary } = await viewOf(reAuditId, { by: 'provider' }, 'lena', 'suppressed');
    expect(before).toContain(`In Mar 2014 none of ${summary.made} is clear.`);
    expect(after).toContain('In Feb 2012 The Bridge was clearly less often as it should be in 2 checks.');
    for (const text of [before, after]) {
      expect(text).toContain(
        'The Bridge, named in Feb 2012: clearly more often as it should be in “Are the plan’s goals SMART?” (1 of 21, 5%, then 13 of 22, 59%); no clear change in “Was the service user linked to social networks?” (3 of 21, 14%, then 9 of 22, 41%).',
      );
      expect(text).toContain('Ending, cutting or moving a contract on these alone');
    }
    expect(before).toContain('None of them changed clearly from audit to audit.');
    // Where another audit would name more checks, the reader who has both documents is told.
    expect(after).toContain(
      'In Feb 2012 “Does the plan address every need found at assessment?” (19 of 52, 37%) and “Was the service user linked to social networks?” (20 of 52, 38%) are among them.',
    );
    // What does not occur is not explained.
    expect(before).toContain('“perhaps” is a question');
    expect(after).not.toMatch(/“perhaps”/i);
    // Nothing of an audit that its reader may not take along.
    const carls = await test.deps.comparison.takeWhole(
      exampleId,
      await userOf('carl'),
      { format: 'pdf' },
      (_, found) => found,
    );
    expect(carls).toEqual([]);
  });

  it('shows no more of another audit than its own document does', async () => {
    const beside = await test.deps.comparison.takeWhole(
      exampleId,
      await userOf('lena'),
      { format: 'pdf' },
      (_, found) => found,
    );
    const lead = await userOf('lena');
    expect(beside.map(({ by }) => by)).toEqual(['group', 'provider']);
    for (const { by, others, overTime } of beside) {
      const own = await viewOf(reAuditId, { by }, 'lena', 'suppressed');
      const [other] = others.map((one) => presentComparison(one, lead));
      const figuresOf = (view: CompareView | undefined) =>
        view?.checks.map(({ rows }) => rows.map(({ figure, difference }) => [figure, difference]));
      expect(figuresOf(other)).toEqual(figuresOf(own));
      const alone = new Map(
        own.checks.flatMap(({ id, rows }) => rows.map((row) => [`${id} ${row.unit}`, row.missing])),
      );
      const hidden = presentComparison(overTime, lead).checks.flatMap(({ id, rows }) =>
        rows.flatMap((row) =>
          row.audit === 'Mar 2014' && alone.get(`${id} ${row.unit}`) === '[c]' ? [row] : [],
        ),
      );
      expect(hidden.length).toBeGreaterThan(0);
      for (const { figure, difference } of hidden) {
        expect(figure?.kind).toBe('suppressed');
        expect(difference?.other ?? null).toBeNull();
      }
    }
  });

  it('says what is wrong about safety, what is hidden and what is no ground for, and counts what can be good or bad', async () => {
    const view = await viewOf(exampleId, { by: 'provider' }, 'lena', 'suppressed');
    const { answers, supports, not, title } = presentCommittee([view], []);
    expect(answers.find(({ term }) => term === 'About safety')?.text).toContain(
      '“Was a risk assessment done?” is not as it should be in 9 of 52 files; it is in 43 of 52, 83%',
    );
    expect(answers.find(({ term }) => term === 'Which theme')?.text).toMatch(
      /Not tested against each other, they stand in the order of the tool\.$/,
    );
    expect(supports[0]).toBe(
      'How often 13 checks are as they should be, and how often 4 that can be neither have a yes in the files that were read.',
    );
    expect(not.join(' ')).toContain(
      'What is suppressed to protect people, 30 comparisons by provider: others may differ as much.',
    );
    expect(title).toMatch(/^In Feb 2012 files of The Bridge/);
    // Where nothing is clear nothing is said of it, and a check is named alone only where it can be told from the next.
    const none = {
      ...view,
      title: 'Southampton 2012',
      checks: view.checks.map((check) => ({
        ...check,
        rows: check.rows.map((row) => ({ ...row, clear: false, perhaps: false })),
      })),
    };
    const told = presentCommittee([none], []);
    expect(told.title).toBe('In Feb 2012 no clear difference between providers');
    expect(JSON.stringify([told.supports, told.answers])).not.toMatch(/called clear|perhaps/i);
  });

  it('writes down who fetched the PDF', async () => {
    await download(lena, urls.resultsPdf(exampleId, '?by=group'));
    const [line] = await test.deps.activity.list({ auditId: exampleId, limit: 1 });
    expect(line).toMatchObject({
      action: 'results.exported',
      userId: test.ids.lena,
      detail: { view: 'comparison', format: 'pdf', by: ['group'] },
    });
  });

  it('draws each check with words for who does not see it, and nothing that the page may not hold', async () => {
    const html = await page(urls.compare(exampleId));
    expect(html.match(/<svg /g)).toHaveLength(17);
    expect(html.match(/<title id="chart-\w+-title">/g)).toHaveLength(17);
    expect(html.match(/<desc id="chart-\w+-desc">/g)).toHaveLength(17);
    expect(html).toContain('Bridge: 67%, 8 of 12, interval 39% to 87%');
    expect(html).not.toContain(' style=');
    // The marks of the page are those of the scene that the PDF draws, dot by dot.
    const { checks } = await viewOf(exampleId, {});
    const dots = checks.flatMap(({ chart }) =>
      draw(chart, 400).marks.flatMap((mark) =>
        mark.kind === 'circle' ? [`${mark.look} ${mark.cx} ${mark.cy}`] : [],
      ),
    );
    expect(dots.length).toBeGreaterThan(100);
    expect(
      [...html.matchAll(/<circle class="mark mark--(\w+)" cx="([\d.]+)" cy="([\d.]+)"/g)].map(
        ([, look, cx, cy]) => `${look} ${cx} ${cy}`,
      ),
    ).toEqual(dots);
  });

  it('says of segments on how many files they rest and how many had the field not recorded', async () => {
    const user = await userOf('lena');
    const comparison = await test.deps.comparison.of(exampleId, { by: 'group' }, user);
    const withFields = (fields: [string] | [string, string], notRecorded: number | null) =>
      presentComparison(
        {
          ...comparison,
          query: { ...comparison.query, compared: { by: 'fields', fields } },
          results: comparison.results.map((one) => ({ ...one, table: { ...one.table, notRecorded } })),
        },
        user,
      );
    const one = withFields(['gender'], 3);
    expect(one).toMatchObject({ compared: 'Gender', unitHead: 'Gender' });
    expect(one.audits[0]).toMatchObject({
      filesText: '52 case files',
      notRecorded: 3,
      notRecordedText: '3 of them had gender not recorded.',
    });
    const two = withFields(['gender', 'primary_drug'], null);
    expect(two.compared).toBe('Gender and Primary drug');
    expect(two.audits[0]?.notRecordedText).toBe(
      'How many of them had gender or primary drug not recorded is suppressed.',
    );
    expect(two.links.self).toContain('?by=gender&and=primary_drug');
    expect(withFields(['gender'], 0).audits[0]?.notRecordedText).toBe(
      'None of them had gender not recorded.',
    );
  });

  it('keeps the view in its address, and the form shows what is chosen', async () => {
    const [bridge] = await test.deps.audits.groups(exampleId);
    const html = await page(urls.compare(exampleId, `?by=group&unit=${bridge?.id}&check=smart`));
    expect(tablesOf(html)).toHaveLength(1);
    expect(tablesOf(html)[0]?.rows.map(([head]) => head)).toEqual(['Sample group', 'Bridge', 'All files']);
    expect(html.match(/ checked/g)).toHaveLength(2);
    expect(html).toContain(
      `href="${urls.resultsPdf(exampleId, `?by=group&amp;unit=${bridge?.id}&amp;check=smart`)}"`,
    );
    expect(wordsOf(html)).toContain('(now: 1 of 9 lines, 1 of 17 checks)');
  });

  describe('groups taken together', () => {
    it('stand as one line with the sum of their files, beside all others', async () => {
      const [bridge, nrBridge] = await test.deps.audits.groups(exampleId);
      const units = [String(bridge?.id), String(nrBridge?.id)];
      const view = await viewOf(exampleId, { unit: units, together: 'yes', check: 'all_needs' });
      const rows = view.checks[0]?.rows ?? [];
      // By hand: 3 of 12 and 0 of 9, against 16 of the other 31 of 52.
      expect(rows[0]).toMatchObject({ label: 'Bridge and NR/Bridge together', files: 21, count: '3 of 21' });
      expect(rows[0]?.other).toBe('16 of 31, 52%');
      expect(rows).toHaveLength(7 + 1 + 1);
      expect(view.links.self).toContain(`unit=${units[0]}&unit=${units[1]}&together=yes`);
      const html = await page(view.links.self);
      expect(wordsOf(html)).toContain('(now: 2 of 9 lines together, 1 of 17 checks)');
      expect(tablesOf(html)[0]?.rows[1]?.[0]).toBe('Bridge and NR/Bridge together');
      // Both groups, that they are taken together, and the check.
      expect(html.match(/ checked/g)).toHaveLength(4);
    });

    it('stand beside the same groups of another audit, found by their names', async () => {
      const [bridge, nrBridge] = await test.deps.audits.groups(reAuditId);
      const view = await viewOf(reAuditId, {
        unit: [String(bridge?.id), String(nrBridge?.id)],
        together: 'yes',
        check: 'all_needs',
        with: String(exampleId),
      });
      expect(view.checks[0]?.rows.slice(0, 2).map((row) => [row.label, row.other])).toEqual([
        ['Bridge and NR/Bridge together, Feb 2012', ''],
        ['Bridge and NR/Bridge together, Mar 2014', '3 of 21, 14%'],
      ]);
    });

    it('are not taken where one of them is not there, or where lines are no groups', async () => {
      const [bridge] = await test.deps.audits.groups(exampleId);
      const view = await viewOf(exampleId, { unit: [String(bridge?.id), '999999'], together: 'yes' });
      expect(view.unknown).toEqual(['a part of the audit']);
      expect(view.checks[0]?.rows.map(({ label }) => label)).toEqual(['Bridge', 'All files']);
      expect((await viewOf(exampleId, { by: 'provider', together: 'yes' })).unknown).toEqual([
        'lines taken together that are no sample groups',
      ]);
    });
  });

  it('says what an address asks for that is not there, and shows the rest', async () => {
    const html = await page(
      urls.compare(exampleId, '?by=group&check=smart&check=luck&with=99999&unit=nobody'),
    );
    expect(wordsOf(html)).toContain(
      'not meant for you: a check, an audit, a part of the audit. The rest is shown.',
    );
    expect(tablesOf(html)).toHaveLength(1);
  });

  it('says so where there is no audit to put beside', async () => {
    const stan = await test.deps.audits.create(test.ids.stan, {
      title: 'Alone',
      partnership: 'Elsewhere',
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: '2020-01-01',
      fieldworkEnd: '2020-01-01',
    });
    const html = await page(urls.compare(stan, '?by=audit'), await test.as('stan'));
    expect(wordsOf(html)).toContain('There is no other audit beside this one yet.');
    expect(wordsOf(html)).toContain('Nothing can be compared here');
  });

  it('compares providers with the files that are not theirs', async () => {
    const view = await viewOf(exampleId, { by: 'provider', check: 'recovery_plan' });
    // By hand: The Bridge has Bridge and NR/Bridge, 14 of 21; the other 31 files have 27.
    expect(view.checks[0]?.rows.find((row) => row.unit === 'The Bridge')).toMatchObject({
      count: '14 of 21',
      other: '27 of 31, 87%',
    });
    expect(view.method.join(' ')).toContain('counts with each of them');
  });

  describe('for a commissioner', () => {
    beforeAll(async () => {
      await test.deps.steps.changeState(test.ids.lena, exampleId, 'close');
    });

    it('is not there while the audit is open, neither alone nor beside another', async () => {
      expect((await carl.get(urls.compare(reAuditId))).status).toBe(403);
      expect((await carl.get(urls.resultsPdf(reAuditId))).status).toBe(403);
      const html = await page(urls.compare(exampleId, `?by=audit&with=${reAuditId}`), carl);
      expect(wordsOf(html)).toContain('not meant for you: an audit.');
      expect(html).not.toContain('re-audit of 2014');
    });

    it('takes groups together with one press, of which it shows what is left of all files, and nothing else', async () => {
      const alone = await viewOf(exampleId, {}, 'carl');
      const { takeTogether } = alone;
      expect(takeTogether?.text).toMatch(/^Take \d groups with suppressed figures together$/);
      const query = new URL(takeTogether?.href ?? '', 'http://localhost').searchParams;
      const view = await viewOf(exampleId, { unit: query.getAll('unit'), together: 'yes' }, 'carl');
      const known = (check: CompareView['checks'][number] | undefined) =>
        check?.rows.flatMap(({ figure, total }) => (!total && figure?.kind === 'figure' ? [figure] : [])) ??
        [];
      let found = 0;
      for (const [c, check] of view.checks.entries()) {
        const together = check.rows.find(({ label }) => label.endsWith(' together'));
        const all = alone.checks[c]?.rows.at(-1)?.figure;
        if (together?.figure?.kind !== 'figure' || all?.kind !== 'figure') continue;
        const others = known(check).filter((figure) => figure !== together.figure);
        expect(together.figure.yes).toBe(others.reduce((left, { yes }) => left - yes, all.yes));
        expect(together.figure.no).toBe(others.reduce((left, { no }) => left - no, all.no));
        found += 1;
      }
      expect(found).toBeGreaterThan(10);
      const html = await page(urls.compare(exampleId), carl);
      expect(wordsOf(html)).toContain(takeTogether?.text);
      expect(wordsOf(await page(view.links.self, carl))).not.toContain(takeTogether?.text);
    });

    it('has small numbers hidden on the page, in charts and in the PDF, and says nothing of them', async () => {
      await byCounts(test, exampleId);
      const view = await viewOf(exampleId, {}, 'carl');
      const html = await page(urls.compare(exampleId), carl);
      const pdf = await readPdf((await download(carl, urls.resultsPdf(exampleId, '?by=group'))).body);
      expectFoundFirst(wordsOf(html), view);
      const own = await viewOf(exampleId, {});
      let hidden = 0;
      view.checks.forEach((check, c) =>
        check.rows.forEach((row, r) => {
          if (row.missing !== '[c]') return;
          hidden += 1;
          expect(row).toMatchObject({ count: '', percent: '', interval: '', points: '', other: '' });
          if (row.difference) expect(row.difference.unknown).toBe('suppressed');
          const plain = own.checks[c]?.rows[r];
          if (plain && plain.missing === null && !row.total) {
            expect(html).not.toContain(`${row.label}: ${plain.percent}, ${plain.count},`);
          }
        }),
      );
      expect(hidden).toBeGreaterThan(50);
      // What is wholly suppressed is named in one line, on the page and in the PDF, and there columns are as well.
      const seen = view.checks.filter(({ isSuppressed }) => !isSuppressed);
      const isMarked = ({ missing }: (typeof seen)[number]['rows'][number]) => missing === '[c]';
      const marks = seen.flatMap(({ rows }) => rows.filter(isMarked)).length;
      expect(html.match(/<span class="suppressed">\[c\]<\/span><\/td>/g) ?? []).toHaveLength(marks);
      const inColumns = seen.flatMap(({ rows }) =>
        rows.filter(
          (row, r) =>
            isMarked(row) &&
            2 * seen.filter((check) => check.rows[r]?.missing === '[c]').length <= seen.length,
        ),
      ).length;
      const cells = rowsOf(pdf).filter(([head]) => view.checks.some(({ label }) => head?.startsWith(label)));
      expect(cells.flat().filter((cell) => cell === '[c]')).toHaveLength(inColumns);
      // The mark of what is hidden is not that of what did not apply.
      expect(view.checks.find(({ id }) => id === 'top_missing')?.rows[0]?.missing).toBe('not applicable');
    });
  });

  it('draws a funnel where ten units or more have a figure, numbered as the table', async () => {
    const { lena: lead } = test.ids;
    const auditId = await test.deps.audits.create(lead, {
      title: 'Ten teams',
      partnership: 'Northshire',
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: '2025-01-01',
      fieldworkEnd: '2025-01-02',
    });
    const lines = ['reference,group,recovery_plan'];
    for (let team = 1; team <= 10; team += 1) {
      await test.deps.audits.createGroup(lead, auditId, {
        name: `Team ${team}`,
        plannedFiles: 20,
        providerIds: [(await test.deps.providers.byName('The Bridge'))?.id ?? 0],
        exclusions: [],
      });
      // 14 of 20 everywhere but in the tenth, where it is 5.
      for (let i = 0; i < 20; i += 1) {
        lines.push(`T${team}-${i},Team ${team},${i < (team === 10 ? 5 : 14) ? 'yes' : 'no'}`);
      }
    }
    await test.deps.steps.changeState(lead, auditId, 'open');
    await test.deps.importer.importCaseFiles(
      lead,
      auditId,
      readCsv(Readable.from([Buffer.from(lines.join('\n'))])),
      {
        complete: false,
      },
    );
    const view = await viewOf(auditId, { by: 'group', check: ['recovery_plan', 'smart'] });
    const [plan, smart] = view.checks;
    expect(smart?.funnel).toBeNull();
    expect(plan?.rows.map((row) => row.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, null]);
    if (plan?.funnel?.kind !== 'funnel') throw new Error('there is no funnel');
    // All files: 131 of 200. At 20 files chance alone leaves 6 or more: P(X ≤ 5) is 0.0003 and P(X ≤ 6) 0.0016.
    expect(plan.funnel.centre.share).toBeCloseTo(0.655, 10);
    // Nine teams stand in one place, and are one dot.
    expect(plan.funnel.points).toEqual([
      { label: '1, 2, 3, 4, 5, 6, 7, 8, 9', n: 20, share: 0.7, filled: false },
      { label: '10', n: 20, share: 0.25, filled: true },
    ]);
    expect(plan.funnel.limits.at(-1)?.outer[0]).toBeCloseTo(0.3, 10);
    expect(plan.funnel.description).toContain('Outside the outer limits: Team 10.');
    const html = await page(urls.compare(auditId, '?check=recovery_plan'));
    expect(html.match(/<svg /g)).toHaveLength(2);
    const byChance =
      'within the dashed curves lie 95 of 100 by chance alone, within the whole ones 99.8 of 100.';
    expect(plan.funnel.description).toContain(`Around 66% of all files, ${byChance}`);
    expect(html).toContain(`numbered as in the table. W${byChance.slice(1)}`);
    // Where every second team has 18 of 20 and the others 6 they differ by more than chance, which the curves are set wider by.
    const rows = plan.rows.map((row, i) =>
      row.total || row.figure?.kind !== 'figure'
        ? row
        : { ...row, figure: { ...row.figure, yes: i % 2 === 0 ? 18 : 6 } },
    );
    const wide = funnelOf({
      words: view.words,
      label: plan.label,
      polarity: plan.polarity,
      rows,
    });
    for (const text of [wide?.caption, wide?.chart.description]) {
      expect(text).toContain('ithin the dashed curves lie about 95 of 100 lines that differ as these do');
      expect(text).not.toContain('by chance alone');
    }
    expect(wide?.note).toContain('the curves are set wider');
    expect(
      nodesOf(await readPdf((await download(lena, urls.resultsPdf(auditId))).body), 'Figure'),
    ).toHaveLength(3);
  });

  it('draws a standard, and says it, where a check has one', async () => {
    const user = await userOf('lena');
    const comparison = await test.deps.comparison.of(exampleId, { by: 'group' }, user);
    const tool = structuredClone(comparison.results[0]!.tool);
    for (const check of checksOf(tool)) if (check.id === 'smart') check.standard = 80;
    const results = comparison.results.map((one) => ({ ...one, tool }));
    const view = presentComparison({ ...comparison, results }, user);
    const smart = view.checks.find(({ id }) => id === 'smart');
    expect(smart?.notes).toEqual([
      'The standard is at least 80%. All files where the check applied do not meet it.',
    ]);
    expect(smart?.chart).toMatchObject({
      guides: [{ share: 0.8, label: 'Standard 80%' }],
    });
    // What is drawn beside a line is what words and table hold it against.
    const { rows = [], chart } = smart ?? {};
    expect(chart?.kind === 'dots' && chart.rows.map(({ against }) => against ?? null)).toEqual(
      rows.map(({ difference }) =>
        difference?.other ? difference.other.yes / difference.other.applicable : null,
      ),
    );
    expect(smart?.chart.description).toContain('The standard is 80%.');
    expect(view.checks[0]?.notes).toEqual([]);
    expect(draw(view.overview, 700).description).toContain(
      'Are the plan’s goals SMART? 22 of 52, 42%, 29% to 56%, standard 80%.',
    );
  });
});
