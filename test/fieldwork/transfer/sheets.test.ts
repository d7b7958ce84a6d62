import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemText } from '../../../rules/index.ts';
import { withSheet } from '../../../bin/sheet.ts';
import { tallySheet } from '../../../server/results/figures/sheetTally.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { SHEET_CASES } from '../../support/sheets.ts';
import type { SheetCase } from '../../support/sheets.ts';

const folder = path.join(projectFolder(), 'test/fixtures/sheets');

describe('sheets as people have them', () => {
  let test: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    test = await startApp('sqlite');
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  it('are tried, every file of the fixtures', () => {
    expect(SHEET_CASES.map(({ file }) => file).toSorted()).toEqual(readdirSync(folder).toSorted());
  });

  /** What `tally` does with a sheet. */
  async function tallied(file: string, options: Parameters<typeof tallySheet>[3] = {}) {
    const tool = test.deps.tools.must('rodt', 1);
    const problems: string[] = [];
    const notes: string[] = [];
    const figures = await withSheet(
      path.join(folder, file),
      (text) => notes.push(text),
      (lines) =>
        tallySheet(
          tool,
          lines,
          { problem: (found) => problems.push(problemText(found)), note: (text) => notes.push(text) },
          options,
        ),
    );
    return { figures, problems, notes };
  }

  it.each(SHEET_CASES)('on the command line: $kind, $file', async (the) => {
    const { figures, problems, notes } = await tallied(the.file);
    expect(notes).toEqual(the.note === undefined ? [] : [the.note]);
    const expected = expectedProblems(the);
    expect(problems).toEqual(expected.map((pattern) => expect.stringMatching(pattern) as string));
    expect(figures === null).toBe(expected.length > 0);
    const files = Object.keys(the.files ?? {}).length;
    if (figures) expect(figures.overall.files).toBe(files);
    if (the.hidden !== undefined) {
      expect((await tallied(the.file, { hidden: 'take' })).figures?.overall.files).toBe(files);
      expect((await tallied(the.file, { hidden: 'leave' })).figures?.overall.files).toBe(files - the.hidden);
    }
    if (the.columns) {
      expect((await tallied(the.file, { ignore: the.columns })).figures?.overall.files).toBe(1);
    }
  });

  /** What the command line refuses, one sentence each. */
  function expectedProblems({ refused = [], asked = [], columns = [], hidden }: SheetCase): RegExp[] {
    return [
      ...refused.map(
        ([row, value, text]) =>
          new RegExp(`^row ${row}, column reference: "${value.replace(/[()]/g, '.')}" ${text.source}`),
      ),
      ...asked.map((word) => new RegExp(`"${word}" must be one of`)),
      ...columns.map((name) => new RegExp(`"${name}" is not an item`)),
      ...(hidden === undefined ? [] : [/1 row of the workbook is hidden or filtered out/]),
    ];
  }

  it.each(SHEET_CASES.filter(({ files, hidden }) => files && hidden === undefined))(
    'in the browser: $kind, $file',
    async ({ file, files = {}, note }) => {
      const { auditId } = await newAudit(test, { groups: [{ name: 'Bridge' }, { name: 'Step up' }] });
      const sent = await lena.upload(urls.importFiles(auditId), { path: path.join(folder, file) });
      const url = String(sent.headers['location']);
      const page = await lena.get(url);
      if (note !== undefined) expect(wordsOf(page.text)).toContain(note);
      const done = await lena.post(url, filledIn(formTo(page.text, url), {}));
      expect(done.headers['location']).toBe(urls.files(auditId));
      expect(await readIn(auditId)).toEqual(files);
    },
  );

  it.each(SHEET_CASES.filter(({ refused }) => refused))(
    'refused in the browser: $kind, $file',
    async ({ file, refused = [] }) => {
      const { auditId } = await newAudit(test, { groups: [{ name: 'Bridge' }] });
      const sent = await lena.upload(urls.importFiles(auditId), { path: path.join(folder, file) });
      const url = String(sent.headers['location']);
      const words = wordsOf((await lena.get(url)).text);
      expect(words).toContain(`Found wrong ${refused.length} problem`);
      for (const [row, value, text] of refused) {
        expect(words).toMatch(
          new RegExp(`Row ${row} reference "${value.replace(/[()]/g, '.')}" ${text.source}`),
        );
      }
      await lena.post(url, {});
      expect(await readIn(auditId)).toEqual({});
    },
  );

  it.each(SHEET_CASES)('as a caseload list: $kind, $file', async (the) => {
    const { auditId } = await newAudit(test, { groups: [{ name: 'Bridge' }, { name: 'Step up' }] });
    const list = { path: path.join(folder, the.file) };
    const sent = await lena.upload(urls.sampleList(auditId), list);
    const { refused = [], asked = [], columns = [], hidden, note = '' } = the;
    if (refused.length + asked.length + columns.length === 0 && hidden === undefined) {
      expect(sent.headers['location']).toBe(urls.sample(auditId));
      const words = wordsOf((await lena.get(urls.sample(auditId))).text);
      expect(words).toContain(`The list is kept, with ${Object.keys(the.files ?? { one: {} }).length} file`);
      expect(words).toContain(note);
      return;
    }
    expect(sent.status).toBe(422);
    const words = wordsOf(sent.text);
    for (const [row, value, text] of refused) {
      expect(words).toMatch(
        new RegExp(`Row ${row} reference "${value.replace(/[()]/g, '.')}" ${text.source}`),
      );
    }
    for (const word of asked) expect(words).toContain(`“${word}” under “primary_drug”`);
    for (const name of columns) expect(words).toContain(`“${name}” No question of the audit tool`);
    if (hidden === undefined) return;
    expect(words).toContain(
      `${hidden} row of the workbook is hidden or filtered out. Is it on the list too?`,
    );
    // Asked as the import asks: nothing is kept before it is answered, and either answer is taken.
    expect((await test.deps.sampling.state(auditId)).sample).toBeNull();
    for (const [said, files] of [
      ['take', 2],
      ['leave', 1],
    ] as const) {
      const page = await lena.upload(urls.sampleList(auditId), list);
      const [, url = ''] = /action="([^"]*\/sample\/questions\/[^"]*)"/.exec(page.text) ?? [];
      const unanswered = await lena.post(url, filledIn(formTo(page.text, url, 'Go on'), {}));
      expect(unanswered.status).toBe(422);
      const done = await lena.post(url, {
        ...filledIn(formTo(unanswered.text, url, 'Go on'), {}),
        hidden: said,
      });
      expect(done.headers['location']).toBe(urls.sample(auditId));
      expect(wordsOf((await lena.get(urls.sample(auditId))).text)).toContain(
        `The list is kept, with ${files} file`,
      );
    }
  });

  /** The answers that an audit has, by reference. */
  async function readIn(auditId: number): Promise<Record<string, Record<string, string>>> {
    const lines = await test.deps.recording.lines(auditId, test.deps.tools.must('rodt', 1));
    const entries = await Promise.all(
      lines.map(async ({ id, reference }) => {
        const { answers } = await test.deps.recording.get(auditId, id);
        return [reference, Object.fromEntries(answers)] as const;
      }),
    );
    return Object.fromEntries(entries);
  }
});
