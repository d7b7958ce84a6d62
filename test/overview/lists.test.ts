import { afterAll, beforeAll, expect, it } from 'vitest';
import { startOfDayInBritain } from '../../server/formats/english.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { download, tablesOf } from '../support/page.ts';

onOneEngine('lists that are narrowed in the address', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let adam: Visitor;
  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    adam = await app.as('adam');
  });
  afterAll(() => app.close());

  const rowsOf = async (visitor: Visitor, url: string, caption: string) =>
    (tablesOf((await visitor.get(url)).text).find((table) => table.caption === caption)?.rows ?? []).slice(1);

  it('finds people by name, address, provider, role and status, in the order asked for', async () => {
    const names = async (query: string) =>
      (await rowsOf(adam, urls.people() + query, 'Everybody who has an account')).map(([name]) => name);
    expect(await names('?q=AUDITOR&sort=email')).toEqual(['Amir Auditor', 'Beth Auditor']);
    expect(await names('?q=bridge')).toEqual(['Paula Provider']);
    expect(await names('?role=lead')).toEqual(['Lena Lead', 'Stan Stranger']);
    expect(await names('?role=lead&status=waiting')).toEqual([]);
    expect((await adam.get(`${urls.people()}?role=commissioner`)).text).toContain('1 of 8 people fit');
  });

  it('turns many people page by page, without losing what was chosen', async () => {
    for (let n = 0; n < 60; n += 1) {
      await app.deps.accounts.createWithPassword(
        { name: `Many ${n}`, email: `many${n}@example.org`, roles: ['auditor'], providerId: null },
        'correct horse battery staple',
      );
    }
    const first = await adam.get(`${urls.people()}?q=many&role=auditor`);
    expect(first.text).toContain('1 to 50 of 60');
    const next = /href="([^"]*page=2[^"]*)" rel="next"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect(next).toContain('q=many&role=auditor');
    expect(await rowsOf(adam, next, 'Everybody who has an account')).toHaveLength(10);
    expect((await adam.get(`${urls.people()}?q=many&page=99`)).text).toContain('51 to 60 of 60');
  });

  it('finds files by reference, status and group, and says where none fits', async () => {
    const { auditId, groupIds } = await newAudit(app);
    const [ash = 0, birch = 0] = groupIds;
    for (const reference of ['A-10', 'A-9', 'X-1']) {
      await app.deps.recording.create(app.ids.amir, auditId, { reference, groupId: ash });
    }
    await app.deps.recording.create(app.ids.amir, auditId, { reference: 'A-11', groupId: birch });
    const url = urls.files(auditId);
    const references = async (query: string) =>
      (await rowsOf(lena, url + query, 'Case files of Ash')).map(([one]) => one);
    expect(await references('')).toEqual(['A-10', 'A-9', 'X-1']);
    expect(await references('?q=a-&sort=reference')).toEqual(['A-9', 'A-10']);
    expect(await references('?status=complete')).toEqual([]);
    const page = (await lena.get(`${url}?q=a-&group=${birch}`)).text;
    expect(page).toContain('A-11');
    expect(page).not.toContain('A-10');
    expect((await lena.get(`${url}?q=nothing`)).text).toContain(
      'No begun file of this group fits what you chose.',
    );
  });

  it('shows fifty files of a group and leads to the others', async () => {
    const { auditId, groupIds } = await newAudit(app, { groups: [{ name: 'Ash', plannedFiles: 60 }] });
    for (let n = 1; n <= 53; n += 1) {
      await app.deps.recording.create(app.ids.amir, auditId, {
        reference: `R-${n}`,
        groupId: groupIds[0] ?? 0,
      });
    }
    const page = (await lena.get(urls.files(auditId))).text;
    expect(page).toContain('1 to 50 of 53');
    expect(
      await rowsOf(lena, `${urls.files(auditId)}?group=${groupIds[0]}&page=2`, 'Case files of Ash'),
    ).toHaveLength(3);
  });

  it('names people, providers, groups and references in the activity, and narrows it by deed, person and day', async () => {
    const { auditId, groupIds } = await newAudit(app, { title: 'Told of' });
    await app.deps.recording.create(app.ids.amir, auditId, {
      reference: 'REF-77',
      groupId: groupIds[0] ?? 0,
    });
    const page = (await lena.get(urls.auditActivity(auditId))).text;
    expect(page).toContain('person Beth Auditor');
    expect(page).toContain('group Ash');
    expect(page).toContain('case file REF-77');
    const did = async (query: string) =>
      (await rowsOf(lena, urls.auditActivity(auditId) + query, 'Activity')).map((row) =>
        row.slice(1, 3).join(' '),
      );
    expect(await did('?q=case+file')).toEqual(['Amir Auditor began a case file']);
    expect(await did(`?who=${app.ids.lena}&q=opened`)).toEqual(['Lena Lead opened the audit']);
    expect((await did('?sort=oldest'))[0]).toBe('Lena Lead created the audit');
    expect(await did('?until=01/01/2020')).toEqual([]);
    expect((await lena.get(`${urls.auditActivity(auditId)}?from=soon`)).text).toContain(
      'Enter a day such as',
    );
    // An administrator has no part in the audit and is told no reference of it.
    const all = (await adam.get(`${urls.allActivity()}?q=began`)).text;
    expect(all).toContain('audit Told of');
    expect(all).not.toContain('REF-77');
  });

  it('says in words what somebody asked for who may not have it, and names what a line numbers', async () => {
    const { auditId } = await newAudit(app);
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.amir, 'auditor');
    const amir = await app.as('amir');
    expect((await amir.get(urls.auditActivity(auditId))).status).toBe(403);
    const told = await rowsOf(lena, `${urls.auditActivity(auditId)}?q=may+not`, 'Activity');
    expect(told.map((row) => row[3])).toEqual(['asked for: the activity of the audit']);
    const [provider] = await app.deps.providers.list();
    await app.deps.activity.add({
      userId: app.ids.lena,
      auditId,
      action: 'report.issued',
      detail: { provider: provider?.id ?? 0, settledBefore: 2 },
    });
    const [line] = await rowsOf(lena, urls.auditActivity(auditId), 'Activity');
    expect(line?.[3]).toBe(`provider ${provider?.name}; settled before 2`);
  });

  it('gives the activity as CSV, as it is narrowed, with no more than the page tells', async () => {
    const { auditId } = await newAudit(app, { title: '=Sum' });
    const { body } = await download(lena, `${urls.auditActivityCsv(auditId)}?q=somebody+on+the+panel`);
    const lines = body.toString().slice(1).trim().split('\r\n');
    expect(lines[0]).toBe('when,who,what,audit,on what');
    expect(lines.slice(1).map((line) => line.split(',').slice(1))).toEqual([
      ['Lena Lead', 'put somebody on the panel', "'=Sum", '"person Amir Auditor; capacity auditor"'],
      ['Lena Lead', 'put somebody on the panel', "'=Sum", '"person Beth Auditor; capacity auditor"'],
    ]);
    expect((await rowsOf(lena, `${urls.auditActivity(auditId)}?q=activity`, 'Activity'))[0]?.[2]).toBe(
      'took the activity along',
    );
  });

  it('begins a day when it begins in Britain', () => {
    expect(startOfDayInBritain('2026-07-01')).toBe('2026-06-30T23:00:00.000Z');
    expect(startOfDayInBritain('2026-01-01')).toBe('2026-01-01T00:00:00.000Z');
  });
});
