import { afterAll, beforeAll, expect, it } from 'vitest';
import { askedOf, choicesOf, contradictionsIn } from '../../../rules/index.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';

onOneEngine('the progress page', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const page = async (auditId: number) => (await lena.get(urls.progress(auditId))).text;
  const table = async (auditId: number, caption: string) =>
    tablesOf(await page(auditId))
      .find((found) => found.caption === caption)
      ?.rows.slice(1);

  /** Saves answers of a file as somebody. */
  async function save(
    by: 'amir' | 'beth',
    auditId: number,
    fileId: number,
    answers: Record<string, string | null>,
    complete?: boolean,
  ) {
    const review = await test.deps.recording.get(auditId, fileId);
    await test.deps.recording.save(test.ids[by], await test.deps.audits.get(auditId), fileId, {
      version: review.version,
      reference: review.reference,
      groupId: review.groupId,
      answers: new Map(Object.entries(answers)),
      comments: new Map(),
      comment: '',
      complete,
    });
  }

  it('counts what is done, in progress and to do, by group and by who saved last', async () => {
    const { auditId, groupIds } = await newAudit(test, {
      groups: [{ name: 'Ash', plannedFiles: 3 }, { name: 'Birch', plannedFiles: 1 }, { name: 'Empty' }],
    });
    const [ash = 0, birch = 0] = groupIds;
    const begin = (reference: string, groupId: number) =>
      test.deps.recording.create(test.ids.amir, auditId, { reference, groupId });
    expect(await table(auditId, 'Case files of each sample group')).toEqual([
      ['Ash', '3', '0', '0', '3', '0'],
      ['Birch', '1', '0', '0', '1', '0'],
      ['Empty', '3', '0', '0', '3', '0'],
      ['All groups', '7', '0', '0', '7', '0'],
    ]);
    const asked = askedOf(test.deps.tools.must('rodt', 1));
    const all = Object.fromEntries(
      asked.map((item) => [item.id, choicesOf(item).find(({ value }) => value !== 'na')?.value ?? '1']),
    );
    const [one, two] = [await begin('A-1', ash), await begin('A-2', ash)];
    // More files than were planned: nothing is left to do, and no less than nothing.
    const [three, four] = [await begin('B-1', birch), await begin('B-2', birch)];
    await save('amir', auditId, one, all, true);
    await save('beth', auditId, two, { recovery_plan: 'yes' });
    await save('beth', auditId, three, { ...all, smart: null, balance: null }, true);
    expect(await table(auditId, 'Case files of each sample group')).toEqual([
      ['Ash', '3', '1', '1', '1', '0'],
      ['Birch', '1', '1', '1', '0', '2'],
      ['Empty', '3', '0', '0', '3', '0'],
      ['All groups', '7', '2', '2', '4', '2'],
    ]);
    expect(await table(auditId, 'Case files by who saved them last')).toEqual([
      ['Amir Auditor', '1', '1', expect.stringMatching(/ at \d\d:\d\d$/)],
      ['Beth Auditor', '1', '1', expect.stringMatching(/ at \d\d:\d\d$/)],
      ['Lena Lead', '0', '0', 'Nothing yet'],
    ]);
    expect(await table(auditId, '2 files in progress')).toEqual([
      ['A-2', 'Ash', `1 of ${asked.length}`, 'Beth Auditor', expect.any(String)],
      ['B-2', 'Birch', `0 of ${asked.length}`, 'Amir Auditor', expect.any(String)],
    ]);
    const html = await page(auditId);
    expect(wordsOf(html)).toContain('2 answers not recorded in 1 complete file');
    for (const check of ['smart', 'balance']) {
      expect(html).toContain(`href="${urls.file(auditId, three)}#answer.${check}"`);
    }
    expect(html).not.toContain(`${urls.file(auditId, one)}#answer`);
    expect(html).toContain(`href="${urls.file(auditId, four)}"`);
    // The spot that a link leads to is there.
    expect((await lena.get(urls.file(auditId, three))).text).toContain('id="answer.smart"');
  });

  it('lists every contradiction of the example with the file it is in, as the results page does', async () => {
    const auditId = await withExample(test);
    const tool = test.deps.tools.must('rodt', 1);
    const expected: string[] = [];
    for (const line of await test.deps.recording.lines(auditId, tool)) {
      const review = await test.deps.recording.get(auditId, line.id);
      for (const check of contradictionsIn(tool, review.answers)) {
        expected.push(`${urls.file(auditId, line.id)}#answer.${check.id}`);
      }
    }
    expect(expected).toHaveLength(3);
    const linksIn = (html: string) =>
      [...html.matchAll(/href="([^"]+#answer\.[^"]+)"/g)].map(([, href]) => href ?? '');
    const [, contradictions = ''] = /id="contradictions">(.*?)<h2/s.exec(await page(auditId)) ?? [];
    expect(linksIn(contradictions).toSorted()).toEqual(expected.toSorted());

    const { tally } = await test.deps.results.of(auditId);
    const counted = tally.contradictions.reduce((sum, found) => sum + found.files, 0);
    expect(counted).toBe(expected.length);
    const lead = await test.as('lena');
    const results = (await lead.get(urls.results(auditId))).text;
    expect(linksIn(results).toSorted()).toEqual(expected.toSorted());
    // Which file it is would tell somebody who is to read it again two of its answers.
    const amir = await test.as('amir');
    expect(linksIn((await amir.get(urls.results(auditId))).text)).toEqual([]);
    // As many answers are missing here as the tally says.
    const missing = tally.overall.checks.reduce((sum, check) => sum + check.notRecorded, 0);
    expect(wordsOf(await page(auditId))).toContain(`${missing} answers not recorded in`);

    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const carl = await test.as('carl');
    expect((await carl.get(urls.results(auditId))).text).not.toContain('#answer.');
  });

  it('cuts long lists and says by how much', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const repository = Array.from({ length: 130 }, (_, i) => `P-${i},Ash,no,yes,yes`).join('\n');
    await lena
      .upload(urls.importFiles(auditId), {
        name: 'a.csv',
        content: `reference,group,recovery_plan,smart,complete\n${repository}\n`,
      })
      .then((answer) => lena.post(String(answer.headers['location'])));
    for (let i = 0; i < 105; i += 1) {
      await test.deps.recording.create(test.ids.amir, auditId, {
        reference: `Q-${i}`,
        groupId: groupIds[0] ?? 0,
      });
    }
    const words = wordsOf(await page(auditId));
    expect(words).toContain('130 contradictions');
    expect(words).toContain('And 30 more, which show when these are settled.');
    const unanswered = askedOf(test.deps.tools.must('rodt', 1)).length - 2;
    expect(words).toContain(`${130 * unanswered} answers not recorded in 130 complete files`);
    expect(words).toContain('And 30 more files, which show when these are settled.');
    expect(words).toContain('And 5 more.');
  });
});
