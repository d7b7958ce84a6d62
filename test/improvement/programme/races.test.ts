import { afterAll, beforeAll, expect, it } from 'vitest';
import type { User } from '../../../server/people/accounts/repository.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { beside } from '../../support/beside.ts';
import { closedAuditOf, said } from '../../support/partnerships.ts';

onBothEngines('the audit programme, changed twice at the same moment', (engine) => {
  let app: TestApp;
  let lena: User;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.deps.accounts.get(app.ids.lena);
  });
  afterAll(() => app.close());

  it('has an audit as the last round of one line alone', async () => {
    const administrator = await app.deps.accounts.get(app.ids.adam);
    const own = {
      name: 'Riverside',
      scope: { home: 1, all: [1], isOnly: true },
      lead: lena,
      leadEmail: 'lena@example.org',
      administrator,
      administratorEmail: 'adam@example.org',
    };
    const lastRoundId = await closedAuditOf(app, own, { One: { smart: said(6, 6) } });
    const add = () =>
      app.deps.programme.add(lena, {
        toolId: 'rodt',
        title: 'Yearly',
        partnership: 'Riverside',
        providerIds: [],
        dueOn: '2027-02-28',
        everyMonths: 12,
        fieldworkDays: 5,
        plannedFiles: 10,
        leadId: null,
        lastRoundId,
      });
    expect(await beside(app, add, add)).toMatchObject({ errors: [{ field: 'lastRoundId' }] });
  });

  it('is a calendar at the last address that was made', async () => {
    const { calendars } = app.deps;
    let first = '';
    const second = await beside(
      app,
      async () => {
        first = await calendars.make(lena);
      },
      () => calendars.make(lena),
    );
    expect(await calendars.at(first)).toBe(null);
    expect(await calendars.at(String(second))).toContain('BEGIN:VCALENDAR');
  });
});
