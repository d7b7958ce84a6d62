import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { activityOf, newAudit } from '../support/audit.ts';
import { filledIn, formTo } from '../support/form.ts';
import { closedAudit, confirmAsked, sentPlan } from '../support/improvement.ts';
import { madePdf } from '../support/madePdf.ts';

/** Tables whose rows hang on an audit and do not go with it by themselves; the deletion takes them first. */
const TAKEN_FIRST = [
  'answer_corrections',
  'case_files',
  'feedback_releases',
  're_audits',
  'reading_draws',
  'report_queries',
  'reports',
];

onBothEngines('an audit that is deleted', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  /** How many rows each table has, but for what is written in any case. */
  async function rows(): Promise<Record<string, number>> {
    const { pool } = app.deps.database;
    const names: string[] =
      engine === 'sqlite'
        ? await pool('sqlite_master').where({ type: 'table' }).pluck('name')
        : await pool('information_schema.tables').where({ table_schema: 'public' }).pluck('table_name');
    const counted: Record<string, number> = {};
    for (const name of names.toSorted()) {
      if (/^(sqlite_|knex_|activity$|sessions$|settings$|device_keys$)/.test(name)) continue;
      counted[name] = Number((await pool(name).count('* as n').first())?.['n'] ?? 0);
    }
    return counted;
  }

  it('is gone with everything once a second person confirms it, and only the activity tells of it', async () => {
    const { deps, ids } = app;
    // Providers, people and their tokens are there before and stay.
    await deps.providers.create(ids.lena, 'Another one');
    const before = await rows();
    const { auditId, bridge } = await closedAudit(app);
    await withEvidence(app, auditId, bridge);
    await deps.reAudits.create(ids.lena, auditId, {
      title: 'Again',
      fieldworkStart: '2027-01-01',
      fieldworkEnd: '2027-01-02',
      toolVersion: 1,
      samePanel: true,
    });
    const again = (await deps.reAudits.successors(auditId))[0]?.id ?? 0;
    await deps.administration.askDeletion(ids.lena, auditId, 'Made twice.');
    await expect(confirmAsked(app, ids.lena, auditId)).rejects.toThrow('somebody else has to confirm');
    expect(await rows()).not.toEqual(before);

    await confirmAsked(app, ids.adam, auditId);

    expect((await deps.audits.get(again)).predecessorId).toBeNull();
    await deps.administration.discard(ids.lena, again);
    expect(await rows()).toEqual(before);
    const lines = await activityOf(app, auditId);
    expect(lines.slice(-2)).toEqual(['audit.deletionAsked', `audit.deleted person ${ids.lena}`]);
    await expect(confirmAsked(app, ids.adam, auditId)).rejects.toThrow();
    // Its number is never given to another audit, whose activity would then begin with that of this one.
    expect((await newAudit(app, { state: 'draft' })).auditId).toBeGreaterThan(again);
  });

  it('is left whole where the deletion fails half-way', async () => {
    const { deps, ids } = app;
    const { auditId } = await closedAudit(app, 'Kept whole');
    await deps.administration.askDeletion(ids.lena, auditId, 'Made twice.');
    const before = await rows();
    const add = deps.activity.add;
    deps.activity.add = () => Promise.reject(new Error('the disk is full'));
    await expect(confirmAsked(app, ids.adam, auditId)).rejects.toThrow('the disk is full');
    deps.activity.add = add;
    expect(await rows()).toEqual(before);
  });

  it('is deleted once where two confirm at the same moment', async () => {
    const { deps, ids } = app;
    const { auditId } = await newAudit(app);
    await deps.audits.addMember(ids.lena, auditId, ids.stan, 'lead');
    await deps.administration.askDeletion(ids.lena, auditId, 'Made twice.');
    const outcomes = await Promise.allSettled([
      confirmAsked(app, ids.adam, auditId),
      confirmAsked(app, ids.stan, auditId),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await activityOf(app, auditId)).filter((line) => line.startsWith('audit.deleted'))).toHaveLength(
      1,
    );
  });
});

