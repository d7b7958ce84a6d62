import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSheet } from '../../../server/formats/sheetFile.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { PersonName, TestApp } from '../../support/app.ts';
import { formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { BRIDGE, closedAudit, DIP, sentPlan } from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';
import { readPdf, words } from '../../support/readPdf.ts';

onOneEngine('the follow-up', (engine) => {
  let test: TestApp;
  let spring: Closed;
  let autumn: Closed;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'follow-up-'));
    test = await startApp(engine, { now: () => new Date('2027-02-10T09:00:00Z') });
    const { improvement } = test.deps;
    const { paula, lena, carl } = test.ids;
    spring = await closedAudit(test, 'Spring audit');
    autumn = await closedAudit(test, 'Autumn audit');
    const done = await sentPlan(test, spring, '2027-01-15');
    await improvement.report(paula, spring.auditId, spring.bridge, done, 'done', '');
    await improvement.report(carl, spring.auditId, spring.bridge, done, 'confirmed', '');
    const add = (action: string, due: string) =>
      improvement.addAction(paula, autumn.auditId, autumn.bridge, {
        checkId: null,
        action,
        ownerRole: 'Team leader',
        due,
        measure: '=1+1 is in the minutes',
      });
    await add('Later', '2027-12-01');
    await add('Soon', '2027-02-20');
    await sentPlan(test, autumn, '2027-02-09');
    await improvement.mark(lena, spring.auditId, spring.dip, ['smart']);
    await improvement.addAction(test.ids.dora, spring.auditId, spring.dip, {
      checkId: 'smart',
      action: 'A draft of the other provider',
      ownerRole: 'Manager',
      due: '2027-01-01',
      measure: 'x',
    });
  });
  afterAll(async () => {
    await test.close();
    await rm(folder, { recursive: true, force: true });
  });

  const page = async (person: PersonName, query = '') => {
    const answer = await (await test.as(person)).get(urls.followUp() + query);
    expect(answer.status).toBe(200);
    return { html: answer.text, text: wordsOf(answer.text), tables: tablesOf(answer.text) };
  };

  it('shows those who follow up what is late first, and no first draft', async () => {
    for (const person of ['lena', 'carl'] as const) {
      const { text, tables } = await page(person);
      expect(text).toContain('2 of 4');
      expect(text).toContain('Actions late 1 of 4');
      expect(text).toContain('Actions confirmed 1 of 4');
      const autumnTable = tables.find(({ caption }) => caption.includes('Autumn'));
      expect(autumnTable?.rows.slice(1).map((row) => [row[0], row[3], row[4]])).toEqual([
        ['Write a recovery plan with everybody at their next visit', '9 February 2027, 1 day ago', 'Late'],
        ['Soon', '20 February 2027, in 10 days', 'Not started'],
        ['Later', '1 December 2027', 'Not started'],
      ]);
      expect(text).not.toContain('A draft of the other provider');
      expect(text).toContain('No plan has been sent in yet.');
    }
  });

  it('shows a provider its own alone, drafts too, and strangers and newcomers nothing', async () => {
    const paula = await page('paula');
    expect(paula.text).not.toContain(DIP);
    expect(paula.text).toContain('Soon');
    const dora = await page('dora');
    expect(dora.text).toContain('A draft of the other provider');
    expect(dora.text).not.toContain(BRIDGE);
    expect((await page('stan')).text).toContain('There is nothing to follow up yet.');
    for (const person of ['adam', 'amir'] as const) {
      expect((await (await test.as(person)).get(urls.followUp())).status).toBe(403);
    }
  });

  it('is narrowed by audit, provider and status, and says so', async () => {
    const only = await page('carl', `?audit=${spring.auditId}&provider=${spring.bridge}`);
    expect(only.tables.map(({ caption }) => caption)).toEqual([`Actions of ${BRIDGE}, Spring audit`]);
    expect(formTo(only.html, urls.followUp()).fields).toMatchObject({ audit: String(spring.auditId) });
    expect((await page('carl', '?status=late')).tables[0]?.rows).toHaveLength(2);
    const due = await page('carl', '?status=due');
    expect(due.tables.flatMap(({ rows }) => rows.slice(1)).map((row) => row[0])).toEqual(['Soon']);
    expect((await page('carl', '?status=onTrack')).text).toContain('No action fits what you chose.');
    // What is not known, or not one's own, narrows nothing or leaves nothing.
    expect((await page('carl', '?status=x&audit=abc')).tables).toHaveLength(2);
    expect((await page('paula', `?provider=${spring.dip}`)).tables).toHaveLength(0);
  });

  it('says the same as a page, a workbook and a PDF', async () => {
    const query = '?status=late';
    for (const narrowed of ['', query]) {
      const { tables } = await page('carl', narrowed);
      const shown = tables.flatMap(({ rows }) => rows.slice(1));
      const carl = await test.as('carl');

      const workbook = await download(carl, urls.followUpFile('xlsx', narrowed));
      expect(workbook.headers['content-disposition']).toBe('attachment; filename=follow-up-2027-02-10.xlsx');
      const file = path.join(folder, 'follow-up.xlsx');
      writeFileSync(file, workbook.body);
      const cells: string[][] = [];
      for await (const row of readSheet(file)) cells.push(row.cells);
      const rows = cells.slice(1).filter((row) => (row[5] ?? '') !== '');
      // Action, check, owner, status; what begins like a formula stays text.
      expect(rows.map((row) => [row[4], row[3], row[5], row[7]])).toEqual(
        shown.map((row) => [row[0], row[1], row[2], row[4]]),
      );
      if (narrowed === '') expect(rows.map((row) => row[8])).toContain('=1+1 is in the minutes');

      const pdf = await readPdf((await download(carl, urls.followUpFile('pdf', narrowed))).body);
      expect(pdf.title).toBe('Follow-up of improvement plans, 10 February 2027');
      const text = words(pdf.text);
      for (const row of shown) {
        for (const cell of row) expect(text).toContain(cell.replace(/\s+/g, ' '));
      }
      expect(text).toContain('2 of 4 plans are sent in');
    }
    const lines = await test.deps.activity.list({ limit: 10 });
    expect(lines.filter(({ action }) => action === 'followUp.exported')).toHaveLength(4);
  });
});
