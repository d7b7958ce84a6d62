import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { withSheet } from '../../../bin/sheet.ts';
import { caseloadProblems, problemText, subjectWords } from '../../../rules/index.ts';
import { readCaseloadList } from '../../../server/fieldwork/sampling/caseloadList.ts';
import { NO_CHOICES } from '../../../server/fieldwork/transfer/sheetReading.ts';
import { SheetFormatError } from '../../../server/formats/sheetFile.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { tallySheet } from '../../../server/results/figures/sheetTally.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

// Sheets that other hands wrote without having seen the reader, with what is right of each.

const folder = path.join(projectFolder(), 'test/fixtures/sheets-of-others');
const caseSchema = z.strictObject({
  file: z.string(),
  why: z.string(),
  as: z.literal('caseload list').optional(),
  hidden: z.enum(['take', 'leave']).optional(),
  /** Columns of a list that are left out when they are asked about. */
  ignore: z.array(z.string()).default([]),
  outcome: z.enum(['accepted', 'refused']),
  files: z.int().optional(),
  /** Of a check: yes, no, not applicable, not recorded. Of a list: the files of a group. */
  figures: z.record(z.string(), z.union([z.int(), z.array(z.int())])).optional(),
  groups: z.array(z.string()).optional(),
  /** Rows of a list that are asked about. */
  asked: z.int().optional(),
  /** Stands in what is refused or noted. */
  says: z.array(z.string()).default([]),
});
const CASES = z
  .array(caseSchema)
  .parse(JSON.parse(readFileSync(new URL('sheetsOfOthers.json', import.meta.url), 'utf8')));
type Case = (typeof CASES)[number];
const named = (cases: Case[]) => cases.map((one) => ({ name: `${one.file}: ${one.why}`, one }));
const ofCaseFiles = CASES.filter((one) => one.as === undefined);
const ofLists = CASES.filter((one) => one.as !== undefined);
const GROUPS = ['Harbour', 'Mill', 'Caf\u00E9 Harbour'];

/** Lets a sheet be read; one that cannot be read at all is refused with its sentence. */
async function outcomeOf<T>(
  work: (heard: string[]) => Promise<T | null>,
): Promise<{ said: string; read: T | null }> {
  const heard: string[] = [];
  const read = await work(heard).catch((error: unknown) => {
    if (!(error instanceof SheetFormatError)) throw error;
    heard.push(error.message);
    return null;
  });
  return { read, said: heard.join('\n') };
}

describe('sheets of others', () => {
  let test: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    test = await startApp('sqlite');
    lena = await test.as('lena');
  });
  afterAll(() => test.close());
  const tool = () => test.deps.tools.must('rodt', 2);
  const fileOf = ({ file }: Case) => path.join(folder, file);

  it('are tried, every file of the fixtures', () => {
    expect([...new Set(CASES.map(({ file }) => file))].toSorted()).toEqual(readdirSync(folder).toSorted());
    expect(CASES.length).toBeGreaterThanOrEqual(60);
  });

  it.each(named(ofCaseFiles))('on the command line, $name', async ({ one }) => {
    const { read, said } = await outcomeOf((heard) =>
      withSheet(
        fileOf(one),
        (text) => heard.push(text),
        (lines) =>
          tallySheet(
            tool(),
            lines,
            { problem: (found) => heard.push(problemText(found)), note: (text) => heard.push(text) },
            { hidden: one.hidden },
          ),
      ),
    );
    for (const words of one.says) expect(said).toContain(words);
    expect(read === null, said).toBe(one.outcome === 'refused');
    if (!read) return;
    expect(read.overall.files).toBe(one.files);
    if (one.groups) expect(read.groups.map(({ name }) => name)).toEqual(one.groups);
    for (const [id, figures] of Object.entries(one.figures ?? {})) {
      const check = read.overall.checks.find((found) => found.id === id);
      const counts = [check?.yes, check?.no, check?.notApplicable, check?.notRecorded];
      expect([id, counts]).toEqual([id, figures]);
    }
  });

  it.each(named(ofCaseFiles.filter(({ hidden }) => hidden === undefined)))(
    'in the browser, $name',
    async ({ one }) => {
      const { auditId } = await newAudit(test, { groups: GROUPS.map((name) => ({ name })) });
      const sent = await lena.upload(urls.importFiles(auditId), { path: fileOf(one) });
      const url = sent.headers['location'];
      if (url === undefined) expect(sent.status).toBe(422);
      // What is refused or asked about is not imported by a press that answers nothing.
      else if (one.outcome === 'refused') await lena.post(url, {});
      else {
        const page = await lena.get(url);
        for (const words of one.says) expect(wordsOf(page.text)).toContain(words);
        await lena.post(url, filledIn(formTo(page.text, url), {}));
      }
      const lines = await test.deps.recording.lines(auditId, tool());
      expect(lines).toHaveLength(one.outcome === 'accepted' ? (one.files ?? 0) : 0);
    },
  );

  it.each(named(ofLists))('as a caseload list, $name', async ({ one }) => {
    const { read, said } = await outcomeOf((heard) =>
      withSheet(
        fileOf(one),
        (text) => heard.push(text),
        async (lines) => {
          const list = await readCaseloadList(tool(), lines, { ...NO_CHOICES, ignore: one.ignore });
          const words = subjectWords(tool().subject);
          const audit = { groups: ['Bridge', 'Step up'], references: [], words };
          list.leave();
          const problems = [...list.problems, ...caseloadProblems(list.rows, audit)];
          heard.push(...problems.map(problemText), list.brokeOff ?? '');
          return problems.length > 0 || list.brokeOff !== null ? null : list;
        },
      ),
    );
    for (const words of one.says) expect(said).toContain(words);
    if (one.asked !== undefined) {
      expect([read?.hidden, read?.rows]).toEqual([one.asked, []]);
      return;
    }
    expect(read === null, said).toBe(one.outcome === 'refused');
    if (!read) return;
    expect(read.rows).toHaveLength(one.files ?? 0);
    const groups = Object.keys(one.figures ?? {});
    const inGroup = (name: string) => read.rows.filter(({ group }) => group === name).length;
    expect(Object.fromEntries(groups.map((name) => [name, inGroup(name)]))).toEqual(one.figures);
  });
});
