import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { BRIDGE, closedAudit, sentPlan, setStandard } from '../../support/improvement.ts';
import { sheetOf } from '../../support/measures.ts';
import { download } from '../../support/page.ts';
import { pdfUaProblems } from '../../support/pdfUa.ts';
import { readPdf, words } from '../../support/readPdf.ts';

onOneEngine('contract review meetings', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  let paula: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    [lena, carl, paula] = [await app.as('lena'), await app.as('carl'), await app.as('paula')];
  });
  afterAll(() => app.close());

  it('propose an agenda, keep decisions, make actions lines of the plan, and go on from there next time', async () => {
    const { deps, ids } = app;
    setStandard(app, 'recovery_plan', 90);
    const closed = await closedAudit(app);
    await sentPlan(app, closed, '2012-06-30');
    await deps.queries.raise(ids.paula, closed.auditId, closed.bridge, {
      about: { itemId: 'recovery_plan' },
      text: 'One plan was in the other folder.',
    });
    const planId = await deps.delivery.save(ids.lena, null, {
      title: 'Plan 2026/27',
      partnership: 'Riverside',
      firstDay: '2010-04-01',
      lastDay: '2099-03-31',
      followers: [],
    });
    const heading = ['heading', 'action', 'owner', 'due'];
    await deps.delivery.takeOver(
      ids.lena,
      planId,
      sheetOf([heading, ['Access', 'Open late', BRIDGE, '31/01/2011']]),
    );
    await deps.measures.savePlace(ids.lena, null, { name: BRIDGE, kind: 'provider' });
    await deps.measures.takeOver(
      ids.lena,
      sheetOf([
        ['id', 'label', 'unit', 'better'],
        ['waits', 'People who wait', 'people', 'lower'],
      ]),
      { replace: false },
    );
    const figure = (period: string, value: string) => ['waits', BRIDGE, period, 'actual', value];
    await deps.measures.takeOver(
      ids.lena,
      sheetOf([
        ['measure', 'place', 'period', 'kind', 'figure'],
        figure('Q1 2011/12', '4'),
        figure('Q2 2011/12', '9'),
      ]),
      { replace: false },
    );

    const call = async (heldOn: string) => {
      const page = (await lena.get(urls.newMeeting())).text;
      const about = { providerId: String(closed.bridge), heldOn, people: 'Service manager\nCommissioner' };
      const form = filledIn(formTo(page, urls.meetings()), { ...about, planId: String(planId) });
      const called = await lena.post(urls.meetings(), form);
      expect(called.status).toBe(303);
      return Number(/\d+$/.exec(called.headers['location'] as string)?.[0]);
    };
    const first = await call('01/03/2027');
    const { agenda } = await deps.meetings.shown(first);
    expect(agenda.map(({ text }) => text)).toEqual([
      'Late since 30 June 2012: Write a recovery plan with everybody at their next visit (improvement plan, Spring audit)',
      'Late since 31 January 2011: Open late (Plan 2026/27)',
      'Standard missed, at least 90% expected and 4 of 10 found: Is there a recovery plan on file? (Spring audit)',
      'People who wait: 9 in Q2 2011/12, 4 in Q1 2011/12',
      expect.stringMatching(/^Query \d+ is open since .* \(Spring audit\)$/),
    ]);
    expect((await carl.get(urls.meeting(first))).status).toBe(403);

    // One is taken off and one added; what was taken off is proposed again, and does not come back by itself.
    const page = (await lena.get(urls.meeting(first))).text;
    const save = urls.meetingForm(first, 'agenda');
    const kept = agenda.slice(1).map(({ id }) => String(id));
    const form = { ...filledIn(formTo(page, save), {}), kept, own: 'Opening hours' };
    expect((await lena.post(save, form)).status).toBe(303);
    expect((await lena.post(save, form)).status).toBe(409);
    const again = (await lena.get(urls.meeting(first))).text;
    expect(wordsOf(again)).toContain('Proposed, and not on it');
    const { agenda: now } = await deps.meetings.shown(first);
    expect(now.map(({ text }) => text)).toEqual([
      ...agenda.slice(1).map(({ text }) => text),
      'Opening hours',
    ]);

    const [late, , , , hours] = now;
    const write = urls.meetingForm(first, 'minutes');
    const minutes = (fields: Record<string, string>, html: string) =>
      lena.post(write, filledIn(formTo(html, write), fields));
    const typed = {
      [`decision-${late?.id}`]: 'It is done by May',
      [`action-${hours?.id}`]: 'Open until eight on Thursdays',
      [`due-${hours?.id}`]: '31/05/2027',
    };
    const empty = (await lena.get(write)).text;
    const wrong = await minutes({ ...typed, nextOn: '01/02/2027', [`due-${hours?.id}`]: 'May' }, empty);
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('The next meeting has to be later than this one.');
    expect(wrong.text).toContain('It is done by May');
    const { lines: before } = await deps.delivery.shown(await deps.accounts.get(ids.lena), planId);
    expect(before).toHaveLength(1);
    expect((await minutes({ ...typed, nextOn: '01/06/2027' }, empty)).status).toBe(303);
    expect((await minutes({ ...typed, nextOn: '01/06/2027' }, empty)).status).toBe(409);

    // Its provider reads the minutes, and has the action in its plan.
    const read = wordsOf((await paula.get(urls.meeting(first))).text);
    for (const text of ['It is done by May', 'Open until eight on Thursdays', '1 June 2027']) {
      expect(read).toContain(text);
    }
    expect(wordsOf((await paula.get(urls.deliveryPlan(planId))).text)).toContain(
      'Open until eight on Thursdays',
    );
    const pdf = (await download(paula, urls.meetingPdf(first))).body;
    expect(pdfUaProblems(pdf)).toEqual([]);
    const { text } = await readPdf(pdf);
    for (const part of ['Minutes', 'It is done by May', 'Open until eight on Thursdays', 'Next meeting']) {
      expect(words(text)).toContain(part);
    }
    const next = await deps.meetings.shown(await call('01/06/2027'));
    expect(next.agenda[0]?.text).toBe('Decided on 1 March 2027: It is done by May');
    setStandard(app, 'recovery_plan', undefined);
  });
});
