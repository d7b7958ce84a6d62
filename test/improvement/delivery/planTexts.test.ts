import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCsv } from '../../../server/formats/csv.ts';
import { themesIn } from '../../../server/improvement/delivery/reading.ts';
import { DELIVERY_EXAMPLES } from '../../../server/improvement/delivery/service.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { BRIDGE } from '../../support/improvement.ts';
import { madePdf } from '../../support/madePdf.ts';
import { sheetOf } from '../../support/measures.ts';

const WARNING = 'This may tell who somebody is. Reword it, or say that it is to be kept.';
const NAMED = 'Ask Mrs Brown why she left';

onOneEngine('texts of delivery plans and meetings that may tell who somebody is', (engine) => {
  let app: TestApp;
  let [lena, paula] = [{} as Visitor, {} as Visitor];
  let [planId, lineId, meetingId] = [0, 0, 0];
  beforeAll(async () => {
    app = await startApp(engine);
    [lena, paula] = [await app.as('lena'), await app.as('paula')];
    const { deps, ids } = app;
    planId = await deps.delivery.save(ids.lena, null, {
      title: 'Mary Seacole plan',
      partnership: 'Riverside',
      firstDay: '2026-04-01',
      lastDay: '2099-03-31',
      followers: [],
    });
    const sheet = sheetOf([
      ['heading', 'action', 'owner'],
      ['Exits', 'Open late', BRIDGE],
    ]);
    await deps.delivery.takeOver(ids.lena, planId, sheet);
    const lead = await deps.accounts.get(ids.lena);
    lineId = (await deps.delivery.shown(lead, planId)).lines[0]?.id ?? 0;
    const { providerId } = (await deps.accounts.get(ids.paula)) as { providerId: number };
    meetingId = await deps.meetings.save(lead, null, {
      providerId,
      planId,
      heldOn: '2027-03-01',
      place: '',
      people: 'Service manager',
      readers: [ids.lena],
    });
  });
  afterAll(() => app.close());

  const kept = async () =>
    (await app.deps.activity.list({ actions: ['text.kept'], limit: 50 })).map(({ subject }) => subject);
  const actions = async () =>
    (await app.deps.delivery.shown(await app.deps.accounts.get(app.ids.lena), planId)).lines.map(
      ({ action }) => action,
    );
  /** Sends a form that is warned of, and again with its words kept. */
  async function warnedAndKept(
    visitor: Visitor,
    url: string,
    fields: Record<string, string>,
    subject: string,
    name = 'Mrs Brown',
  ) {
    const warned = await visitor.post(url, fields);
    expect([warned.status, wordsOf(warned.text)]).toEqual([422, expect.stringContaining(WARNING)]);
    expect(wordsOf(warned.text)).toContain(`“${name}” looks like a name`);
    const before = await kept();
    const form = formsOf(warned.text).find((one) => one.action === url && 'keep' in one.choices);
    if (!form) throw new Error('the page has no form in which the words can be kept');
    const keep = form.choices['keep']?.[0] ?? '';
    expect((await visitor.post(url, { ...fields, keep })).status).toBe(303);
    const after = await kept();
    expect(after.filter((one) => one === subject)).toHaveLength(
      before.filter((one) => one === subject).length + 1,
    );
  }

  it('are pointed at in lines that are entered, and in a sheet, before any is added', async () => {
    const lines = urls.deliveryLines(planId);
    await warnedAndKept(lena, lines, { 'heading-1': 'Exits', 'action-1': NAMED }, `delivery plan ${planId}`);
    const table = `heading\taction\nExits\t${NAMED} again`;
    await warnedAndKept(lena, urls.deliveryImport(planId), { table }, `delivery plan ${planId}`);
    expect(await actions()).toEqual(['Open late', NAMED, `${NAMED} again`]);
    // A file is not sent a second time: what is in it stands in the field.
    const content = `heading,action\nExits,${NAMED} once more`;
    const file = await lena.upload(urls.deliveryImport(planId), { name: 'a.csv', content });
    expect(file.status).toBe(422);
    const form = formTo(file.text, urls.deliveryImport(planId));
    expect(form.fields['table']).toContain(`${NAMED} once more`);
  });

  it('are asked about once: a line that was kept can be changed otherwise', async () => {
    const edit = urls.deliveryLineForm(planId, lineId, 'edit');
    const fields = filledIn(formTo((await lena.get(edit)).text, edit), {
      'action-0': NAMED,
      'heading-0': 'Data',
    });
    await warnedAndKept(lena, edit, fields as Record<string, string>, `delivery line ${lineId}`);
    const again = formTo((await lena.get(edit)).text, edit);
    expect((await lena.post(edit, filledIn(again, { 'role-0': 'Service manager' }))).status).toBe(303);
  });

  it('are pointed at in what is reported of a line, in notes, and in the name of a file', async () => {
    const form = (name: string) => urls.deliveryLineForm(planId, lineId, name);
    const subject = `delivery line ${lineId}`;
    await warnedAndKept(paula, form('progress'), { report: 'started', text: 'Spoke to Mrs Brown' }, subject);
    await warnedAndKept(paula, form('notes'), { text: 'Mrs Brown agrees' }, subject);
    const file = { name: 'Letter_to_Mrs_Brown.pdf', content: madePdf() };
    const upload = await paula.upload(form('notes'), file);
    expect([upload.status, wordsOf(upload.text)]).toEqual([
      422,
      expect.stringContaining('Choose the PDF again, too.'),
    ]);
  });

  it('are pointed at in lines of an agenda, in decisions and actions, and what was typed is kept', async () => {
    const page = formTo(
      (await lena.get(urls.meeting(meetingId))).text,
      urls.meetingForm(meetingId, 'agenda'),
    );
    const own = filledIn(page, { own: `${NAMED}\nOpening hours` }) as Record<string, string>;
    await warnedAndKept(lena, urls.meetingForm(meetingId, 'agenda'), own, `meeting ${meetingId}`);
    const long = await lena.post(
      urls.meetingForm(meetingId, 'agenda'),
      filledIn(
        formTo((await lena.get(urls.meeting(meetingId))).text, urls.meetingForm(meetingId, 'agenda')),
        { own: 'x'.repeat(301) },
      ),
    );
    expect(long.text).toContain('x'.repeat(301));
    const write = urls.meetingForm(meetingId, 'minutes');
    const form = formTo((await lena.get(write)).text, write);
    const decision = Object.keys(form.fields).find((name) => name.startsWith('decision-')) ?? '';
    const minutes = filledIn(form, { [decision]: 'Mrs Brown will be rung' }) as Record<string, string>;
    await warnedAndKept(lena, write, minutes, `meeting ${meetingId}`);
  });

  it('are pointed at in headings and themes, and words of the same line vouch for none of them', async () => {
    const url = urls.deliveryLines(planId);
    const named = async (fields: Record<string, string>) => {
      const { status, text } = await lena.post(url, fields);
      return [status, wordsOf(text).includes('“Mary Brown” looks like a name')];
    };
    const line = { 'heading-1': 'Exits', 'action-1': 'Ring those who left' };
    expect(await named({ ...line, 'heading-1': 'Mary Brown' })).toEqual([422, true]);
    expect(await named({ ...line, 'themes-1': 'exits, Mary Brown' })).toEqual([422, true]);
    const both = { 'heading-1': 'Mary Brown', 'action-1': 'Ring Mary Brown again' };
    expect(await named(both)).toEqual([422, true]);
    const role = { ...line, 'role-1': 'Mary Brown manager', 'action-1': 'Ring Mary Brown manager' };
    expect(await named(role)).toEqual([422, true]);
    const edit = urls.deliveryLineForm(planId, lineId, 'edit');
    const form = formTo((await lena.get(edit)).text, edit);
    const changed = filledIn(form, { 'heading-0': 'Mary Brown', 'action-0': 'Ring Mary Brown again' });
    expect((await lena.post(edit, changed)).status).toBe(422);
    // What was kept once is not asked about again where another line stands under it.
    const heading = { 'heading-1': 'Mary Brown', 'action-1': 'Open early' };
    await warnedAndKept(lena, url, heading, `delivery plan ${planId}`, 'Mary Brown');
    expect((await lena.post(url, { ...heading, 'action-1': 'Close late' })).status).toBe(303);
  });

  it('let the headings and themes of the example plans pass', async () => {
    for (const { id } of DELIVERY_EXAMPLES) {
      const content = await readFile(`audits/examples/delivery/${id}.csv`);
      const texts: string[] = [];
      for await (const { cells } of readCsv(Readable.from([content]))) {
        texts.push(cells[0] ?? '', ...themesIn(cells[6] ?? ''));
      }
      const of = { userId: app.ids.lena, subject: '', texts, body: {}, known: [] };
      await app.deps.planTexts.saving(of, () => Promise.resolve());
      expect(texts.length).toBeGreaterThan(20);
    }
  });

  it('may be the names of the plan, of its heading and of providers', async () => {
    const action = `Tell ${BRIDGE} of the Mary Seacole plan`;
    const added = await lena.post(urls.deliveryLines(planId), { 'heading-1': 'Exits', 'action-1': action });
    expect(added.status).toBe(303);
  });

  it('are pointed at in the title of a plan, and in who comes to a meeting and where', async () => {
    const dates = { partnership: 'Riverside', firstDay: '01/04/2027', lastDay: '31/03/2028' };
    const title = 'What Mrs Brown asked for';
    const made = (await app.deps.database.query('delivery_plans').max('id as id').first()) as { id: number };
    await warnedAndKept(lena, urls.deliveryPlans(), { title, ...dates }, `delivery plan ${made.id + 1}`);
    const edit = urls.deliveryPlanEdit(planId);
    await warnedAndKept(lena, edit, { title, ...dates }, `delivery plan ${planId}`);
    // Kept words are asked about once.
    expect((await lena.post(edit, { title, ...dates, lastDay: '30/03/2028' })).status).toBe(303);
    const form = urls.meetingForm(meetingId, 'edit');
    const filled = (fields: Record<string, string>) => async () =>
      filledIn(formTo((await lena.get(form)).text, form), fields) as Record<string, string>;
    for (const fields of [{ people: 'Service manager\nMrs Brown' }, { place: 'Where Mrs Brown lives' }]) {
      await warnedAndKept(lena, form, await filled(fields)(), `meeting ${meetingId}`);
    }
    expect((await lena.post(form, await filled({ heldOn: '02/03/2027' })())).status).toBe(303);
  });
});
