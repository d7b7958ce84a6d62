import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groupsOfProviders } from '../../../server/results/figures/shown.ts';
import { checksOf, maskSampleGroups, suppressionRuleOf } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { cellsOf, tablesOf } from '../../support/page.ts';

onOneEngine('the results page', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let carl: Visitor;
  let auditId: number;

  beforeAll(async () => {
    test = await startApp(engine);
    auditId = await withExample(test);
    [lena, amir, carl] = await Promise.all([test.as('lena'), test.as('amir'), test.as('carl')]);
  });
  afterAll(() => test.close());

  it('says how much is behind the figures, and that they may change', async () => {
    const words = wordsOf((await lena.get(urls.results(auditId))).text);
    expect(words).toMatch(/\b52 of 52 planned\b/);
    expect(words).toMatch(/\b1130 of 1144 answers\b/i);
    expect(words).toMatch(/As at \d+ \w+ \d{4} at \d\d:\d\d/);
    expect(words).toContain('The audit is not closed, so these figures may still change.');
  });

  it('begins with all checks in one picture, the worst first, by the figures of the table', async () => {
    const { text } = await lena.get(urls.results(auditId));
    const words = wordsOf(text);
    // Of the 50 files to which it applied, 8 had a referral; a TOP form that was due was missing in 9 of 28.
    expect(words).toContain(
      'Of 13 checks that can be good or bad, as they should be in 16% to 83% of all files. Which is lowest or highest is not said: checks are not tested against each other.',
    );
    const drawing = text.slice(text.indexOf('id="overview-chart-desc"'));
    expect(drawing.slice(0, drawing.indexOf('</desc>'))).toContain(
      'Is a TOP form that was due missing? 19 of 28, 68%, 49% to 83%, a no is as it should be.',
    );
    expect(text.indexOf('overview-chart')).toBeLessThan(text.indexOf('results-table'));
    for (const id of text.matchAll(/Further down:.*?<\/p>/gs)) {
      for (const [, anchor] of id[0].matchAll(/href="#([^"]+)"/g)) expect(text).toContain(`id="${anchor}"`);
    }
  });

  it('can be switched between the two denominators, and says which one it shows', async () => {
    const page = async (url: string) => (await lena.get(url)).text;
    const standard = await page(urls.results(auditId));
    const files = await page(urls.results(auditId, 'files'));
    expect(wordsOf(standard)).toContain('of the files where the check applied and an answer was recorded');
    expect(wordsOf(files)).toContain('of all files of the group, as the report of 2012 prints it');
    expect(wordsOf(standard)).toContain('9 of 28 32%');
    expect(wordsOf(files)).toContain('9 of 52 17%');
    for (const [html, current] of [
      [standard, 'applicable'],
      [files, 'files'],
    ] as const) {
      expect(html).toContain(`href="${urls.results(auditId, current)}" aria-current="true"`);
    }
    // Whatever else is asked for is the usual one.
    const strip = (html: string) => html.replace(/name="_csrf" value="[^"]*"/g, '');
    expect(strip(await page(`${urls.results(auditId)}?denominator=all&denominator=files`))).toBe(
      strip(standard),
    );
  });

  it('is not for the commissioner while the audit is open', async () => {
    expect((await carl.get(urls.results(auditId))).status).toBe(403);
  });

  it('shows the panel everything, and where answers contradict each other', async () => {
    for (const visitor of [lena, amir]) {
      const { text } = await visitor.get(urls.results(auditId));
      const words = wordsOf(text);
      expect(words).not.toContain('[c]');
      expect(words).toContain('Bridge: 2 files with yes for "Abstinence" although "Rec plan" is not yes');
      expect(words).toContain('Complex: 1 file with yes for "Abstinence" although "Rec plan" is not yes');
    }
  });

  describe('to the commissioner, once the audit is closed', () => {
    beforeAll(async () => {
      await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    });

    it.each(['applicable', 'files'] as const)(
      'hides exactly what the rule hides, and shows the rest, as shares of %s',
      async (denominator) => {
        const theirs = tablesOf((await carl.get(urls.results(auditId, denominator))).text);
        const panels = tablesOf((await lena.get(urls.results(auditId, denominator))).text);
        const { tally, tool, groups } = await test.deps.results.of(auditId);
        const rule = suppressionRuleOf(tool, {
          smallNumberThreshold: 5,
          smallNumberRule: 'by_item',
          smallNumberOrder: 'providers_first',
        });
        const { groups: masks } = maskSampleGroups(
          tally.groups,
          groupsOfProviders(groups),
          tally.overall,
          rule,
        );
        let at = 0;
        let hidden = 0;
        let shown = 0;
        const groupTables = panels.filter(({ caption }) => caption.includes('by sample group'));
        expect(groupTables).toHaveLength(3);
        groupTables.forEach((panel, t) => {
          const columns = (panel.rows[0]?.length ?? 0) - 2;
          expect(theirs[t]?.rows[0]).toEqual(panel.rows[0]);
          panel.rows.slice(1).forEach((row, g) => {
            const own = cellsOf(theirs[t]?.rows[g + 1], columns + 2);
            expect(own.slice(0, 2)).toEqual(row.slice(0, 2));
            for (let c = 0; c < columns; c += 1) {
              const isHidden = (masks.units[g] ?? masks.overall).checks[at + c];
              expect(own[c + 2], `${row[0]}, ${panel.rows[0]?.[c + 2]}`).toBe(isHidden ? '[c]' : row[c + 2]);
              if (isHidden) hidden += 1;
              else shown += 1;
            }
          });
          at += columns;
        });
        expect(at).toBe(17);
        expect(hidden).toBeGreaterThan(50);
        expect(shown).toBeGreaterThan(17);

        const counts = (tables: typeof theirs) =>
          tables.find(({ caption }) => caption.startsWith('Every answer'))?.rows.slice(1) ?? [];
        counts(panels).forEach((row, i) => {
          expect(counts(theirs)[i]).toEqual(masks.overall.checks[i] ? [row[0], '[c]'] : row);
        });
      },
    );

    it('has another mark for what does not apply than for what is hidden, and explains both', async () => {
      const { text } = await carl.get(urls.results(auditId));
      const [first] = tablesOf(text);
      const column = first?.rows[0]?.findIndex((head) => head.startsWith('TOPs missing')) ?? -1;
      const cell = (group: string) =>
        cellsOf(
          first?.rows.find((row) => row[0] === group),
          first?.rows[0]?.length ?? 0,
        )[column];
      expect(cell('Bridge')).toBe('– Not applicable');
      expect(cell('DRR')).toBe('– Not recorded');
      expect(cell('Women')).toBe('0 of 5 0%');
      // 4 files.
      expect(cell('Step up')).toBe('[c]');
      expect(wordsOf(text)).toContain(
        'Suppressed: a small number, or one from which a small number could be worked out.',
      );
      expect(wordsOf(text)).toContain('No percentage: the check did not apply, or nothing was recorded.');
      expect(wordsOf(text)).toContain('is small when it rests on fewer than 5 files');
    });

    it('says in one cell that every figure of a group is suppressed', async () => {
      const { text } = await carl.get(urls.results(auditId));
      const [first] = tablesOf(text);
      expect(first?.rows.find(([name]) => name === 'Step up')).toEqual(['Step up', '4', '[c]']);
    });

    it('says nothing of contradictions, nor of any case file', async () => {
      const { text } = await carl.get(urls.results(auditId));
      expect(wordsOf(text)).not.toContain('although');
      expect(wordsOf(text)).not.toContain('Contradictions');
      expect(text).not.toContain(urls.files(auditId));
      expect((await carl.get(urls.files(auditId))).status).toBe(403);
    });

    it('goes by the threshold and the rule of the audit', async () => {
      await test.deps.steps.changeState(test.ids.lena, auditId, 'reopen');
      const audit = await test.deps.audits.get(auditId);
      await test.deps.audits.update(test.ids.lena, auditId, {
        ...audit,
        smallNumberThreshold: 20,
        smallNumberRule: 'by_counts',
        smallNumberOrder: 'providers_first',
      });
      await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
      const { text } = await carl.get(urls.results(auditId));
      expect(wordsOf(text)).toContain(
        'A figure is small when fewer than 20 files have a yes or fewer than 20 a no',
      );
      // 41 of 52 leaves 11 with a no.
      expect(wordsOf(text)).not.toContain('41 of 52');
    });

    it('names checks of which every figure is suppressed in a sentence instead of columns of marks', async () => {
      const { text } = await carl.get(urls.results(auditId));
      const heads = tablesOf(text)
        .filter(({ caption }) => caption.includes('by sample group and check'))
        .flatMap(({ rows }) => rows[0]?.slice(2) ?? []);
      const user = (await test.deps.accounts.list()).find(({ id }) => id === test.ids.carl);
      if (!user) throw new Error('carl is not there');
      const { table } = await test.deps.results.shown(auditId, { by: 'group' }, user);
      const isSeen = (c: number) =>
        [...table.units, table.overall].some(({ checks }) => checks[c]?.kind === 'figure');
      const { tool } = await test.deps.results.of(auditId);
      const [seen, out] = [true, false].map((is) => checksOf(tool).filter((_, c) => isSeen(c) === is));
      expect(heads).toHaveLength(seen?.length ?? 0);
      expect(out?.length).toBeGreaterThan(0);
      const suppressed = [
        ...wordsOf(text).matchAll(/Every figure of [^:]* is suppressed[^:]*: (.*?) Group /g),
      ].join(' ');
      for (const { label } of out ?? []) {
        expect(suppressed).toContain(label);
      }
    });
  });

  it('of an audit without case files has no table, and no 0%', async () => {
    const { auditId: empty } = await newAudit(test, { title: 'Nothing yet' });
    for (const denominator of ['applicable', 'files']) {
      const { status, text } = await lena.get(urls.results(empty, denominator));
      expect(status).toBe(200);
      expect(wordsOf(text)).toContain('No case file has been recorded yet.');
      expect(wordsOf(text)).toMatch(/\b0 of 6 planned\b/);
      expect(tablesOf(text)).toEqual([]);
      expect(text).not.toContain('0%');
      expect(text).not.toContain('NaN');
    }
  });

  it('shows a group without files among others as such', async () => {
    const { auditId: half, groupIds } = await newAudit(test, { title: 'Half' });
    await test.deps.recording.create(test.ids.lena, half, { reference: 'H-1', groupId: groupIds[0] ?? 0 });
    const [first] = tablesOf((await lena.get(urls.results(half))).text);
    expect(first?.rows.slice(1).map((row) => row.slice(0, 3))).toEqual([
      ['Ash', '1', '– Not recorded'],
      ['Birch', '0', '– No files'],
      ['All files', '1', '– Not recorded'],
    ]);
  });
});
