import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checksOf, itemsOf } from '../../../rules/index.ts';
import { readSheet } from '../../../server/formats/sheetFile.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download } from '../../support/page.ts';

describe('empty sheets to fill in', () => {
  let test: TestApp;
  let lena: Visitor;
  let folder: string;
  let auditId: number;
  beforeAll(async () => {
    test = await startApp('sqlite');
    lena = await test.as('lena');
    folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
    ({ auditId } = await newAudit(test));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await test.close();
  });

  async function linesOf(content: Buffer, name: string): Promise<string[][]> {
    const file = path.join(folder, name);
    writeFileSync(file, content);
    const lines = [];
    for await (const { cells } of readSheet(file)) lines.push(cells);
    return lines;
  }

  /** The workbook with a row of texts under its heading. */
  function filled(workbook: Buffer, cells: string[]): Buffer {
    const parts = unzipSync(workbook);
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    const row = cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('');
    parts['xl/worksheets/sheet1.xml'] = strToU8(
      sheet.replace('</sheetData>', `<row r="2">${row}</row></sheetData>`),
    );
    return Buffer.from(zipSync(parts));
  }

  it('have every question of the tool, and offer its answers in each cell', async () => {
    const tool = test.deps.tools.must('rodt', 1);
    const labels = itemsOf(tool).map(({ label }) => label);
    const heading = ['reference', 'group', 'complete', ...labels, 'comment'];
    expect((await lena.get(urls.importFiles(auditId))).text).toContain(urls.importTemplate(auditId, 'xlsx'));
    const csv = await download(lena, urls.importTemplate(auditId, 'csv'));
    expect(await linesOf(csv.body, 'a.csv')).toEqual([heading]);

    const { body } = await download(lena, urls.importTemplate(auditId, 'xlsx'));
    expect(await linesOf(body, 'a.xlsx')).toEqual([heading]);
    const parts = unzipSync(body);
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    const lists = sheet.match(/<dataValidation type="list"/g) ?? [];
    // The group, whether the file is complete, the checks, and the choices.
    const choices = itemsOf(tool).filter((item) => item.kind === 'field' && item.type === 'choice');
    expect(lists).toHaveLength(2 + checksOf(tool).length + choices.length);
    expect(sheet).toContain('sqref="D2:D2001"><formula1>\'Allowed answers\'!$C$2:$C$5</formula1>');
    // The spreadsheet makes no date of a reference.
    const style = /<col min="1" max="1" style="(\d+)"/.exec(sheet)?.[1];
    const styles = strFromU8(parts['xl/styles.xml'] ?? new Uint8Array());
    const formats = /<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(styles)?.[1]?.split('</xf>') ?? [];
    expect(formats[Number(style)]).toContain('numFmtId="49"');
  });

  it('are understood whole when they come back', async () => {
    const { body } = await download(lena, urls.importTemplate(auditId, 'xlsx'));
    const file = path.join(folder, 'filled.xlsx');
    writeFileSync(file, filled(body, ['T-1', 'Ash', 'Yes', 'Yes', 'No', 'Not applicable', 'Not recorded']));
    const sent = await lena.upload(urls.importFiles(auditId), { path: file });
    const url = String(sent.headers['location']);
    const page = await lena.get(url);
    expect(wordsOf(page.text)).toContain('Found wrong 0 problems');
    expect(wordsOf(page.text)).not.toContain('several sheets');
    await lena.post(url, filledIn(formTo(page.text, url), {}));
    const [line] = await test.deps.recording.lines(auditId, test.deps.tools.must('rodt', 1));
    const review = await test.deps.recording.get(auditId, line?.id ?? 0);
    expect(Object.fromEntries(review.answers)).toEqual({
      recovery_plan: 'yes',
      abstinence: 'no',
      reduction: 'na',
    });
    expect(review.completedAt).not.toBeNull();
  });

  it('are there for the caseload list', async () => {
    const heading = [
      'reference',
      'group',
      'Gender',
      'Ethnicity',
      'Primary drug',
      'Secondary drug',
      'Months in treatment',
    ];
    expect((await lena.get(urls.sample(auditId))).text).toContain(urls.sampleTemplate(auditId, 'csv'));
    const csv = await download(lena, urls.sampleTemplate(auditId, 'csv'));
    expect(await linesOf(csv.body, 'b.csv')).toEqual([heading]);
    const { body } = await download(lena, urls.sampleTemplate(auditId, 'xlsx'));
    expect(await linesOf(body, 'b.xlsx')).toEqual([heading]);
    const other = await newAudit(test);
    const file = path.join(folder, 'list.xlsx');
    writeFileSync(file, filled(body, ['C-1', 'Ash', 'Female', 'White British', 'Heroin', 'None', '9']));
    const sent = await lena.upload(urls.sampleList(other.auditId), { path: file });
    expect(sent.headers['location']).toBe(urls.sample(other.auditId));
    expect(wordsOf((await lena.get(urls.sample(other.auditId))).text)).toContain(
      'The list is kept, with 1 file.',
    );
  });
});
