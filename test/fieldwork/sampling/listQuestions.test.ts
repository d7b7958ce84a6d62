import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSheet } from '../../../server/formats/sheetFile.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { filteredWorkbook } from '../../support/workbook.ts';

const NHS_NUMBER = '943 476 5919';
const csv = (...lines: string[]) => `${lines.join('\n')}\n`;

onOneEngine('what a caseload list is asked about', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let folder: string;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    amir = await app.as('amir');
    folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await app.close();
  });

  interface Asked {
    url: string;
    html: string;
  }
  const addressIn = (html: string) => /action="([^"]*\/sample\/questions\/[^"]*)"/.exec(html)?.[1] ?? '';

  /** Sends a list that is not taken at once. */
  async function send(auditId: number, content: Parameters<Visitor['upload']>[1]): Promise<Asked> {
    const sent = await lena.upload(urls.sampleList(auditId), content);
    expect(sent.status).toBe(422);
    return { url: addressIn(sent.text), html: sent.text };
  }
  const answer = async ({ url, html }: Asked, fields: Record<string, string> = {}) => {
    const answered = await lena.post(url, filledIn(formTo(html, url, 'Go on'), fields));
    return { url, html: answered.text, status: answered.status, location: answered.headers['location'] };
  };
  /** The list as it is kept: references with their groups and fields. */
  async function kept(auditId: number): Promise<string[]> {
    const rows = (await app.deps.database
      .pool('sampled_files')
      .join('sample_groups', 'sample_groups.id', 'sampled_files.group_id')
      .where({ 'sampled_files.audit_id': auditId })
      .orderBy('sampled_files.id')
      .select('sampled_files.reference', 'sample_groups.name', 'fields', 'worker')) as {
      reference: string;
      name: string;
      fields: string | null;
      worker: string | null;
    }[];
    return rows.map(({ reference, name, fields, worker }) =>
      [reference, name, fields ?? '', worker ?? ''].join(' ').trim(),
    );
  }
  async function workbookAt(url: string): Promise<{ row: number; cells: string[] }[]> {
    const given = await download(lena, url);
    expect(given.status).toBe(200);
    const file = path.join(folder, `${Math.random()}.xlsx`);
    writeFileSync(file, given.body);
    const rows = [];
    for await (const line of readSheet(file)) rows.push(line);
    return rows;
  }
  const backOf = ({ url }: Asked) => workbookAt(`${url}/what-is-wrong.xlsx`);

  it('are columns that nobody knows, left out unless somebody says what they are, and remembered', async () => {
    const { auditId } = await newAudit(app);
    const list = csv(
      'Client,Service,M/F,Started,Surname',
      'A-1,Ash,F,2 May 2011,Smith',
      'A-2,birch,M,,Jones',
    );
    const asked = await send(auditId, list);
    const words = wordsOf(asked.html);
    expect(words).toContain('Column A, “Client” No question of the audit tool is called so.');
    expect(words).toContain('Leave it out: nothing of it is on the caseload list');
    // What a heading says is of a person is never shown nor kept.
    expect(words).toContain('Nothing is kept of the column “Surname”: its heading says that it has initials');
    expect(asked.html).not.toMatch(/Smith|Jones/);
    expect(await kept(auditId)).toEqual([]);
    // Nobody else has it.
    expect((await amir.get(asked.url)).status).toBe(403);

    const taken = await answer(asked, {
      'column-0': 'reference',
      'column-1': 'group',
      'column-2': 'item.gender',
    });
    expect([taken.status, taken.location]).toEqual([303, urls.sample(auditId)]);
    expect(await kept(auditId)).toEqual(['A-1 Ash {"gender":"female"}', 'A-2 Birch {"gender":"male"}']);
    expect(wordsOf((await lena.get(urls.sample(auditId))).text)).toContain('Left out: “Started”.');

    // The next list with these headings is understood; case files are another sheet.
    const next = await lena.upload(urls.sampleList(auditId), list.replaceAll('A-', 'C-'));
    expect(next.headers['location']).toBe(urls.sample(auditId));
    expect(await kept(auditId)).toEqual(['C-1 Ash {"gender":"female"}', 'C-2 Birch {"gender":"male"}']);
    const sheet = await lena.upload(urls.importFiles(auditId), list);
    expect(wordsOf((await lena.get(String(sheet.headers['location']))).text)).toContain('Column A, “Client”');
  });

  it('may be changed column by column, and put right in the list instead', async () => {
    const { auditId } = await newAudit(app);
    const asked = await send(auditId, csv('Ref,Group,Sex,Case manager', 'A-1,Ash,F,W12', 'A-2,Ash,M,W13'));
    const stopped = await answer(asked, { 'column-3': 'stop' });
    expect(stopped.status).toBe(422);
    expect(tablesOf(stopped.html)[0]?.rows.slice(1)).toEqual([
      ['Row 1', 'Case manager', '"Case manager" is not an item of rodt version 1'],
    ]);
    const lists = { url: asked.url, html: (await lena.get(`${asked.url}?columns=change`)).text };
    const taken = await answer(lists, { 'column-3': 'worker', 'column-2': 'out' });
    expect(taken.status).toBe(303);
    expect(await kept(auditId)).toEqual(['A-1 Ash  W12', 'A-2 Ash  W13']);
  });

  it('are columns without a heading in which something stands', async () => {
    const { auditId } = await newAudit(app, { groups: [{ name: 'Ash' }] });
    const asked = await send(auditId, csv('Ref,', 'A-1,Smith', 'A-2,'));
    expect(wordsOf(asked.html)).toContain('Column B, “B” It has no heading, and something stands in it.');
    expect((await answer(asked)).status).toBe(303);
    expect(await kept(auditId)).toEqual(['A-1 Ash', 'A-2 Ash']);
    expect(wordsOf((await lena.get(urls.sample(auditId))).text)).toContain(
      'The sheet has no column "group", so all of it goes to Ash, the only sample group.',
    );
  });

  it('is given back with what is wrong in each row, without what tells who somebody is, and read again', async () => {
    const { auditId } = await newAudit(app);
    const asked = await send(
      auditId,
      csv(
        'Register of March,,,',
        'reference,group,Name,Worker code',
        'A-1,Ash,Ann Smith,W1',
        '',
        `${NHS_NUMBER},Ash,Ben Jones,Ben Jones`,
        '5-Mar,Birch,,W2',
      ),
    );
    expect(wordsOf(asked.html)).toContain('Found wrong 3 problems');
    expect(asked.html).not.toMatch(/Smith|Jones|5919/);
    const back = await backOf(asked);
    expect(back.map(({ row }) => row)).toEqual([2, 3, 5, 6]);
    expect(JSON.stringify(back)).not.toMatch(/Smith|Jones|5919|Register/);
    expect(back[0]?.cells).toEqual(['reference', 'group', 'Name', 'Worker code', 'What is wrong']);
    expect(back[2]?.cells[4]).toContain('looks like an NHS number');
    expect(back[2]?.cells[4]).toContain('must be a code with a figure in it');
    expect(back[3]?.cells).toEqual([
      '5-Mar',
      'Birch',
      '',
      'W2',
      expect.stringContaining('a spreadsheet has made of a reference'),
    ]);
    // Nothing of them waits in the database either, for whoever has the address.
    const again = await lena.post(asked.url, {});
    expect(again.status).toBe(422);
    expect(wordsOf(again.text)).toContain('Found wrong 3 problems');

    const right = csv('reference,group,What is wrong', 'A-1,Ash,', 'A-2,Birch,column reference');
    expect((await lena.upload(urls.sampleList(auditId), right)).status).toBe(303);
    expect(await kept(auditId)).toEqual(['A-1 Ash', 'A-2 Birch']);
  });

  it('keeps the good rows and gives the others back, at one press', async () => {
    const { auditId } = await newAudit(app);
    const good = Array.from({ length: 58 }, (_, i) => `G-${i},Ash`);
    const list = csv('reference,group', ...good, 'Total,Ash', 'G-0,Ash');
    const asked = await send(auditId, list);
    expect(wordsOf(asked.html)).toContain('Keep the 58 good rows and give me the other 2 back');
    // All or nothing stays what happens without it.
    await lena.post(asked.url, {});
    expect(await kept(auditId)).toEqual([]);

    const pressed = String((await lena.post(asked.url, { intent: 'part' })).headers['location']);
    const shown = await lena.get(pressed);
    expect(shown.headers['refresh']).toBe(`1;url=${asked.url}/what-is-wrong.xlsx`);
    expect((await lena.get(asked.url)).headers['refresh']).toBeUndefined();
    expect(wordsOf(shown.text)).toContain('58 files kept.');
    expect(wordsOf(shown.text)).toContain('2 rows had something wrong and were not kept.');
    expect(wordsOf(shown.text)).toContain('send the whole list again');
    expect(await kept(auditId)).toHaveLength(58);
    expect(await backOf(asked)).toEqual([
      { row: 1, cells: ['reference', 'group', 'What is wrong'] },
      { row: 2, cells: ['Total', 'Ash', expect.stringContaining('row of totals')] },
      { row: 3, cells: ['G-0', 'Ash', 'column reference: "G-0" is in row 2 already'] },
    ]);
    const [line] = await app.deps.activity.list({ auditId, limit: 1 });
    expect(line).toMatchObject({ action: 'sample.listed', detail: { files: 58, leftOut: 2 } });
    // The page of the sample says so from now on, and so does whatever says how the files were chosen.
    const left =
      '2 rows of the list were left out because something is wrong with them, so they cannot be drawn.';
    expect(wordsOf((await lena.get(urls.sample(auditId))).text)).toContain(left);
    const [ash] = await app.deps.auditRepository.groups(auditId);
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash?.id}`]: '1',
      [`by-${ash?.id}`]: 'number',
      [`method-${ash?.id}`]: 'random',
    });
    const [drawn] = await app.deps.sampling.files(auditId);
    await app.deps.fromSample.begin(app.ids.amir, auditId, drawn?.id ?? 0);
    expect(wordsOf((await lena.get(urls.results(auditId))).text)).toContain(
      'drawn at random from a caseload list (seed SEED-1). An interval is that of the whole list: narrower the more of it was read. 2 rows of the caseload list were left out because something is wrong with them, and could not be drawn.',
    );
    // A second press does nothing more.
    expect((await lena.post(asked.url, { intent: 'part' })).headers['location']).toBe(asked.url);
    const listings = await app.deps.activity.list({ auditId, limit: 20 });
    expect(listings.filter(({ action }) => action === 'sample.listed').map(({ id }) => id)).toEqual([
      line?.id,
    ]);
    // A list that is whole takes the place of it, and nothing is said any more.
    const again = await newAudit(app);
    await lena.upload(urls.sampleList(again.auditId), csv('reference,group', ...good));
    expect(wordsOf((await lena.get(urls.sample(again.auditId))).text)).not.toContain('left out because');
  });

  it('takes no part of a list that is wrong as a whole, or of which hidden rows are not decided', async () => {
    const { auditId } = await newAudit(app);
    const unknown = await send(auditId, csv('reference,group,Mood', 'A-1,Ash,low'));
    await lena.post(unknown.url, { intent: 'part' });
    expect(await kept(auditId)).toEqual([]);
    const content = filteredWorkbook(
      [
        ['reference', 'group'],
        ['A-1', 'Ash'],
        ['Total', ''],
        ['A-2', 'Ash'],
      ],
      [3],
    );
    const hidden = await send(auditId, { name: 'list.xlsx', content });
    await lena.post(hidden.url, { intent: 'part' });
    expect(await kept(auditId)).toEqual([]);
    expect((await backOf(hidden)).map(({ cells }) => cells[2] ?? '')).toEqual([
      'What is wrong',
      '',
      'the workbook hid this row: delete it if it is not meant',
      '',
    ]);
    const now = { url: hidden.url, html: (await lena.get(hidden.url)).text };
    const taken = await answer(now, { hidden: 'take' });
    expect(wordsOf(taken.html)).toContain('Row 3');
    await lena.post(hidden.url, { intent: 'part' });
    expect(await kept(auditId)).toEqual(['A-1 Ash', 'A-2 Ash']);
  });

  it('is called off, and is then gone', async () => {
    const { auditId } = await newAudit(app);
    const asked = await send(auditId, csv('reference,group', 'Total,Ash', 'A-1,Ash'));
    expect((await lena.post(asked.url, { intent: 'cancel' })).headers['location']).toBe(urls.sample(auditId));
    expect((await lena.get(asked.url)).status).toBe(404);
    expect(await kept(auditId)).toEqual([]);
  });

  it('of something else than people may be called by name', async () => {
    const { auditId } = await newAudit(app);
    // Of people a name is none that is kept.
    const asked = await send(auditId, csv('Full name,group', 'A-1,Ash'));
    expect(wordsOf(asked.html)).toContain('there is no column "reference"');
    expect(asked.html).not.toContain('name="column-0"');
  });
});
