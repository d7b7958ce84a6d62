import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Message } from '../../server/platform/mail/mailer.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { addSecondOrganisation, foreignAddress } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

onBothEngines('an organisation that was ended and is opened again', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  let clock = new Date('2026-11-30T10:00:00.000Z');
  const sent: Message[] = [];

  beforeAll(async () => {
    app = await startApp(engine, {
      mailer: { send: async (message) => void sent.push(message) },
      now: () => clock,
    });
    second = await addSecondOrganisation(app.deps);
  });
  afterAll(() => app.close());

  it('gets back neither mail that waited, with invitations, nor an address of a calendar', async () => {
    const { deps, ids } = app;
    const { database } = deps;
    const first = { home: 1, all: [1], isOnly: false };
    const lead = await app.asAddress(foreignAddress('lead'));
    const made = await lead.post(urls.programmeCalendar());
    const token = /calendar\/([\w-]+)\.ics/.exec(made.text)?.[1] ?? '';
    const feed = () => app.anonymous().get(urls.calendarFeed(token));
    expect((await feed()).status).toBe(200);
    await database.within(second.scope, () =>
      deps.links.send(second.ids.administrator, [second.ids.auditor]),
    );
    await database.within(first, () => deps.links.send(ids.adam, [ids.amir]));
    const waiting = () =>
      database.everywhere(() => database.query('outgoing_mail').whereNot('state', 'sent').pluck('user_id'));
    expect(await waiting()).toContain(second.ids.auditor);

    await database.within(first, () => deps.organisations.setEnded(ids.adam, second.id, true));
    expect(await waiting()).toEqual([ids.amir]);
    expect((await feed()).status).toBe(404);
    await database.within(first, () => deps.organisations.setEnded(ids.adam, second.id, false));
    clock = new Date(clock.getTime() + 3_600_000);
    await database.everywhere(() => deps.mail.deliver());
    expect(sent.map(({ to }) => to)).toEqual(['amir@example.org']);
    expect((await feed()).status).toBe(404);
  });
});
