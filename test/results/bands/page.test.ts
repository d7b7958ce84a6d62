import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp, withExample } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

onOneEngine('the bands of an audit', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;
  const FIELD = 'begins.months_in_treatment';

  beforeAll(async () => {
    test = await startApp(engine);
    auditId = await withExample(test);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const lead = () => ({
    id: test.ids.lena,
    roles: ['lead' as const],
    providerId: null,
    organisationId: 1,
    organisations: [1],
  });
  const namesAndFiles = async () => {
    const cut = { by: 'fields' as const, fields: ['months_in_treatment'] as [string] };
    const { table } = await test.deps.results.shown(auditId, cut, lead());
    return { units: table.units.map(({ name, files }) => [name, files]), notRecorded: table.notRecorded };
  };

  it('are those of the tool at first, and hold every file', async () => {
    const { units, notRecorded } = await namesAndFiles();
    expect(units.map(([name]) => name)).toEqual([
      'Under 3 months',
      '3 to under 6 months',
      '6 to under 12 months',
      '12 to under 24 months',
      '24 to under 48 months',
      '48 months or more',
    ]);
    expect(units.reduce((sum, [, files]) => sum + Number(files), 0) + Number(notRecorded)).toBe(52);
    const form = filledIn(formTo((await lena.get(urls.bands(auditId))).text, urls.bands(auditId)));
    expect(form[FIELD]).toBe('3, 6, 12, 24, 48');
  });

  it('are divided where the lead says, with a line in the activity', async () => {
    const before = await namesAndFiles();
    const answer = await lena.post(urls.bands(auditId), { [FIELD]: ' 6;12' });
    expect(answer.headers['location']).toBe(urls.bands(auditId));
    const { units } = await namesAndFiles();
    const of = (i: number) => Number(before.units[i]?.[1]);
    expect(units).toEqual([
      ['Under 6 months', of(0) + of(1)],
      ['6 to under 12 months', of(2)],
      ['12 months or more', of(3) + of(4) + of(5)],
    ]);
    expect(wordsOf((await lena.get(urls.bands(auditId))).text)).toContain('There are 3 bands now');
    expect((await activityOf(test, auditId)).at(-1)).toBe('bands.changed item months_in_treatment');
    const lines = (await activityOf(test, auditId)).length;
    await lena.post(urls.bands(auditId), { [FIELD]: '6, 12' });
    expect(await activityOf(test, auditId)).toHaveLength(lines);
  });

  it.each([
    ['six', '“six” is no number'],
    ['12, 6', 'from small to large, each once: look at 6'],
    ['6, 6', 'from small to large, each once: look at 6'],
    ['0, 6', '0 cannot begin a band: it has to be above 0 and at most 600'],
    ['601', '601 cannot begin a band'],
    [Array.from({ length: 12 }, (_, i) => i + 1).join(' '), 'at most 11 numbers'],
  ])('are not %j, which is kept in the form with the reason', async (entered, problem) => {
    const before = await namesAndFiles();
    const { status, text } = await lena.post(urls.bands(auditId), { [FIELD]: entered });
    expect(status).toBe(422);
    expect(wordsOf(text)).toContain(problem);
    expect(filledIn(formTo(text, urls.bands(auditId)))[FIELD]).toBe(entered);
    expect(await namesAndFiles()).toEqual(before);
  });

  it('hold still once the audit is closed', async () => {
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    expect(wordsOf((await lena.get(urls.bands(auditId))).text)).toContain('its bands cannot be changed');
    expect((await lena.post(urls.bands(auditId), { [FIELD]: '6' })).status).toBe(409);
    expect((await namesAndFiles()).units).toHaveLength(3);
    // Nor once it is final: two divisions would tell what each of them masks.
    await test.deps.database.query('audits').where({ id: auditId }).update({ state: 'final' });
    expect((await lena.post(urls.bands(auditId), { [FIELD]: '6' })).status).toBe(409);
    expect((await namesAndFiles()).units).toHaveLength(3);
  });

  it('hold still once the audit is final', async () => {
    await test.deps.database.query('audits').where({ id: auditId }).update({ state: 'final' });
    expect(wordsOf((await lena.get(urls.bands(auditId))).text)).toContain('its bands cannot be changed');
    expect((await lena.post(urls.bands(auditId), { [FIELD]: '6' })).status).toBe(409);
  });
});
