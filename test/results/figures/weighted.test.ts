import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { takeAlong } from '../../support/exports.ts';
import { wordsOf } from '../../support/form.ts';
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
    expect(rows.find(([name]) => name === 'All files')?.[2]).toBe('5 of 10 50%');
    // (20/5 · 4 + 6/5 · 1) / 26 = 17.2/26.
    expect(rows.find(([name]) => name === 'All files, weighted')?.[2]).toMatch(/^66% \d+% to \d+%$/);
    const text = wordsOf(page);
    expect(text).toContain('The files were drawn at random from a caseload list (seed SEED-1).');
    expect(text).toContain('drawn at different rates (Ash 5 of 20, Birch 5 of 6)');
  });

  it('are the same on the comparison page, in the PDF, the sheet and the JSON', async () => {
    const page = (await lena.get(urls.results(auditId))).text;
    const cell = tablesOf(page)[0]?.rows.find(([name]) => name === 'All files, weighted')?.[2] ?? '';
    const note = `All files weighted: ${cell.replace('% ', '%, ')}.`;
    expect(wordsOf((await lena.get(urls.compare(auditId))).text)).toContain(note);
    const { csv, json } = await takeAlong(lena, auditId, { figures: 'all' });
    const heading = csv[0] ?? [];
    const last = csv.find((row) => row[0] === 'All files' && row[2] === 'recovery_plan') ?? [];
    expect(last[heading.indexOf('Weighted, %')]).toBe('66');
    expect(last[heading.indexOf('How the files were chosen')]).toContain('seed SEED-1');
    const group = csv.find((row) => row[0] === 'Ash') ?? [];
    expect(group[heading.indexOf('How the files were chosen')]).toBe('Drawn at random from a list');
    expect(json).toMatchObject({
      chosen: { way: 'random', seed: 'SEED-1' },
      weighted: expect.arrayContaining([
        expect.objectContaining({
          id: 'recovery_plan',
          applicable: expect.objectContaining({ percent: 66 }),
        }),
      ]),
    });
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
    expect(row[heading.indexOf('Weighted, %')]).toBe('[c]');
  });
});
