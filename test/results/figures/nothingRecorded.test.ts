import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';
import { readPdf, words } from '../../support/readPdf.ts';
import { readWord } from '../../support/word.ts';
import { ALL_KINDS } from '../../fieldwork/exclusions/allKinds.ts';

const SENTENCE = 'Nothing was recorded for: handover; setting; seen on; why code.';
const UNANSWERED = /How good are the handovers|Where was it|When were they seen|Why, in short/;

/** Questions to which nobody recorded anything: a table of dashes tells less than a sentence. */
describe('questions to which nobody recorded an answer', () => {
  let folder: string;
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'nothing-'));
    writeFileSync(path.join(folder, 'all_kinds.v1.json'), JSON.stringify(ALL_KINDS));
    test = await startApp('sqlite', { toolsFolder: folder });
    lena = await test.as('lena');
    ({ auditId } = await newAudit(test, {
      tool: 'all_kinds',
      groups: [
        { name: 'Ash', exclusions: ['offered'] },
        { name: 'Birch', exclusions: ['offered'] },
      ],
    }));
    const rows = ['reference,group,plan,tone,visits'];
    for (let i = 0; i < 12; i += 1)
      rows.push(`R${i},${i < 6 ? 'Ash' : 'Birch'},yes,${i % 2 ? 'good' : 'fair'},3`);
    await test.deps.importer.importCaseFiles(null, auditId, lines(rows), { complete: true });
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true });
  });

  it('are named in a sentence on the results page, and have no table there', async () => {
    const { text } = await lena.get(urls.results(auditId));
    expect(wordsOf(text)).toContain(SENTENCE);
    const [, answers = ''] = wordsOf(text).split('Answers to the other questions');
    expect(answers).not.toMatch(UNANSWERED);
    // What is not applicable throughout was recorded to be that.
    expect(answers).toContain('What was offered?');
  });

  it('are named in the documents for a committee, too', async () => {
    const pdf = words((await readPdf((await download(lena, urls.resultsPdf(auditId))).body)).text);
    const { text } = readWord((await download(lena, urls.resultsWord(auditId))).body);
    for (const told of [pdf, words(text)]) {
      expect(told).toContain(SENTENCE);
      expect(told).not.toMatch(UNANSWERED);
      expect(told).toContain('How is the tone?');
    }
  });

  it('keep their rows in exports', async () => {
    const { body } = await download(lena, urls.exportResults(auditId, 'csv', { of: 'items' }));
    for (const label of ['handovers', 'Where was it', 'When were they seen']) {
      expect(body.toString('utf8')).toContain(label);
    }
  });
});

async function* lines(rows: readonly string[]) {
  for (const [i, line] of rows.entries()) yield await Promise.resolve({ row: i + 1, cells: line.split(',') });
}
