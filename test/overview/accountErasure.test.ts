import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createAccountErasure,
  ERASED_WITH_ACCOUNT,
  KEPT_OF_ACCOUNT,
} from '../../server/overview/retention/accounts.ts';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { wordsOf } from '../support/form.ts';
import { recordFile } from '../support/improvement.ts';

onBothEngines('an account that is erased', (engine) => {
  let app: TestApp;
  let adam: Visitor;
  let today = '2026-11-30T09:00:00.000Z';
  beforeAll(async () => {
    app = await startApp(engine, { now: () => new Date(today) });
    adam = await app.as('adam');
  });
  afterAll(() => app.close());

  it('knows of every table that names a person as its own', async () => {
    const { pool } = app.deps.database;
    const names: string[] =
      engine === 'sqlite'
        ? await pool('sqlite_master as t')
            .joinRaw("join pragma_table_info(t.name) as c on c.name = 'user_id'")
            .where('t.type', 'table')
            .pluck('t.name')
        : await pool('information_schema.columns')
            .where({ table_schema: 'public', column_name: 'user_id' })
            .pluck('table_name');
    expect(names.toSorted()).toEqual([...ERASED_WITH_ACCOUNT, ...KEPT_OF_ACCOUNT].toSorted());
  });

  it('leaves neither name nor number where it was told that somebody may be at risk', async () => {
    const { deps, ids } = app;
    const { auditId } = await newAudit(app, { title: 'Summer audit' });
    const rule = 'Phone first, then send the alert.';
    await deps.safeguarding.setUp(ids.lena, auditId, { leadId: ids.stan, phone: '023 8000 0000', rule });
    await adam.post(urls.personDisable(ids.stan));
    await adam.post(urls.personErase(ids.stan));
    expect(await deps.safeguarding.of(auditId)).toEqual({
      leadId: null,
      leadName: null,
      leadIsThere: false,
      phone: '',
      rule,
    });
    const lena = await app.as('lena');
    expect(wordsOf((await lena.get(urls.audit(auditId))).text)).toContain('Nobody is named.');
    expect((await lena.get(urls.safeguarding(auditId))).text).not.toContain('Somebody who has left');
  });

  it('loses name, address and all it signs in with, and keeps what it recorded', async () => {
    const { deps, ids } = app;
    const { auditId, groupIds } = await newAudit(app, { title: 'Spring audit' });
    await recordFile(app, auditId, groupIds[0] ?? 0, 'R-1', { recovery_plan: 'yes' });
    const { name, email } = await deps.accounts.get(ids.amir);
    const row = () => deps.database.pool('users').where({ id: ids.amir }).first();

    expect((await adam.get(urls.personErase(ids.amir))).status).toBe(409);
    expect((await adam.post(urls.personErase(ids.amir))).text).toContain('Disable it first');
    expect(await row()).toMatchObject({ name, email, erased_at: null });

    await adam.post(urls.personDisable(ids.amir));
    expect((await adam.get(urls.person(ids.amir))).text).toContain('erase name and address');
    const page = (await adam.get(urls.personErase(ids.amir))).text;
    expect(page).toContain('Yes, erase the account');
    await adam.post(urls.personErase(ids.amir));

    expect(await row()).toMatchObject({
      name: `Somebody who has left (${ids.amir})`,
      email: expect.stringMatching(new RegExp(`^left-${ids.amir}-\\w{16}@erased\\.invalid$`)) as string,
      password_hash: null,
      erased_at: today,
    });
    for (const table of ERASED_WITH_ACCOUNT)
      expect([table, await deps.database.pool(table).where({ user_id: ids.amir })]).toEqual([table, []]);
    expect((await adam.get(urls.people())).text).not.toContain(name);
    expect((await adam.get(urls.person(ids.amir))).status).toBe(404);
    expect((await adam.post(urls.personEnable(ids.amir))).status).toBe(404);
    expect((await adam.post(urls.personErase(ids.amir))).status).toBe(404);

    const lena = await app.as('lena');
    const files = await lena.get(urls.files(auditId));
    expect(files.text).toContain('R-1');
    const activity = (await adam.get(urls.allActivity())).text;
    expect(activity).toContain('erased who an account belonged to');
    expect(activity).toContain(`Somebody who has left (${ids.amir})`);
    expect(activity).not.toContain(name);
  });

  it('is erased by the program itself once the period that was chosen is over', async () => {
    const { deps, ids } = app;
    const wrong = await adam.post(urls.retentionOfAccounts(), { accountMonths: 'a while' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Enter for how many months');
    await adam.post(urls.personDisable(ids.beth));
    expect(await deps.accountErasure.eraseDue()).toBe(0);
    await adam.post(urls.retentionOfAccounts(), { accountMonths: '24' });
    const page = (await adam.get(urls.retention())).text;
    expect(page).toContain('on 30 November 2028');
    expect(page).toContain('2 accounts erased, the last on 30 November 2026.');

    today = '2028-11-29T09:00:00.000Z';
    expect(await deps.accountErasure.eraseDue()).toBe(0);
    today = '2028-11-30T09:00:00.000Z';
    // Two programs may come to it at the same moment.
    const erased = await Promise.all([0, 1, 2].map(() => deps.accountErasure.eraseDue()));
    expect(erased.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
    const lines = await deps.activity.list({ limit: 1000 });
    const ofBeth = lines.filter(
      ({ action, subject }) => action === 'person.erased' && subject === `person ${ids.beth}`,
    );
    expect(ofBeth).toHaveLength(1);
    expect(await deps.accountErasure.eraseDue()).toBe(0);
    expect((await deps.accountRepository.byId(ids.beth))?.name).toBe(`Somebody who has left (${ids.beth})`);
    expect((await deps.accountRepository.byId(ids.lena))?.name).toBe('Lena Lead');
  });

  it('is not erased where it was enabled while others were', async () => {
    const { deps, ids } = app;
    for (const id of [ids.lena, ids.carl]) await adam.post(urls.personDisable(id));
    today = '2030-12-01T09:00:00.000Z';
    const erasure = createAccountErasure({
      database: deps.database,
      store: { months: () => Promise.resolve(24), choose: () => Promise.resolve() },
      // What is noted of the first is when somebody comes back whom the second belongs to.
      activity: {
        ...deps.activity,
        add: async () => {
          await deps.database
            .query('users')
            .whereIn('id', [ids.lena, ids.carl])
            .update({ disabled_at: null });
        },
      },
      log: deps.log,
      now: () => new Date(today),
    });
    expect(await erasure.eraseDue()).toBe(1);
    const names = await Promise.all(
      [ids.lena, ids.carl].map(async (id) => (await deps.accountRepository.byId(id))?.name),
    );
    expect(names.filter((name) => name?.startsWith('Somebody who has left'))).toHaveLength(1);
  });
});
