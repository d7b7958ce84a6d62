import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { formTo, wordsOf } from '../../support/form.ts';

const table = readFileSync(
  new URL('../../../audits/examples/southampton-2012/table-1.csv', import.meta.url),
  'utf8',
);
const details = {
  title: 'Southampton 2012, as printed',
  partnership: 'Southampton',
  source: 'Report of 2012, table 1',
  fieldworkStart: '28/02/2012',
  fieldworkEnd: '02/03/2012',
  base: 'all',
};

onOneEngine('a baseline', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  let auditId: number;

  /** The form as it is proposed, filled in. */
  async function form(text = table): Promise<Record<string, string | string[]>> {
    const { status, text: html } = await lena.post(urls.newBaseline(), { table: text });
    expect(status).toBe(200);
    return { ...formTo(html, urls.baselines()).fields, ...details };
  }
  const idIn = (location: string | undefined) => Number(/audits\/(\d+)\/baseline/.exec(location ?? '')?.[1]);

  beforeAll(async () => {
    test = await startApp(engine);
    [lena, carl] = await Promise.all([test.as('lena'), test.as('carl')]);
    const response = await lena.post(urls.baselines(), await form());
    auditId = idIn(response.headers['location']);
  });
  afterAll(() => test.close());

  it('is a closed audit with the counts of the print, led by whoever took it over', async () => {
    const { audit, tally, groups, completeFiles } = await test.deps.results.of(auditId);
    expect(audit).toMatchObject({ isBaseline: true, state: 'closed', partnership: 'Southampton' });
    expect([...audit.panel]).toEqual([[test.ids.lena, 'lead']]);
    expect(groups.map(({ name, files }) => [name, files])).toContainEqual(['NR/Bridge', 9]);
    expect(tally.overall.files).toBe(52);
    expect(completeFiles).toBe(52);
    const yes = Object.fromEntries(tally.overall.checks.map((check) => [check.id, check.yes]));
    expect(yes).toMatchObject({ recovery_plan: 41, abstinence: 33, reduction: 13, psychosocial: 25 });
    const bridge = tally.groups.find(({ name }) => name === 'Bridge');
    expect(bridge?.checks.find(({ id }) => id === 'top_missing')).toMatchObject({
      notApplicable: 12,
      applicable: 0,
      percentOfApplicable: null,
    });
    const dip = tally.groups.find(({ name }) => name === 'DIP');
    expect(dip?.checks.find(({ id }) => id === 'top_missing')).toMatchObject({
      notRecorded: 2,
      applicable: 0,
    });
  });

  it('has a page that says where it comes from and what was wrong in print', async () => {
    expect((await lena.get(urls.audit(auditId))).headers['location']).toBe(urls.baseline(auditId));
    const words = wordsOf((await lena.get(urls.baseline(auditId))).text);
    expect(words).toContain('Report of 2012, table 1');
    expect(words).toContain('no case files, so nothing can be recorded');
    expect(words).toContain('6 problems found.');
    expect(words).toContain('Total, all needs Percentage Printed: 19 (45%) . Right: 37% .');
    expect(wordsOf((await lena.get('/')).text)).toContain('Baseline');
    const results = wordsOf((await lena.get(urls.results(auditId))).text);
    expect(results).toContain('taken over from a published table');
    expect(results).toContain('41 of 52 79%');
    expect(results).not.toContain('Files complete');
    // Nothing of a published table was planned.
    expect(results).not.toContain('planned');
  });

  it('offers nothing that needs case files, and refuses it', async () => {
    const { text } = await lena.get(urls.baseline(auditId));
    const refused = [
      urls.files(auditId),
      urls.sample(auditId),
      urls.progress(auditId),
      urls.readings(auditId),
      urls.feedback(auditId),
      urls.importFiles(auditId),
      urls.auditDetails(auditId),
    ];
    for (const url of refused) {
      expect(text).not.toContain(`href="${url}"`);
      const response = await lena.get(url);
      expect(response.status, url).toBe(403);
      expect(wordsOf(response.text)).toContain('It has no case files');
    }
    const group = (await test.deps.audits.groups(auditId))[0]?.id ?? 0;
    for (const [url, fields] of [
      [urls.auditState(auditId), { step: 'reopen' }],
      [urls.files(auditId), { reference: 'A1', groupId: String(group) }],
      [urls.groups(auditId), { name: 'More', plannedFiles: '3' }],
      [urls.readings(auditId), { percent: '5' }],
    ] as const) {
      expect((await lena.post(url, fields)).status, url).toBe(403);
    }
    await expect(test.deps.steps.changeState(test.ids.lena, auditId, 'reopen')).rejects.toThrow('baseline');
  });

  it('shows a commissioner suppressed results, and not the table that holds what is suppressed', async () => {
    await test.deps.audits.addMember(test.ids.lena, auditId, test.ids.carl, 'commissioner');
    const page = wordsOf((await carl.get(urls.baseline(auditId))).text);
    expect(page).toContain('Report of 2012, table 1');
    expect(page).not.toContain('19 (45%)');
    expect(page).not.toContain('Remove');
    expect(wordsOf((await carl.get(urls.results(auditId))).text)).toContain('[c]');
    expect((await carl.post(urls.baselineRemove(auditId))).status).toBe(403);
  });

  describe('when it is taken over', () => {
    it('names every fault of the form and keeps what was typed', async () => {
      const count = (await test.deps.audits.all()).length;
      const response = await lena.post(urls.baselines(), {
        ...(await form()),
        title: '',
        fieldworkEnd: '01/01/2011',
        base: '',
        'files-0': 'twelve',
        'name-1': 'Complex',
        'check-1': 'recovery_plan',
      });
      expect(response.status).toBe(422);
      const words = wordsOf(response.text);
      expect(words).toContain('Enter a title');
      expect(words).toContain('Choose what n is.');
      expect(words).toContain('Enter the number of files of the group, at least 1.');
      expect(words).toContain('There are two groups called Complex. Name one otherwise.');
      expect(words).toContain('The check of ABS orien is chosen for another column already.');
      expect(formTo(response.text, urls.baselines()).fields['files-0']).toBe('twelve');
      expect(await test.deps.audits.all()).toHaveLength(count);
    });

    it('asks for n and for the check where the table does not tell, and says what stayed unknown', async () => {
      const text = 'group\tRec plan\tOur own\nA\t8\t3\nB\t4\t2';
      const fields = await form(text);
      expect(fields).toMatchObject({ 'files-0': '', 'check-0': 'recovery_plan', 'check-1': '' });
      const made = await lena.post(urls.baselines(), {
        ...fields,
        'files-0': '5',
        'files-1': '6',
        'check-1': 'smart',
      });
      expect(made.status).toBe(303);
      const page = await lena.get(made.headers['location'] ?? '');
      expect(wordsOf(page.text)).toContain('1 cell cannot be a count and stayed not recorded.');
      const { tally } = await test.deps.results.of(idIn(made.headers['location']));
      expect(tally.groups[0]?.checks.find(({ id }) => id === 'recovery_plan')).toMatchObject({
        notRecorded: 5,
      });
      expect(tally.overall.checks.find(({ id }) => id === 'smart')).toMatchObject({ yes: 5, no: 6 });
    });

    it('is not made of nothing', async () => {
      const fields = await form('group\tn\tRec plan\tSMART\nA\t400\t1%\t[c]\nB\t400\tmissing\t<5');
      const count = (await test.deps.audits.all()).length;
      const response = await lena.post(urls.baselines(), fields);
      expect(response.status).toBe(422);
      expect(wordsOf(response.text)).toContain('No cell of the chosen groups and checks gives a count');
      expect(await test.deps.audits.all()).toHaveLength(count);
    });

    it('is refused for a distribution that no tool has the answers of and for a table that cannot be read', async () => {
      for (const text of ['town,round_pct,square_pct\nQ,40,60\nR,50,50', 'nothing']) {
        expect((await lena.post(urls.newBaseline(), { table: text })).status).toBe(422);
        expect((await lena.post(urls.baselines(), { ...details, table: text })).status).toBe(422);
      }
    });
  });

  it('is removed whole, unless another audit repeats it', async () => {
    const made = idIn((await lena.post(urls.baselines(), await form())).headers['location']);
    const knex = test.deps.database.pool;
    await knex('re_audits').insert({ audit_id: auditId, predecessor_id: made });
    expect((await lena.post(urls.baselineRemove(made))).status).toBe(409);
    await knex('re_audits').delete();
    expect((await lena.get(urls.baseline(made))).text).toContain('Remove this baseline for good?');
    expect((await lena.post(urls.baselineRemove(made))).status).toBe(303);
    expect((await lena.get(urls.audit(made))).status).toBe(404);
    expect(await knex('sample_groups').where({ audit_id: made })).toEqual([]);
    expect(await activityOf(test, made)).toEqual(['baseline.created', 'baseline.removed']);
    // The other one has kept its counts.
    expect((await test.deps.results.of(auditId)).tally.overall.checks[0]?.yes).toBe(41);
  });
});
