import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

/** Whether there is a plan, by first readings, group by group. */
const FIRST: [string, string][] = [
  ['Ash', 'yyyyy'],
  ['Birch', 'yynnn'],
  ['Cedar', 'nnnnn'],
  ['Elm', 'yyynn'],
];

onOneEngine('estimates beside the figures', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;
  let groupIds: number[] = [];
  const files: number[] = [];
  const answer = (letter: string | undefined) => ({ recovery_plan: letter === 'y' ? 'yes' : 'no' });

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    ({ auditId, groupIds } = await newAudit(app, { groups: FIRST.map(([name]) => ({ name })) }));
    for (const [g, [name, answers]] of FIRST.entries()) {
      for (const [i, letter] of answers.split('').entries()) {
        const of = { reference: `${name}-${i}`, groupId: groupIds[g] ?? 0 };
        const fileId = await app.deps.recording.create(app.ids.amir, auditId, of);
        await saveReading(app, 'amir', auditId, fileId, { answers: answer(letter) });
        files.push(fileId);
      }
    }
  });
  afterAll(() => app.close());

  const page = async (who: Visitor = lena) => (await who.get(urls.estimates(auditId))).text;

  it('are led to from the results, and say that nothing is known of readers before files are read twice', async () => {
    expect((await lena.get(urls.results(auditId))).text).toContain(urls.estimates(auditId));
    expect(wordsOf(await page())).toContain('No file has been read twice to the end');
  });

  it('correct a share for the errors of first readings, beside the count', async () => {
    await drawAll(app, auditId);
    // All of Ash and Birch: alike, but that one of Ash is a no, as is settled.
    const again = 'nyyyyyynnn'.split('');
    for (const [i, letter] of again.entries()) {
      await saveReading(app, 'beth', auditId, files[i] ?? 0, { answers: answer(letter) });
    }
    const url = urls.reading(auditId, files[0] ?? 0);
    const changes = { 'settle.recovery_plan': 'no', 'reason.recovery_plan': 'It is an assessment.' };
    const form = formTo((await lena.get(url)).text, url);
    await lena.post(url, filledIn(form, changes, 'Save what is settled'));
    const row = tablesOf(await page())[0]?.rows.find(
      ([name]) => name === 'Is there a recovery plan on file?',
    );
    // (10/20 + 3/4 - 1) / (6/6 + 3/4 - 1) = 1/3
    expect(row?.slice(1, 5)).toEqual(['9 of 20 45%', '10 of 20', '6 of 6', '3 of 4']);
    expect(row?.[5]).toMatch(/^33% \d+% to \d+%$/);
    const smart = tablesOf(await page())[0]?.rows.find(([name]) => name?.includes('SMART'));
    expect(smart).toBeUndefined();
  });

  it('count how well each reader reads by how much that reader read', async () => {
    const made = await newAudit(app, { groups: [{ name: 'Ash' }] });
    const own: number[] = [];
    const readers = [
      'amir',
      'amir',
      'amir',
      'amir',
      'amir',
      'amir',
      'amir',
      'amir',
      'beth',
      'beth',
      'beth',
      'beth',
    ] as const;
    for (const [i, reader] of readers.entries()) {
      const of = { reference: `R-${i}`, groupId: made.groupIds[0] ?? 0 };
      const fileId = await app.deps.recording.create(app.ids[reader], made.auditId, of);
      await saveReading(app, reader, made.auditId, fileId, { answers: answer('yyyyyynnyynn'[i]) });
      own.push(fileId);
    }
    await drawAll(app, made.auditId);
    const again = async (i: number, letter: string) =>
      saveReading(app, readers[i] === 'amir' ? 'beth' : 'amir', made.auditId, own[i] ?? 0, {
        answers: answer(letter),
      });
    const view = async () => (await lena.get(urls.estimates(made.auditId))).text;
    await again(8, 'y');
    await again(9, 'y');
    expect(wordsOf(await view())).toContain(
      'Readers with fewer than 3 of these in a group are taken together there.',
    );
    await again(10, 'y');
    await again(11, 'n');
    for (const [i, letter] of [
      [0, 'y'],
      [1, 'y'],
      [6, 'n'],
    ] as const) {
      await again(i, letter);
    }
    const url = urls.reading(made.auditId, own[10] ?? 0);
    const changes = { 'settle.recovery_plan': 'yes', 'reason.recovery_plan': 'It is dated.' };
    await lena.post(url, filledIn(formTo((await lena.get(url)).text, url), changes, 'Save what is settled'));
    const text = await view();
    const row = tablesOf(text)[0]?.rows.find(([name]) => name === 'Is there a recovery plan on file?');
    // Amir's three stand for 8/3 files each and Beth's four for one: (8/12) / ((16/3 + 2) / (16/3 + 3)) = 0.7576; not 83%.
    expect(row?.slice(1, 5)).toEqual(['9 of 12 75%', '8 of 12', '4 of 5', '2 of 2']);
    expect(row?.[5]).toMatch(/^76% \d+% to \d+%$/);
    expect(wordsOf(text)).toContain(
      'A file that was read twice stands for all that its first reader read in its group.',
    );
    expect(wordsOf(text)).not.toContain('Readers with fewer than');
  });

  it('say how much less files tell that are of one worker, to whoever may see the list alone', async () => {
    const made = await newAudit(app, { groups: [{ name: 'Ash' }] });
    const view = async (who: Visitor) => wordsOf((await who.get(urls.estimates(made.auditId))).text);
    // Two files of each of fourteen workers; one more has no code, and five more are not read.
    const yes = [2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 1, 1, 1, 1];
    const listed = yes.flatMap((_, w) => Array.from({ length: 2 }, (__, n) => `L-${w}-${n},Ash,W${w + 1}`));
    const spare = Array.from({ length: 6 }, (_, n) => `S-${n},Ash,`);
    await lena.upload(
      urls.sampleList(made.auditId),
      ['reference,group,worker code', ...listed, ...spare].join('\n'),
    );
    const [groupId = 0] = made.groupIds;
    await app.deps.sampling.draw(app.ids.lena, made.auditId, {
      seed: null,
      groups: [{ groupId, method: 'random', by: 'number', amount: 34 }],
    });
    for (const { id, reference } of await app.deps.sampling.files(made.auditId)) {
      const [, w = '', n = ''] = /^L-(\d+)-(\d)$/.exec(reference) ?? [];
      if (w === '' && reference !== 'S-0') continue;
      const fileId = await app.deps.fromSample.begin(app.ids.amir, made.auditId, id);
      const isYes = w === '' || Number(n) < (yes[Number(w)] ?? 0);
      await saveReading(app, 'amir', made.auditId, fileId, { answers: answer(isYes ? 'y' : 'n') });
    }
    // Kish: (14/13) · 10/28² against 0.5 · 0.5/28 is 1.54, and 28/1.54 is 18 to the nearest.
    const text = await view(lena);
    expect(text).toContain(
      '28 files tell as much as 18 that were drawn one by one (design effect 1.54): Is there a recovery plan on file?',
    );
    expect(text).not.toMatch(/\bW\d+\b/);
    expect(await view(await app.as('amir'))).not.toContain('design effect');

    // Once all on the list are read nothing is estimated.
    for (const { id, caseFileId } of await app.deps.sampling.files(made.auditId)) {
      if (caseFileId === null) await app.deps.fromSample.begin(app.ids.amir, made.auditId, id);
    }
    expect(await view(lena)).not.toContain('design effect');
    // Without codes of workers nothing is said.
    expect(wordsOf(await page())).not.toContain('of one worker');
  });

  it('draw small groups towards all, both values side by side', async () => {
    const rows = tablesOf(await page()).at(-1)?.rows ?? [];
    // James and Stein: (4 - 3) · 0.45 · 0.55 / 5 of 0.35, the sum of squares, is 0.1414 of the way to 45%.
    expect(rows.slice(1).map((row) => [row[0], row[2]])).toEqual([
      ['Ash', '4 of 5 80% drawn 75%'],
      ['Birch', '2 of 5 40% drawn 41%'],
      ['Cedar', '0 of 5 0% drawn 6%'],
      ['Elm', '3 of 5 60% drawn 58%'],
    ]);
  });

  it('tell an auditor nothing of second readings', async () => {
    const text = wordsOf(await page(await app.as('amir')));
    expect(text).toContain('Small groups, drawn towards all');
    expect(text).not.toContain('If readers err');
  });

  it('are made of what a commissioner is shown, and stand in nothing that is taken along', async () => {
    const example = await withExample(app);
    await app.deps.steps.changeState(app.ids.lena, example, 'close');
    const { text } = await (await app.as('carl')).get(urls.estimates(example));
    const cells = tablesOf(text).flatMap(({ rows }) => rows.slice(1).flatMap((row) => row.slice(2)));
    expect(wordsOf(text)).not.toContain('If readers err');
    expect(cells.filter((cell) => cell.includes('drawn')).length).toBeGreaterThan(8);
    const suppressed = cells.filter((cell) => cell.includes('[c]'));
    expect(suppressed.length).toBeGreaterThan(0);
    expect(suppressed.filter((cell) => cell.includes('drawn'))).toEqual([]);
    const json = await lena.get(urls.exportResults(example, 'json', {}));
    expect(json.text).not.toContain('drawn');
  });
});
