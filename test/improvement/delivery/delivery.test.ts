import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { madePdf } from '../../support/madePdf.ts';
import { sheetOf } from '../../support/measures.ts';
import { download, tablesOf } from '../../support/page.ts';
import { pdfUaProblems } from '../../support/pdfUa.ts';
import { readPdf, words } from '../../support/readPdf.ts';
import { readWord } from '../../support/word.ts';

const HEADING = ['heading', 'action', 'owner', 'role', 'due', 'themes'];

onOneEngine('delivery plans', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  let paula: Visitor;
  let bridge: string;
  beforeAll(async () => {
    app = await startApp(engine);
    [lena, carl, paula] = [await app.as('lena'), await app.as('carl'), await app.as('paula')];
    const { providerId } = (await app.deps.accounts.get(app.ids.paula)) as { providerId: number };
    bridge = (await app.deps.providers.get(providerId)).name;
  });
  afterAll(() => app.close());

  const rowsOf = (html: string) => tablesOf(html).flatMap(({ rows }) => rows.slice(1));
  const begin = (followers: number[] = []) =>
    app.deps.delivery.save(app.ids.lena, null, {
      title: 'Plan',
      partnership: 'Riverside',
      firstDay: '2026-04-01',
      lastDay: '2099-03-31',
      followers,
    });
  const lineOf = async (planId: number, action: string) =>
    (await app.deps.delivery.shown((await app.deps.accounts.get(app.ids.lena)) as never, planId)).lines.find(
      (line) => line.action === action,
    )?.id ?? 0;

  it('pull five lines on detoxification together under four headings, as page, Word, PDF and workbook', async () => {
    expect((await carl.post(urls.deliveryExamples(), { example: 'treatment-plan-2009-10' })).status).toBe(
      303,
    );
    const loaded = await lena.post(urls.deliveryExamples(), { example: 'treatment-plan-2010-11' });
    const planId = Number(/\d+$/.exec(loaded.headers['location'] as string)?.[0]);
    const list = rowsOf((await carl.get(urls.deliveryPlans())).text);
    expect(list.map((row) => row.at(-1))).toEqual(['90 lines', '28 lines']);
    const whole = (await carl.get(urls.deliveryPlan(planId))).text;
    expect(wordsOf(whole)).toContain('90 lines under 17 headings');
    expect(tablesOf(whole).map(({ rows }) => rows.length - 1)).toEqual([
      4, 2, 2, 5, 12, 4, 5, 7, 4, 6, 9, 4, 8, 2, 6, 8, 2,
    ]);

    const view = { theme: 'Detoxification' };
    const page = (await carl.get(urls.deliveryPlan(planId, view))).text;
    expect(wordsOf(page)).toContain('5 lines under 4 headings');
    const shown = tablesOf(page).map(({ caption, rows }) => [caption, rows.length - 1]);
    expect(shown).toEqual([
      ['Lines under User involvement', 1],
      ['Lines under Structured services', 1],
      ['Lines under Residential treatment', 2],
      ['Lines under Exits', 1],
    ]);
    const actions = rowsOf(page).map(([action]) => action);

    const word = readWord((await download(carl, urls.deliveryPlanFile(planId, 'docx', view))).body);
    expect(word.headings.map(({ text }) => text)).toEqual([
      'detoxification',
      'User involvement',
      'Structured services',
      'Residential treatment',
      'Exits',
    ]);
    expect(word.tables.flatMap(({ rows }) => rows.map(([cell]) => cell?.split('\n')[0]))).toEqual(actions);
    expect(word.tables[0]?.head).toEqual(['What will be done', 'Owner', 'Due', 'Status']);
    expect(word.header).toContain('Copy to work on');

    const pdf = (await download(carl, urls.deliveryPlanFile(planId, 'pdf', view))).body;
    expect(pdfUaProblems(pdf)).toEqual([]);
    const { text } = await readPdf(pdf);
    for (const action of actions) expect(words(text)).toContain(action);

    // The whole plan as a workbook goes into another plan as it is.
    const workbook = await download(carl, urls.deliveryPlanFile(planId, 'xlsx'));
    const other = await app.deps.delivery.save(app.ids.lena, null, {
      title: 'Copy',
      partnership: 'Riverside',
      firstDay: '2010-04-01',
      lastDay: '2011-03-31',
      followers: [],
    });
    const file = { name: 'plan.xlsx', content: workbook.body };
    expect((await lena.upload(urls.deliveryImport(other), file)).status).toBe(303);
    expect((await lena.upload(urls.deliveryImport(other), file)).status).toBe(303);
    expect(wordsOf((await lena.get(urls.deliveryPlan(other))).text)).toContain(
      '0 lines added, 90 stood there already.',
    );
  });

  it('take a sheet whole, or name every row that is wrong and keep nothing', async () => {
    const planId = await begin();
    await app.deps.providers.setRetired(
      app.ids.lena,
      await app.deps.providers.create(app.ids.lena, 'Gone Trust'),
      true,
    );
    const long = 'x'.repeat(1001);
    const table = [
      HEADING,
      ['Exits', 'Ring people', bridge, 'Manager', '31/12/2026', 'exits, Exits; planned'],
      ['', 'ring  People', 'partnership', '', '', ''],
      ['Exits', 'Write to people', 'Gone Trust', '', '31/02/2027', ''],
      ['Exits', 'Meet', 'Nobody Here', 'Jane Smith', '01/01/2026', ''],
      ['Exits', long, '', '', '', 'y'.repeat(61)],
      ['Exits', 'Call Jo on 023 8000 1234', '', '', '', ''],
    ];
    const pasted = (rows: string[][]) => rows.map((row) => row.join('\t')).join('\n');
    const wrong = await lena.post(urls.deliveryImport(planId), { table: pasted(table) });
    expect(wrong.status).toBe(422);
    const text = wordsOf(wrong.text);
    for (const problem of [
      'Row 4, owner: Gone Trust has left. Name who takes it over',
      'Row 4, due: “31/02/2027” is no day.',
      'Row 5, owner: “Nobody Here” is no provider here.',
      'Row 5, role: This looks like the name of a person.',
      'Row 5, due: 1 January 2026 lies before the plan begins, on 1 April 2026.',
      'Row 6, action: This must be at most 1000 characters.',
      'Row 6, themes: A theme has at most 60 characters.',
      'Row 7, action: This holds what looks like a phone number.',
    ]) {
      expect(text).toContain(problem);
    }
    const doubled = await lena.post(urls.deliveryImport(planId), { table: pasted(table.slice(0, 3)) });
    expect(wordsOf(doubled.text)).toContain('Row 3, The same line stands in row 2 already.');
    expect(wordsOf((await lena.get(urls.deliveryPlan(planId))).text)).toContain('The plan has no line yet.');
    expect((await lena.post(urls.deliveryImport(planId), { table: pasted(table.slice(0, 2)) })).status).toBe(
      303,
    );
    const [row] = rowsOf((await lena.get(urls.deliveryPlan(planId))).text);
    expect(row?.slice(0, 3)).toEqual(['Ring people', 'exits , planned', `${bridge}, Manager`]);
  });

  it('are entered in a table by keyboard, and say at which cell something is wrong', async () => {
    const planId = await begin();
    const page = (await carl.get(urls.deliveryLines(planId))).text;
    const send = (fields: Record<string, string>) =>
      carl.post(urls.deliveryLines(planId), filledIn(formTo(page, urls.deliveryLines(planId)), fields));
    const typed = {
      'heading-1': 'Access',
      'action-1': 'Open late',
      'action-2': 'Answer calls',
      'owner-2': bridge,
      'due-2': '1/2/27',
    };
    const wrong = await send(typed);
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('Row 2, due: “1/2/27” is no day.');
    expect(wrong.text).toContain('value="Answer calls"');
    expect((await send({ ...typed, 'due-2': '01/02/2027' })).status).toBe(303);
    const { text } = await carl.get(urls.deliveryPlan(planId));
    expect(rowsOf(text).map(([action, , owner]) => [action, owner])).toEqual([
      ['Open late', 'Partnership'],
      ['Answer calls', bridge],
    ]);
    expect(tablesOf(text).map(({ caption }) => caption)).toEqual(['Lines under Access']);
  });

  it('show a provider its own lines alone, which it reports on; others confirm, and progress is never lost', async () => {
    const planId = await begin([app.ids.carl]);
    await app.deps.delivery.takeOver(
      app.ids.lena,
      planId,
      sheetOf([
        HEADING,
        ['Access', 'Open on Saturdays', bridge, 'Service manager', '02/04/2026', 'access'],
        ['Access', 'Pay the fares', 'Partnership', '', '02/04/2026', 'access'],
      ]),
    );
    const [own, other] = [await lineOf(planId, 'Open on Saturdays'), await lineOf(planId, 'Pay the fares')];
    expect(rowsOf((await paula.get(urls.deliveryPlan(planId))).text).map(([action]) => action)).toEqual([
      'Open on Saturdays',
    ]);
    expect((await paula.get(urls.deliveryLine(planId, other))).status).toBe(403);
    expect((await paula.get(urls.deliveryPlanFile(planId, 'docx'))).status).toBe(200);
    // Late for whom it concerns, and for nobody else.
    const homes = [];
    for (const person of [paula, carl, lena]) homes.push(wordsOf((await person.get(urls.home())).text));
    expect(homes.map((home) => home.includes('Open on Saturdays'))).toEqual([true, true, false]);
    expect(homes.map((home) => home.includes('Pay the fares'))).toEqual([false, true, false]);

    const form = (name: string) => urls.deliveryLineForm(planId, own, name);
    expect((await paula.post(form('confirm'), { report: 'confirmed' })).status).toBe(403);
    const note = { name: 'Log.pdf', content: madePdf() };
    expect((await paula.upload(form('notes'), note, { text: 'Since May' })).status).toBe(303);
    expect((await paula.post(form('progress'), { report: 'done', text: '' })).status).toBe(303);
    expect((await paula.post(form('progress'), { report: 'started', text: '' })).status).toBe(409);
    expect((await carl.post(form('confirm'), { report: 'confirmed', text: '' })).status).toBe(303);
    const told = (await paula.get(urls.deliveryLine(planId, own))).text;
    const evidence = await download(paula, /href="([^"]*\/files\/\d+)"/.exec(told)?.[1] ?? '');
    expect(evidence.headers['content-type']).toBe('application/pdf');
    const page = wordsOf(told);
    for (const text of ['Confirmed', 'Said to be done', 'Evidence', 'Log.pdf (PDF'])
      expect(page).toContain(text);
    expect((await lena.post(form('remove'))).status).toBe(409);
    expect((await lena.post(urls.deliveryPlanRemove(planId))).status).toBe(409);
  });

  it('stand on the first page of a provider that has a line in them, long before it is due', async () => {
    const planId = await begin();
    const rows = [HEADING, ['Exits', 'Ring those who leave', bridge, '', '', '']];
    expect((await paula.get(urls.home())).text).not.toContain(`href="${urls.deliveryPlan(planId)}"`);
    await app.deps.delivery.takeOver(app.ids.lena, planId, sheetOf(rows));
    const home = await paula.get(urls.home());
    expect(wordsOf(home.text)).toContain(
      'Plan Delivery plan of Riverside: 1 line of yours. Say there how far each is.',
    );
    expect(home.text).toContain(`href="${urls.deliveryPlan(planId)}"`);
    expect(wordsOf((await lena.get(urls.home())).text)).toContain(
      'Delivery plans and contract review meetings',
    );
  });

  it('say how long ago a line was due in years where days are hard to read', async () => {
    const planId = await app.deps.delivery.loadExample(app.ids.lena, 'treatment-plan-2009-10');
    const page = wordsOf((await lena.get(urls.deliveryPlan(planId))).text);
    expect(page).toMatch(/\d+ years ago/);
    expect(page).not.toMatch(/\d{4} days ago/);
  });

  it('answer a measure, keep an owner that has left until another is named, and refuse a stale form', async () => {
    const planId = await begin();
    await app.deps.measures.loadExample(app.ids.lena, 'southampton-2011-12');
    await app.deps.delivery.takeOver(
      app.ids.lena,
      planId,
      sheetOf([HEADING, ['Exits', 'Call back', bridge, '', '', ''], ['Exits', 'Write', '', '', '', '']]),
    );
    const id = await lineOf(planId, 'Call back');
    const { providerId } = (await app.deps.accounts.get(app.ids.paula)) as { providerId: number };
    await app.deps.providers.setRetired(app.ids.lena, providerId, true);
    const words1 = wordsOf((await lena.get(urls.deliveryPlan(planId))).text);
    expect(words1).toContain(`1 line belongs to a provider that has left: ${bridge}. Give it another owner.`);

    const edit = urls.deliveryLineForm(planId, id, 'edit');
    const page = (await lena.get(edit)).text;
    const change = (fields: Record<string, string>) => lena.post(edit, filledIn(formTo(page, edit), fields));
    const same = await change({ 'action-0': 'Write' });
    expect(wordsOf(same.text)).toContain('The plan has this line already, under the same heading.');
    const unknown = { ...filledIn(formTo(page, edit), {}), answered: 'measure::nothing' };
    expect((await lena.post(edit, unknown)).status).toBe(422);
    expect((await change({ answered: 'measure::completions_month' })).status).toBe(303);
    expect((await change({ 'owner-0': 'Partnership' })).status).toBe(409);
    const line = (await lena.get(urls.deliveryLine(planId, id))).text;
    expect(line).toContain(`href="${urls.measure('completions_month')}"`);
    expect(wordsOf(line)).toContain('Has left');
    await app.deps.providers.setRetired(app.ids.lena, providerId, false);
  });

  it('mark the series of a measure that a line answers with when they began and what was done, at their place alone', async () => {
    const { deps, ids } = app;
    const linked = async (partnership: string, firstDay: string, action: string) => {
      const details = { title: `Plan of ${partnership}`, partnership, firstDay, lastDay: '2099-03-31' };
      const planId = await deps.delivery.save(ids.lena, null, { ...details, followers: [] });
      await deps.delivery.takeOver(ids.lena, planId, sheetOf([HEADING, ['Exits', action, '', '', '', '']]));
      const id = await lineOf(planId, action);
      const edit = urls.deliveryLineForm(planId, id, 'edit');
      const form = formTo((await lena.get(edit)).text, edit);
      const answered = filledIn(form, { answered: 'measure::completions_month' });
      expect((await lena.post(edit, answered)).status).toBe(303);
      await deps.delivery.report(ids.lena, planId, id, 'done', '');
      return planId;
    };
    const own = await linked('Southampton Drug Action Team', '2011-06-15', 'Ring those who left');
    await linked('Elsewhere', '2011-07-01', 'Write to those who left');
    const { text } = await carl.get(urls.measure('completions_month'));
    const read = wordsOf(text);
    expect(read).toMatch(
      /What happened meanwhile .* A 15 June 2011: Delivery plan: Plan of Southampton Drug Action Team \d+ \w+ \d{4}: Done: Ring those who left/,
    );
    expect(read).not.toContain('Write to those who left');
    expect(text).toContain(`href="${urls.deliveryPlan(own)}"`);
    expect(text).toMatch(/<text[^>]*>A<\/text>/);
    const pdf = await download(carl, urls.measureExport('completions_month', 'pdf'));
    expect(pdfUaProblems(pdf.body)).toEqual([]);
  });

  it('hold five thousand lines, with words that never end', async () => {
    const planId = await begin();
    const rows = Array.from({ length: 5000 }, (_, i) => [
      `Heading ${i % 40}`,
      `${'wort'.repeat(20)} ${i}`,
      '',
      '',
      '',
      `t${i % 3}`,
    ]);
    await app.deps.delivery.takeOver(app.ids.lena, planId, sheetOf([HEADING, ...rows]));
    const { text } = await lena.get(urls.deliveryPlan(planId));
    expect(wordsOf(text)).toContain('5000 lines under 40 headings');
    expect(wordsOf(text)).toContain('The first 300 of 5,000 lines are shown.');
    expect(rowsOf(text)).toHaveLength(300);
  });
});