describe('the tables of an audit', () => {
  it('go with it by themselves, or are in the list of those that are taken first', async () => {
    const app = await startApp('sqlite');
    const { pool } = app.deps.database;
    const tables: string[] = await pool('sqlite_master').where({ type: 'table' }).pluck('name');
    const reached = new Set(['audits']);
    const first = new Set<string>();
    for (let before = 0; before < reached.size;) {
      before = reached.size;
      for (const table of tables) {
        const keys: { table: string; on_delete: string }[] = await pool.raw(
          `pragma foreign_key_list(${table})`,
        );
        for (const key of keys.filter((one) => reached.has(one.table))) {
          if (key.on_delete !== 'SET NULL') reached.add(table);
          if (key.on_delete === 'NO ACTION') first.add(table);
        }
      }
    }
    await app.close();
    // Second readings name their draw, and go with their reading before the draws do; case files name their group.
    expect([...first].toSorted()).toEqual([...TAKEN_FIRST, 'second_readings'].toSorted());
  });
});

onOneEngine('managing audits', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
  });
  afterAll(() => app.close());

  it('asks before an audit is opened, and says what for', async () => {
    const { auditId } = await newAudit(app, { state: 'draft' });
    const page = await lena.get(urls.audit(auditId));
    expect(page.text).toContain('Open this audit?');
    expect(page.text).toContain('Yes, open the audit');
  });

  it('leads from the overview through question and second person to the end', async () => {
    const { auditId } = await newAudit(app, { title: 'A mistake' });
    expect((await lena.get(urls.audit(auditId))).text).toContain(urls.manageAudit(auditId));
    const page = await lena.get(urls.manageAudit(auditId));
    expect(page.text).toContain('0 case files with every answer');
    expect(page.text).not.toContain('Discard the draft');
    const refused = await lena.post(urls.auditDeletion(auditId), { reason: ' ' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Say why');
    await lena.post(urls.auditDeletion(auditId), { reason: 'Wrong tool' });
    expect((await lena.get(urls.manageAudit(auditId))).text).toContain('Take the request back');
    expect((await lena.get(urls.home())).text).not.toContain('Delete “A mistake”, or keep it');

    const adam = await app.as('adam');
    expect((await adam.get(urls.home())).text).toContain('Delete “A mistake”, or keep it');
    const asked = await adam.get(urls.auditDeletion(auditId));
    expect(asked.text).toContain('Lena Lead has asked');
    expect(asked.text).toContain('Wrong tool');
    const done = await adam.post(
      urls.auditDeletionConfirm(auditId),
      filledIn(formTo(asked.text, urls.auditDeletionConfirm(auditId)), {}),
    );
    expect(done.headers['location']).toBe(urls.home());
    expect((await lena.get(urls.audit(auditId))).status).toBe(404);
    expect((await lena.get(urls.home())).text).not.toContain('A mistake');
  });

  it('keeps an audit that the second person refuses to delete', async () => {
    const { auditId } = await newAudit(app, { title: 'No mistake' });
    await lena.post(urls.auditDeletion(auditId), { reason: 'Wrong tool' });
    const adam = await app.as('adam');
    await adam.post(urls.auditDeletionWithdraw(auditId));
    expect((await adam.post(urls.auditDeletionConfirm(auditId))).status).toBe(409);
    expect((await lena.get(urls.audit(auditId))).status).toBe(200);
  });

  it('puts an audit away and takes it out again, and no open one', async () => {
    const { auditId } = await newAudit(app, { title: 'Long ago', state: 'draft' });
    const { auditId: open } = await newAudit(app, { title: 'Under way' });
    expect((await lena.post(urls.archiveAudit(open), { archived: 'yes' })).status).toBe(409);
    await lena.post(urls.archiveAudit(auditId), { archived: 'yes' });
    const home = await lena.get(urls.home());
    expect(home.text).not.toContain('>Long ago<');
    expect(home.text).toContain('>Under way<');
    expect((await lena.get(`${urls.home()}?state=archived`)).text).toContain('>Long ago<');
    expect((await lena.get(urls.audit(auditId))).status).toBe(200);
    await lena.post(urls.archiveAudit(auditId), { archived: 'no' });
    expect((await lena.get(urls.home())).text).toContain('>Long ago<');
  });

  it('copies the set-up of an audit in any state, and nothing that was recorded', async () => {
    const { deps, ids } = app;
    const { auditId, groupIds } = await newAudit(app, { title: 'Model' });
    await deps.recording.create(ids.amir, auditId, { reference: 'REF-1', groupId: groupIds[0] ?? 0 });
    expect((await lena.get(urls.copyAudit(auditId))).text).toContain('Birch');
    const refused = await lena.post(urls.copyAudit(auditId), {
      title: '',
      fieldworkStart: '1/2/2027',
      fieldworkEnd: '',
    });
    expect(refused.status).toBe(422);
    const made = await lena.post(urls.copyAudit(auditId), {
      title: 'Model: copy',
      fieldworkStart: '01/02/2027',
      fieldworkEnd: '03/02/2027',
      samePanel: 'yes',
    });
    const copyId = Number(/\d+$/.exec(made.headers['location'] ?? '')?.[0]);
    const copy = await deps.audits.get(copyId);
    expect({ state: copy.state, predecessor: copy.predecessorId, panel: copy.panel.size }).toEqual({
      state: 'draft',
      predecessor: null,
      panel: 3,
    });
    expect(
      (await deps.audits.groups(copyId)).map(({ name, files, exclusions }) => ({ name, files, exclusions })),
    ).toEqual([
      { name: 'Ash', files: 0, exclusions: [] },
      { name: 'Birch', files: 0, exclusions: ['top_missing'] },
    ]);
    expect(await activityOf(app, copyId)).toContain(`audit.copied audit ${auditId}`);
  });

  it('discards a draft, and nothing that was opened', async () => {
    const { auditId } = await newAudit(app, { title: 'Scribble', state: 'draft' });
    const { auditId: open } = await newAudit(app);
    expect((await lena.post(urls.discardAudit(open))).status).toBe(409);
    expect((await lena.get(urls.manageAudit(auditId))).text).toContain('Yes, discard the draft');
    await lena.post(urls.discardAudit(auditId));
    expect((await lena.get(urls.audit(auditId))).status).toBe(404);
    expect(await activityOf(app, auditId)).toContain('audit.discarded');
  });

  it('narrows the list of audits by words, state and order, all in the address', async () => {
    for (const title of ['Zebra count', 'Yak count']) await newAudit(app, { title, state: 'draft' });
    const titles = async (query: string) =>
      [...(await lena.get(urls.home() + query)).text.matchAll(/audits\/\d+">([^<]+)<\/a><\/th>/g)].map(
        ([, title]) => title,
      );
    expect(await titles('?q=COUNT&sort=title')).toEqual(['Yak count', 'Zebra count']);
    expect(await titles('?q=zebra+southampton')).toEqual(['Zebra count']);
    expect(await titles('?q=zebra&state=open')).toEqual([]);
    expect((await lena.get(`${urls.home()}?q=nothing+such`)).text).toContain('No audit fits what you chose.');
    // What cannot be is passed over.
    expect((await lena.get(`${urls.home()}?sort=x&state=y&page=-3&q[]=z`)).status).toBe(200);
  });
});

/** To an issued report a query with a correction, and an improvement plan with a piece of evidence. */
async function withEvidence(app: TestApp, auditId: number, bridge: number): Promise<void> {
  const { deps, ids } = app;
  const query = await deps.queries.raise(ids.paula, auditId, bridge, {
    about: null,
    text: 'One had a plan.',
  });
  const lines = await deps.recording.lines(auditId, deps.tools.must('rodt', 1));
  const fileId = lines.find(({ reference }) => reference === 'R0-9')?.id ?? 0;
  await deps.queries.correct(ids.lena, auditId, bridge, query, {
    fileId,
    itemId: 'recovery_plan',
    value: 'yes',
    reason: 'It had.',
  });
  await deps.improvement.mark(ids.lena, auditId, bridge, ['recovery_plan']);
  const actionId = await sentPlan(app, { auditId, bridge, dip: 0 });
  await deps.improvement.addNote(ids.paula, auditId, bridge, actionId, {
    text: 'Ten files.',
    file: () => Promise.resolve({ name: 'ten.pdf', content: madePdf() }),
    isEvidence: true,
  });
}
