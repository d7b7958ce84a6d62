import { afterAll, beforeAll, expect, it } from 'vitest';
import { itemsOf } from '../../../rules/index.ts';
import { CSV_BEGIN } from '../../../server/formats/csv.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formTo } from '../../support/form.ts';
import { download } from '../../support/page.ts';

/** Texts that spreadsheets, CSV and XML each take for something else. */
const NASTY = [
  '=HYPERLINK("http://example.org","x")',
  "'=1",
  '@SUM(1)',
  '-1+1',
  'one\n\ntwo, "three"; four\tfive',
  '<b>&amp;</b> _x0041_ \u0007',
  '0012',
  'Ω 💊',
];

onOneEngine('exporting case files', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let exampleId: number;
  beforeAll(async () => {
    test = await startApp(engine);
    exampleId = await withExample(test);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const get = (auditId: number, format: string) => download(lena, urls.exportFiles(auditId, format));

  /** An open audit with the same groups as another one, and no file. */
  async function likeIt(auditId: number): Promise<number> {
    const groups = await test.deps.audits.groups(auditId);
    const made = await newAudit(test, {
      groups: groups.map((group) => ({
        name: group.name,
        plannedFiles: group.plannedFiles,
        providers: group.providers.map((provider) => provider.name),
        exclusions: group.exclusions,
      })),
    });
    return made.auditId;
  }

  async function importInto(auditId: number, name: string, content: Buffer): Promise<void> {
    const sent = await lena.upload(urls.importFiles(auditId), { name, content });
    const url = String(sent.headers['location']);
    const page = await lena.get(url);
    const answer = await lena.post(url, filledIn(formTo(page.text, url)));
    expect(answer.headers['location'], page.text).toBe(urls.files(auditId));
  }

  it.each(['csv', 'xlsx'])(
    'gives back as %s what importing it again needs: the same audit',
    async (format) => {
      const { body } = await get(exampleId, format);
      const copyId = await likeIt(exampleId);
      await importInto(copyId, `case-files.${format}`, body);
      const [original, copy] = await Promise.all([
        test.deps.results.of(exampleId),
        test.deps.results.of(copyId),
      ]);
      expect(copy.tally).toEqual(original.tally);
      expect(copy.completeFiles).toBe(52);
      const again = (await get(copyId, 'csv')).body;
      expect(again.equals((await get(exampleId, 'csv')).body)).toBe(true);
    },
  );

  it.each(['csv', 'xlsx'])('loses nothing of comments, gaps and awkward texts as %s', async (format) => {
    const { auditId, groupIds } = await newAudit(test);
    const tool = test.deps.tools.must('rodt', 1);
    const items = itemsOf(tool);
    for (const [i, text] of NASTY.entries()) {
      const groupId = groupIds[i % 2] ?? 0;
      const fileId = await test.deps.recording.create(test.ids.lena, auditId, {
        reference: `R-${i}`,
        groupId,
      });
      await test.deps.recording.save(test.ids.lena, await test.deps.audits.get(auditId), fileId, {
        version: 1,
        reference: text.includes('\n') || text.length > 40 ? `R-${i}` : text,
        groupId,
        // In the second group the check does not apply; here somebody has taken that answer back.
        answers: new Map([
          ['recovery_plan', 'yes'],
          ['top_missing', null],
        ]),
        comments: new Map([
          ['smart', text],
          [items.at(-1)?.id ?? '', `${text} again`],
        ]),
        places: new Map([['smart', `${i}; "Care plan", page 3`]]),
        entryDates: new Map([[items[0]?.id ?? '', `2012-02-0${i + 1}`]]),
        comment: text,
        complete: i % 3 === 0,
      });
    }
    const { body } = await get(auditId, format);
    const copyId = await likeIt(auditId);
    await importInto(copyId, 'whatever its name.txt', body);
    const filesOf = async (id: number) => {
      const lines = await test.deps.recording.lines(id, tool);
      return Promise.all(
        lines.map(async (line) => {
          const review = await test.deps.recording.get(id, line.id);
          const { reference, comment, completedAt, answers, comments, places, entryDates } = review;
          const sorted = (map: ReadonlyMap<string, string>) =>
            [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
          const maps = [answers, comments, places, entryDates].map(sorted);
          return [reference, comment, completedAt !== null, ...maps];
        }),
      );
    };
    expect(await filesOf(copyId)).toEqual(await filesOf(auditId));
    expect((await get(copyId, 'csv')).body.equals((await get(auditId, 'csv')).body)).toBe(true);
  });

  it('is CSV that Excel opens as it is meant, in which it finds no formula', async () => {
    const { auditId, groupIds } = await newAudit(test);
    await test.deps.recording.create(test.ids.lena, auditId, {
      reference: '=1+1',
      groupId: groupIds[0] ?? 0,
    });
    const answer = await get(auditId, 'csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename=case-files-audit-${auditId}.csv`,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    const text = answer.body.toString('utf8');
    expect(text.startsWith(`${CSV_BEGIN}reference,group,complete,recovery_plan,`)).toBe(true);
    expect(text.split('\r\n')[1]).toMatch(/^'=1\+1,Ash,no,nr,nr,/);
  });

  it('has a heading even where there is no case file, and notes who took it', async () => {
    const { auditId } = await newAudit(test, { state: 'draft' });
    for (const format of ['csv', 'xlsx']) expect((await get(auditId, format)).status).toBe(200);
    expect((await get(auditId, 'csv')).body.toString('utf8').trim().split('\r\n')).toHaveLength(1);
    expect((await activityOf(test, auditId)).filter((line) => line === 'caseFiles.exported')).toHaveLength(3);
  });
});
