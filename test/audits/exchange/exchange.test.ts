import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instrumentItemsOf, parseInstrument } from '../../../rules/index.ts';
import { workbookOf } from '../../../server/formats/workbook.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { XLSFORM, xlsformWithHiddenRow } from '../../support/xlsform.ts';

const DICTIONARY = readFileSync(path.join(projectFolder(), 'test/fixtures/exchange/dictionary.csv'), 'utf8');

onOneEngine('tools from and to other programs', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const send = (content: string | Buffer, name: string, fields: Record<string, string> = {}) =>
    lena.upload(urls.toolImports(), { name, content }, fields);

  /** Sends a file and makes the draft of what was found in it; returns both pages and the draft. */
  async function draftOf(answer: Awaited<ReturnType<typeof send>>) {
    expect(answer.status).toBe(303);
    const url = String(answer.headers['location']);
    const page = await lena.get(url);
    const before = (await test.deps.drafts.all()).length;
    const form = formTo(page.text, url);
    const made = await lena.post(form.action, filledIn(form, {}, 'Make the draft'));
    expect(made.status).toBe(303);
    const all = await test.deps.drafts.all();
    expect(all).toHaveLength(before + 1);
    const id = Number(/\d+$/.exec(String(made.headers['location']))?.[0]);
    return { found: wordsOf(page.text), draft: await test.deps.drafts.get(id), url };
  }

  describe('a draft from a file', () => {
    it('is offered to leads on the page of tools', async () => {
      expect((await lena.get(urls.tools())).text).toContain(`href="${urls.toolImports()}"`);
      const adam = await test.as('adam');
      expect((await adam.get(urls.tools())).text).not.toContain(urls.toolImports());
    });

    it('is made of a dictionary once its list was seen, with nothing published', async () => {
      const { found, draft, url } = await draftOf(await send(DICTIONARY, 'shelter.csv'));
      expect(found).toContain('Shelter notes : 14 questions in 2 sections.');
      expect(found).toContain('It becomes a draft of a new tool; nothing is published.');
      expect(found).toContain(
        'it is marked as identifying a person, and a tool asks for no personal data. nhs (row 20)',
      );
      expect(draft.toolId).toBe('shelter_notes');
      // What the dictionary does not say is empty, so that it has to be written.
      const items = draft.definition.sections.flatMap((section) => section.items);
      expect(items.map(({ id, guidance }) => [id, guidance]).slice(0, 2)).toEqual([
        ['key_worker', 'Yes when one person is named.'],
        ['worker_met', ''],
      ]);
      expect(draft.definition.source).toBe('');
      expect(await test.deps.tools.newest('shelter_notes')).toBeUndefined();
      // Nobody else sees what was sent.
      expect((await (await test.as('stan')).get(url)).status).toBe(404);
    });

    it('is made of an XLSForm, under a name of its own where there is a tool of that name', async () => {
      const sheets = {
        ...XLSFORM,
        settings: [
          ['form_title', 'form_id'],
          ['Another', 'rodt'],
        ],
      };
      const workbook = await workbookOf(
        Object.entries(sheets).map(([name, [heading = [], ...rows]]) => ({ name, heading, rows })),
      );
      const { found, draft } = await draftOf(await send(workbook, 'form.xlsx'));
      expect(found).toContain('it stands in a repeat, and a record answers each question once.');
      expect(draft.toolId).toBe('rodt_2');
    });

    it('is asked about rows that a workbook hides before anything of it is told', async () => {
      const questions = { take: 2, leave: 1 };
      for (const said of ['take', 'leave'] as const) {
        const sent = await send(xlsformWithHiddenRow(), 'form.xlsx');
        const url = String(sent.headers['location']);
        const asked = wordsOf((await lena.get(url)).text);
        expect(asked).toContain(
          '1 row of the workbook is hidden or filtered out. Is it part of the form too?',
        );
        expect(asked).not.toContain('How many letters');
        expect((await lena.post(url, {})).status).toBe(422);
        const answered = await lena.post(url, { hidden: said });
        expect(answered.headers['location']).not.toBe(url);
        const { draft } = await draftOf(answered);
        const items = draft.definition.sections.flatMap((section) => section.items);
        expect(items).toHaveLength(questions[said]);
      }
    });

    it('is the next version where it is a definition of a tool that is there', async () => {
      const json = (await lena.get(urls.toolFile('record_quality', 1, 'json'))).text;
      const { found, draft } = await draftOf(await send(json, 'tool.json'));
      expect(found).toContain('version 2 of the tool “record_quality”');
      expect([draft.toolId, draft.version]).toEqual(['record_quality', 2]);
    });

    it('is refused with every spot, and nothing is made', async () => {
      const before = (await test.deps.drafts.all()).length;
      const none = await lena.post(urls.toolImports(), {});
      expect(none.status).toBe(422);
      expect(wordsOf(none.text)).toContain('Choose a file.');
      const bad = await send('{"format": 2, "id": "Bad id"}', 'x.json');
      expect(bad.status).toBe(422);
      expect(wordsOf(bad.text)).toContain('id: must be lower-case letters');
      expect(wordsOf(bad.text)).toContain('sections: ');
      const sheet = await send('name,age\nx,1\n', 'people.csv');
      expect(sheet.status).toBe(422);
      expect(wordsOf(sheet.text)).toContain('row 1: there is no column "Variable / Field Name".');
      expect(wordsOf((await send('%PDF-1.7', 'x.pdf')).text)).toContain('neither CSV nor an Excel workbook');
      expect(await test.deps.drafts.all()).toHaveLength(before);
      expect((await lena.get(urls.toolImport('nowhere'))).status).toBe(404);
    });
  });

  describe('a tool that is taken along', () => {
    it('is offered in each format, with what that cannot hold', async () => {
      expect((await lena.get(urls.tools())).text).toContain(`href="${urls.toolExport('rodt', 2)}"`);
      const page = await lena.get(urls.toolExport('rodt', 2));
      expect(page.status).toBe(200);
      const words = wordsOf(page.text);
      expect(words).toContain('REDCap data dictionary (CSV)');
      expect(words).toContain('TOP forms : when TOP forms fall due is not said in the form.');
      for (const format of ['redcap', 'xlsform', 'json']) {
        expect(page.text).toContain(`href="${urls.toolFile('rodt', 2, format)}"`);
      }
      expect((await lena.get(urls.toolFile('rodt', 2, 'pdf'))).status).toBe(404);
      expect((await lena.get(urls.toolExport('rodt', 99))).status).toBe(404);
    });

    it('comes as a file', async () => {
      const csv = await lena.get(urls.toolFile('rodt', 2, 'redcap'));
      expect(csv.headers['content-disposition']).toBe('attachment; filename=rodt-v2-redcap.csv');
      expect(csv.text).toContain('recovery_plan,rodt,');
      const parsed = parseInstrument(JSON.parse((await lena.get(urls.toolFile('rodt', 2, 'json'))).text));
      expect('instrument' in parsed && instrumentItemsOf(parsed.instrument).length).toBe(22);
    });
  });
});
