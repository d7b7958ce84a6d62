import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Knex } from 'knex';
import { onBothEngines, startApp, withExample } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { addSecondOrganisation } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

type Form = (query: Knex) => PromiseLike<unknown>;

onBothEngines('a statement that keeps to an organisation', (engine) => {
  let app: TestApp;
  let second: SecondOrganisation;
  /** Of the first organisation. */
  let auditId: number;
  let reviewId: number;
  beforeAll(async () => {
    app = await startApp(engine);
    auditId = await withExample(app);
    const { pool } = app.deps.database;
    reviewId = (await pool('reviews').min('id as id').first<{ id: number }>()).id;
    second = await addSecondOrganisation(app.deps);
  });
  afterAll(() => app.close());

  const inSecond = (form: Form) => {
    const { database } = app.deps;
    return database.within(second.scope, () => database.write(async () => form(database.query)));
  };
  const everywhere = (form: Form) => app.deps.database.everywhere(() => form(app.deps.database.query));

  it.each<[string, Form]>([
    ['by its name', (query) => query('audits').select('id')],
    ['in capitals, which SQLite takes for the same', (query) => query('AUDITS').select('id')],
    ['with another name', (query) => query('audits as a').select('a.id')],
    ['with a name that is given as a thing', (query) => query({ a: 'audits' }).select('a.id')],
    ['within another', (query) => query(query('audits').select('id').as('x')).select('x.id')],
    ['before it', (query) => query.with('w', query('audits').select('id')).select('id').from('w')],
    [
      'by a join',
      (query) => query('panel_members as p').join({ a: 'audits' }, 'a.id', 'p.audit_id').select('a.id'),
    ],
  ])('reads nothing of others, %s', async (_how, form) => {
    expect(await inSecond(form)).toEqual([]);
  });

  it.each<[string, Form]>([
    ['a schema', (query) => query('main.audits').select('id')],
    ['a schema', (query) => query('audits').withSchema('main').select('id')],
    ['a table that is written as text', (query) => query(query.ref('audits') as never).select('id')],
    ['a table that is written as text', (query) => query(query.raw('audits') as never).select('id')],
    [
      'a join that is written as text',
      (query) =>
        query('panel_members').joinRaw('join audits a on a.id = panel_members.audit_id').select('a.id'),
    ],
    ['two tables', (query) => query({ a: 'audits', b: 'users' }).select('a.id')],
    ['another form', (query) => query('audits').truncate()],
    ['rows from elsewhere', (query) => query('panel_members').insert(query('audits').select('id') as never)],
    [
      'a row for another organisation',
      (query) => query('providers').insert({ name: 'Planted', created_at: '2026-01-01', organisation_id: 1 }),
    ],
    [
      'a row that is given away',
      (query) => query('providers').where({ id: second.providerId }).update({ organisation_id: 1 }),
    ],
  ])('is refused where it has %s', async (_what, form) => {
    await expect(inSecond(form)).rejects.toThrow(/is not understood: build it otherwise/);
  });

  it('changes nothing of others, however far below them it is', async () => {
    const { answers, title } = (await everywhere(async (query) => ({
      answers: await query('answers').where({ review_id: reviewId }).orderBy('item_id').select('*'),
      title: await query('audits').where({ id: auditId }).first('title'),
    }))) as { answers: { item_id: string }[]; title: object };
    expect(answers.length).toBeGreaterThan(0);
    const [answer] = answers;
    for (const form of [
      (query: Knex) => query('answers').where({ review_id: reviewId }).update({ value: 'no' }),
      (query: Knex) => query('answers').where({ review_id: reviewId }).delete(),
      (query: Knex) => query({ a: 'audits' }).where('a.id', auditId).update({ title: 'Taken' }),
    ] as Form[])
      expect(await inSecond(form)).toBe(0);
    // What is there already is left as it is; PostgreSQL says that it is not ours.
    for (const form of [
      (query: Knex) =>
        query('answers')
          .insert({ ...answer, value: 'no' })
          .onConflict(['review_id', 'item_id'])
          .merge(['value']),
      (query: Knex) =>
        query('users')
          .insert({
            id: app.ids.lena,
            name: 'Taken',
            email: 'taken@second.example.org',
            created_at: '2026-01-01',
          })
          .onConflict('id')
          .merge(['name']),
    ] as Form[])
      await inSecond(form).catch(() => undefined);
    expect(
      await everywhere((query) => query('answers').where({ review_id: reviewId }).orderBy('item_id')),
    ).toEqual(answers);
    expect(await everywhere((query) => query('audits').where({ id: auditId }).first('title'))).toEqual(title);
    expect(await everywhere((query) => query('users').where({ id: app.ids.lena }).first('name'))).toEqual({
      name: 'Lena Lead',
    });
  });
});

// On PostgreSQL that is for the second lock, which does not hold the role of the tests.
it('on SQLite hangs nothing on what is of another organisation', async () => {
  const app = await startApp('sqlite');
  const { deps } = app;
  const auditId = await withExample(app);
  const second = await addSecondOrganisation(deps);
  const inSecond = (form: Form) =>
    deps.database.within(second.scope, () => deps.database.write(async () => form(deps.database.query)));
  const everywhere = (form: Form) => deps.database.everywhere(() => form(deps.database.query));
  try {
    const planted = { audit_id: auditId, user_id: second.ids.lead, capacity: 'lead' };
    await expect(inSecond((query) => query('panel_members').insert(planted))).rejects.toThrow();
    const row = { item_id: 'planted', value: 'yes' };
    const [answer] = (await everywhere((query) => query('answers').limit(1))) as { review_id: number }[];
    await expect(
      inSecond((query) => query('answers').insert([{ ...answer, ...row, review_id: answer?.review_id }])),
    ).rejects.toThrow();
    const [own, theirs] = await Promise.all(
      [second.scope, { home: 1, all: [1], isOnly: false }].map((scope) =>
        deps.database.within(scope, () =>
          deps.delivery.loadExample(second.ids.lead, 'treatment-plan-2010-11'),
        ),
      ),
    );
    await inSecond((query) =>
      query('delivery_followers').insert([
        { plan_id: own, user_id: second.ids.lead },
        { plan_id: own, user_id: second.ids.commissioner },
      ]),
    );
    const moved = (query: Knex) =>
      query('delivery_followers').where({ user_id: second.ids.lead }).update({ plan_id: theirs });
    await expect(inSecond(moved)).rejects.toThrow();
    expect(await everywhere((query) => query('panel_members').where({ user_id: second.ids.lead }))).toEqual(
      [],
    );
    expect(await everywhere((query) => query('delivery_followers').pluck('plan_id'))).toEqual([own, own]);
  } finally {
    await app.close();
  }
});
