import { afterAll, beforeAll, expect, it } from 'vitest';
import request from 'supertest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { closedAudit } from '../../support/improvement.ts';
import { tablesOf } from '../../support/page.ts';
import { addProgrammeLine } from '../../support/programme.ts';

const TODAY = new Date('2026-11-30T10:00:00Z');

onBothEngines('the audit programme', (engine) => {
  let app: TestApp;
  let bridge = 0;
  beforeAll(async () => {
    app = await startApp(engine, { now: () => TODAY });
    bridge = (await app.deps.providers.byName('The Bridge'))?.id ?? 0;
  });
  afterAll(() => app.close());

  const form = (more: Record<string, string | string[]> = {}) => ({
    title: 'Recovery plans',
    toolId: 'rodt',
    partnership: 'Southampton',
    providerIds: [String(bridge)],
    dueOn: '18/11/2026',
    everyMonths: '3',
    fieldworkDays: '3',
    plannedFiles: '12',
    leadId: '',
    ...more,
  });
  const lines = async () => app.deps.programme.list(await app.deps.accounts.get(app.ids.lena));
  const feed = (address: string) => request(app.app).get(new URL(address).pathname);

  it('says every problem of a line at its field, and keeps what was typed', async () => {
    const lena = await app.as('lena');
    const page = await lena.post(urls.programme(), {
      ...form({ dueOn: '31/02/2027', everyMonths: '5', fieldworkDays: '0', toolId: '' }),
    });
    expect(page.status).toBe(422);
    for (const text of [
      'Choose an audit tool.',
      'Enter the first day of fieldwork, such as',
      'Choose how often.',
      'Enter how many days the fieldwork takes, from 1 to 366.',
    ]) {
      expect(page.text).toContain(text);
    }
    expect(page.text).toContain('value="31/02/2027"');
    expect(await lines()).toEqual([]);
  });

  it('makes the audit that is overdue with its tool and a group for each provider, once, and is due again later', async () => {
    const lena = await app.as('lena');
    expect((await lena.post(urls.programme(), form())).status).toBe(303);
    const [planned] = await lines();
    const lineId = planned?.line.id ?? 0;
    expect(planned).toMatchObject({ state: 'overdue', next: '2026-11-18' });
    const page = await lena.get(urls.programme());
    const row = tablesOf(page.text)[0]?.rows[1];
    expect(row?.[2]).toContain('18 November 2026');
    expect(row?.[2]).toContain('12 days ago');
    expect((await lena.get(urls.home())).text).toContain('In the audit programme: 1 audit overdue.');

    const begun = await lena.post(urls.programmeLineBegin(lineId), { due: '2026-11-18' });
    expect(begun.status).toBe(303);
    const [after] = await lines();
    const audit = after?.last;
    expect(audit).toMatchObject({
      title: 'Recovery plans',
      state: 'draft',
      toolId: 'rodt',
      // Its day is over, so it begins today.
      fieldworkStart: '2026-11-30',
      fieldworkEnd: '2026-12-02',
    });
    const groups = await app.deps.audits.groups(audit?.id ?? 0);
    expect(groups.map(({ name, plannedFiles }) => [name, plannedFiles])).toEqual([['The Bridge', 12]]);
    expect(after).toMatchObject({ state: 'underWay', next: '2027-02-18' });

    const again = await lena.post(urls.programmeLineBegin(lineId), { due: '2026-11-18' });
    expect(again.status).toBe(409);
    const early = await lena.post(urls.programmeLineBegin(lineId), { due: '2027-02-18' });
    expect(early.status).toBe(409);
    expect(early.text).toContain('is not closed yet');
    expect(await app.deps.audits.all()).toHaveLength(1);

    // Thrown away, the draft takes its round with it.
    await app.deps.administration.discard(app.ids.lena, audit?.id ?? 0);
    expect((await lines())[0]).toMatchObject({ state: 'overdue', next: '2026-11-18', last: null });
  });

  it('copies a repeated one from its last round, whose lead alone can begin it', async () => {
    const { deps, ids } = app;
    const { auditId } = await closedAudit(app, 'Round one');
    const lineId = await addProgrammeLine(app, {
      title: 'Round two',
      dueOn: '2026-12-05',
      everyMonths: 12,
      leadId: ids.stan,
      lastRoundId: auditId,
    });
    const stan = await app.as('stan');
    expect((await stan.get(urls.programme())).text).toContain('Begun by who leads “Round one”');
    expect((await stan.post(urls.programmeLineBegin(lineId), { due: '2026-12-05' })).status).toBe(404);
    const lena = await app.as('lena');
    expect((await lena.post(urls.programmeLineBegin(lineId), { due: '2026-12-05' })).status).toBe(303);
    const last = (await lines()).find(({ line }) => line.id === lineId)?.last;
    expect(last).toMatchObject({
      title: 'Round two',
      predecessorId: auditId,
      fieldworkStart: '2026-12-05',
      fieldworkEnd: '2026-12-07',
    });
    const names = async (id: number) => (await deps.audits.groups(id)).map(({ name }) => name);
    expect(await names(last?.id ?? 0)).toEqual(await names(auditId));
    // Who leads the line leads what was begun from it.
    expect(last?.panel.get(ids.stan)).toBe('lead');
    await expect(addProgrammeLine(app, { dueOn: '2027-01-01', lastRoundId: auditId })).rejects.toThrow();
  });

  it('writes over nothing that somebody else has changed meanwhile, and is removed after a question', async () => {
    const lineId = await addProgrammeLine(app, {
      title: 'Naloxone',
      partnership: 'Elsewhere',
      everyMonths: 3,
    });
    const lena = await app.as('lena');
    expect((await lena.get(urls.programmeLine(lineId))).text).toContain(
      'Remove “Naloxone” from the programme?',
    );
    const saved = form({ title: 'Naloxone supply', dueOn: '01/01/2026', version: '1' });
    expect((await lena.post(urls.programmeLine(lineId), saved)).status).toBe(303);
    const stale = await lena.post(urls.programmeLine(lineId), { ...saved, title: 'Mine' });
    expect(stale.status).toBe(409);
    expect((await lines()).find(({ line }) => line.id === lineId)?.line.title).toBe('Naloxone supply');
    await lena.post(urls.programmeLineRemove(lineId));
    expect((await lines()).some(({ line }) => line.id === lineId)).toBe(false);
  });

  it('shows a commissioner the lines of a partnership that they commission, without a button', async () => {
    await addProgrammeLine(app, { title: 'Of others', partnership: 'Elsewhere' });
    const carl = await app.as('carl');
    const page = (await carl.get(urls.programme())).text;
    expect(page).toContain('Round two');
    expect(page).not.toContain('Of others');
    expect(page).not.toContain('/begin');
    expect(page).not.toContain(urls.newProgrammeLine());
  });

  it('is a calendar at a private address, kept as a hash, that ends when a new one is made', async () => {
    const { deps } = app;
    const carl = await app.as('carl');
    const addressOn = (html: string) => /value="(https?:[^"]+\/calendar\/[^"]+)"/.exec(html)?.[1] ?? '';
    const first = addressOn((await carl.post(urls.programmeCalendar())).text);
    const token = first.replace(/^.*\/|\.ics$/g, '');
    expect(token).toHaveLength(43);
    expect(JSON.stringify(await deps.database.query('calendar_feeds').select('*'))).not.toContain(token);

    const response = await feed(first);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.headers['set-cookie']).toBeUndefined();
    // Lines of RFC 5545 end with CRLF, and long ones go on after a space.
    const text = response.text.replace(/\r\n[ \t]/g, '');
    expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')).toBe(true);
    const rows = text.split('\r\n');
    const summaries = rows.filter((line) => line.startsWith('SUMMARY'));
    expect(summaries.length).toBeGreaterThan(2);
    for (const summary of summaries)
      expect(summary).toMatch(/^SUMMARY:(Fieldwork|Audit due): .+: Southampton$/);
    // The fieldwork of Round two, whose last day is the day before the end.
    const at = rows.findIndex((line) => line.includes('VALUE=DATE:20261205') && line.startsWith('DTSTART'));
    expect(at).toBeGreaterThan(0);
    expect(rows[at + 1]).toBe('DTEND;VALUE=DATE:20261208');
    expect(text).not.toMatch(/Elsewhere|Lena|Stan|Round two/);
    expect(rows.filter((line) => line.startsWith('UID:')).length).toBe(
      new Set(rows.filter((line) => line.startsWith('UID:'))).size,
    );

    const second = addressOn((await carl.post(urls.programmeCalendar())).text);
    expect(second).not.toBe(first);
    expect((await feed(first)).status).toBe(404);
    expect((await feed(second)).status).toBe(200);
    await carl.post(urls.programmeCalendarEnd());
    expect((await feed(second)).status).toBe(404);
    const page = (await carl.post(urls.programmeCalendar())).text;
    await deps.accounts.setDisabled(app.ids.adam, app.ids.carl, true);
    expect((await feed(addressOn(page))).status).toBe(404);
  });
});
