import type { Denominator, WeightedCheck } from '../../../rules/index.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { takeAlong } from '../../support/exports.ts';
import { formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, words } from '../../support/readPdf.ts';
import { saveReading } from '../../support/readings.ts';

/** Twenty files of Ash, of which five are drawn and have a plan but for one; six of Birch, of which five, one with a plan. */
const LIST = [
  'Ref,Stratum',
  ...Array.from({ length: 20 }, (_, n) => `A-${n + 1},Ash`),
  ...Array.from({ length: 6 }, (_, n) => `B-${n + 1},Birch`),
].join('\n');

onOneEngine('figures of groups that were drawn at different rates', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    const made = await newAudit(app);
    auditId = made.auditId;
    await lena.upload(urls.sampleList(auditId), LIST);
    const [ash = 0, birch = 0] = made.groupIds;
    const wanted = { seed: 'SEED-1' } as Record<string, string>;
    for (const group of [ash, birch]) {
      wanted[`amount-${group}`] = '5';
      wanted[`by-${group}`] = 'number';
      wanted[`method-${group}`] = 'random';
    }
    await lena.post(urls.sampleDraw(auditId), wanted);
    const yes = new Map([
      [ash, 4],
      [birch, 1],
    ]);
    for (const { id, groupId } of await app.deps.sampling.files(auditId)) {
      const fileId = await app.deps.fromSample.begin(app.ids.amir, auditId, id);
      const left = yes.get(groupId) ?? 0;
      yes.set(groupId, left - 1);
      const answers = { recovery_plan: left > 0 ? 'yes' : 'no' };
      await saveReading(app, 'amir', auditId, fileId, { answers });
    }
  });
  afterAll(() => app.close());

  it('are given weighted beside all files on the page, which says which is which and how files were chosen', async () => {
    const page = (await lena.get(urls.results(auditId))).text;
    const rows = tablesOf(page)[0]?.rows ?? [];
    // (20/5 · 4 + 6/5 · 1) / 26 = 17.2/26, as an audit goes by until something else is decided.
    expect(rows.slice(-2).map((row) => [row[0], row[2]])).toEqual([
      ['All files, weighted (headline)', expect.stringMatching(/^66% \d+% to \d+%$/)],
      ['All files', '5 of 10 50%'],
    ]);
    const text = wordsOf(page);
    expect(text).toContain('The files were drawn at random from a caseload list (seed SEED-1).');
    expect(text).toContain('drawn at different rates (Ash 5 of 20, Birch 5 of 6)');
    expect(text).toContain(
      'As decided when the audit was set up, the figure to quote (the headline) is the weighted one.',
    );
  });

  it('are the same on every page, in the PDF, the sheet and the JSON, in every denominator, the headline first', async () => {
    const page = (await lena.get(urls.results(auditId))).text;
    const [weighted = [], counted = []] = (tablesOf(page)[0]?.rows ?? []).slice(-2);
    const cell = (weighted[2] ?? '').replace('% ', '% weighted, ');
    const once = (counted[2] ?? '').replace(/ (\d+%)$/, ', $1, each file counted once');
    const note = `Headline: ${cell}. Beside it: ${once}.`;
    expect(wordsOf((await lena.get(urls.compare(auditId))).text)).toContain(note);
    const pdf = words((await readPdf((await download(lena, urls.resultsPdf(auditId))).body)).text);
    expect(pdf).toContain(note);
    expect(pdf).toContain('the figure to quote (the headline) is the weighted one');
    // The bars are those of the headline, and say so.
    expect(pdf).toContain('66% weighted; 5 of 10, 50%');
    const { csv, json } = await takeAlong(lena, auditId, { figures: 'all' });
    const heading = csv[0] ?? [];
    const last = csv.find((row) => row[0] === 'All files' && row[2] === 'recovery_plan') ?? [];
    const column = (name: string) => last[heading.indexOf(name)];
    expect(column('Headline')).toBe('weighted');
    expect(column('Weighted, of yes or no, %')).toBe('66');
    expect(column('Weighted, of all files, %')).toBe('66');
    // It hangs on no other check, so there are no others to be among.
    expect(column('Weighted, of those, %')).toBe('');
    expect(column('How the files were chosen')).toContain('seed SEED-1');
    const group = csv.find((row) => row[0] === 'Ash') ?? [];
    expect(group[heading.indexOf('How the files were chosen')]).toBe('Drawn at random from a list');
    expect(json).toMatchObject({ chosen: { way: 'random', seed: 'SEED-1' }, headline: 'weighted' });
    await everyDenominatorAgrees();
  });

  /** Each weighted cell of the sheet beside the page and the JSON in the same denominator. */
  async function everyDenominatorAgrees() {
    const { csv, json } = await takeAlong(lena, auditId, { figures: 'all' });
    const { weighted } = json as unknown as { weighted: WeightedCheck[] };
    const heading = csv[0] ?? [];
    const columns = { applicable: 'yes or no', files: 'all files', parent: 'those' } as const;
    for (const [denominator, of] of Object.entries(columns) as [Denominator, string][]) {
      const rows = tablesOf((await lena.get(urls.results(auditId, denominator))).text)
        .filter(({ caption }) => caption.includes('by sample group and check'))
        .flatMap(
          ({ rows: own }) => own.find(([name]) => name === 'All files, weighted (headline)')?.slice(2) ?? [],
        );
      expect(rows).toHaveLength(weighted.length);
      weighted.forEach((check, i) => {
        const figure = check[denominator];
        const percent = figure.kind === 'figure' ? String(figure.percent) : '–';
        const where = `${check.id} of ${of}`;
        expect(rows[i], where).toMatch(figure.kind === 'figure' ? new RegExp(`^${percent}% `) : /^–/);
        const row = csv.find((cells) => cells[0] === 'All files' && cells[2] === check.id) ?? [];
        const inSheet = row[heading.indexOf(`Weighted, of ${of}, %`)];
        if (denominator !== 'parent' || inSheet !== '') expect(inSheet, where).toBe(percent);
      });
    }
  }

  it('go by what is decided at set-up', async () => {
    const form = (await lena.get(urls.auditDetails(auditId))).text;
    expect(wordsOf(form)).toContain('Headline of the overall figures');
    const { fields } = formTo(form, urls.auditDetails(auditId));
    await lena.post(urls.auditDetails(auditId), { ...fields, headline: 'unweighted' });
    const rows = tablesOf((await lena.get(urls.results(auditId))).text)[0]?.rows ?? [];
    expect(rows.slice(-2).map(([name]) => name)).toEqual(['All files (headline)', 'All files, weighted']);
    const { csv } = await takeAlong(lena, auditId, { figures: 'all' });
    expect(csv.some((row) => row[(csv[0] ?? []).indexOf('Headline')] === 'unweighted')).toBe(true);
    const compare = wordsOf((await lena.get(urls.compare(auditId))).text);
    expect(compare).toContain('Headline: 5 of 10, 50%, each file counted once. Beside it: 66% weighted,');
    const wrong = await lena.post(urls.auditDetails(auditId), { ...fields, headline: 'perhaps' });
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('Choose which overall figure is the headline.');
  });

  it('are suppressed in what leaves the panel where the figure of a group is', async () => {
    const suppressed = await takeAlong(lena, auditId, {});
    const kinds = (suppressed.json as unknown as { weighted: { id: string; applicable: { kind: string } }[] })
      .weighted;
    // Five files of each group are enough for what is about practice.
    expect(kinds.find(({ id }) => id === 'recovery_plan')?.applicable.kind).toBe('figure');
    await app.deps.database.pool('audits').where({ id: auditId }).update({ small_number_rule: 'by_counts' });
    const pdf = await readPdf((await download(lena, urls.resultsPdf(auditId))).body);
    expect(words(pdf.text)).toContain('The files were drawn at random from a caseload list (seed SEED-1).');
    const { json, csv } = await takeAlong(lena, auditId, {});
    const strict = (json as unknown as typeof suppressed.json & { weighted: typeof kinds }).weighted;
    expect(strict.find(({ id }) => id === 'recovery_plan')?.applicable.kind).toBe('suppressed');
    const heading = csv[0] ?? [];
    const row = csv.find((cells) => cells[0] === 'All files' && cells[2] === 'recovery_plan') ?? [];
    expect(row[heading.indexOf('Weighted, of yes or no, %')]).toBe('[c]');
  });
});
