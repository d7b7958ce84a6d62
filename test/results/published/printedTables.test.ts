import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconcileFile } from '../../../bin/reconcile.ts';
import { loadTools } from '../../../server/audits/tools.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { formTo, wordsOf } from '../../support/form.ts';
import { TABLE_CASES } from '../../support/printedTables.ts';

const folder = path.join(projectFolder(), 'test/fixtures/printed-tables');

/** What `reconcile --json` prints, and the page gives as JSON. */
interface Answer {
  verdict: string;
  checked: Record<'percentages' | 'sums', { checked: number; printed: number }>;
  notRead: { where: string; why: string }[];
  problems: { row: string; column: string; expected: string }[];
  notes: { note: string }[];
}

describe('printed tables as people have them', () => {
  let test: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    test = await startApp('sqlite');
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  it('are tried, every file of the fixtures', () => {
    expect(TABLE_CASES.map(({ file }) => file).toSorted()).toEqual(readdirSync(folder).toSorted());
  });

  it.each(TABLE_CASES)('$kind: $file', async ({ file, wrong, allRead, percentages, note, noNote }) => {
    const source = path.join(folder, file);
    const tools = (await loadTools(path.join(projectFolder(), 'audits'))).current();
    const { out } = await reconcileFile(source, tools, { json: true });
    const answer = JSON.parse(out) as Answer;
    expect(answer.problems.map(({ row, column, expected }) => [row, column, expected])).toEqual(wrong);
    const { verdict, notRead, checked } = answer;
    if (allRead !== undefined) expect([file, verdict, notRead.length > 0]).toEqual([file, verdict, !allRead]);
    expect(verdict.startsWith('Nothing is wrong')).toBe(allRead === true);
    if (percentages !== undefined) {
      expect(`${checked.percentages.checked} of ${checked.percentages.printed}`).toBe(percentages);
    }
    const notes = answer.notes.map((told) => JSON.stringify(told)).join('\n');
    if (note) expect(notes).toMatch(note);
    if (noNote) expect(notes).not.toMatch(noNote);

    const page = await lena.upload(urls.publishedTables(), { path: source });
    expect(page.status).toBe(200);
    expect(wordsOf(page.text)).toContain(verdict);
    for (const { where } of notRead) expect(wordsOf(page.text)).toContain(wordsOf(where));
    // As pasted: the text that the page gives back.
    const table = String(formTo(page.text, urls.publishedTables()).fields['table']);
    const pasted = await lena.post(urls.publishedProblems('json'), { table });
    expect(JSON.parse(pasted.text)).toEqual(answer);
  });
});
