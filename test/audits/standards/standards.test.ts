import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';

onBothEngines('standards set for one audit', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let auditId = 0;
  const said = async (href: string) => wordsOf((await lena.get(href)).text);

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    auditId = (await newAudit(app)).auditId;
  });
  afterAll(() => app.close());

  it('are asked for question by question, and what is wrong is named at its question', async () => {
    expect(await said(urls.audit(auditId))).toContain('Set standards for this audit');
    const wrong = await lena.post(urls.standards(auditId), { 'atLeast.recovery_plan': '101' });
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('enter a whole percentage from 1 to 100');
    expect((await app.deps.auditRepository.byId(auditId))?.standards).toEqual([]);
  });

  it('hold in this audit and no other, and are said beside its figures', async () => {
    await lena.post(urls.standards(auditId), {
      'atLeast.recovery_plan': '80',
      'atLeast.top_missing': '90 %',
    });
    const text =
      'Standards set for this audit: “Is there a recovery plan on file?” as it should be in at least 80% (the tool: none)';
    for (const href of [urls.audit(auditId), urls.results(auditId), urls.compare(auditId)])
      expect(await said(href), href).toContain(text);
    expect(await said(urls.compare(auditId))).toContain('The standard is at least 80%.');
    const other = await newAudit(app);
    expect(await said(urls.results(other.auditId))).not.toContain('Standards set for this audit');
    // Beside another audit they are told, and nobody says that such a check is not compared.
    const beside = await said(`${urls.compare(auditId)}?with=${other.auditId}&by=audit`);
    expect(beside).toContain(text);
    expect(beside).not.toContain('It is not compared.');
    // Empty again, the audit goes by its tool.
    await lena.post(urls.standards(auditId), {});
    expect(await said(urls.results(auditId))).not.toContain('Standards set for this audit');
  });

  const standardsIn = async (id: number) => (await app.deps.auditRepository.byId(id))?.standards;
  const PLAN = { itemId: 'recovery_plan', atLeast: 80 };
  const SMART = { itemId: 'smart', atLeast: 70 };

  it('are kept of a question that is left out, whatever is saved meanwhile', async () => {
    const { deps, ids } = app;
    await deps.standards.set(ids.lena, auditId, [PLAN, SMART]);
    await deps.leftOut.leaveOut(ids.lena, auditId, { itemId: 'smart', reason: 'It was misread.' });
    await lena.post(urls.standards(auditId), { 'atLeast.recovery_plan': '60' });
    await deps.leftOut.putBack(ids.lena, auditId, 'smart');
    expect(await standardsIn(auditId)).toEqual(expect.arrayContaining([{ ...PLAN, atLeast: 60 }, SMART]));
  });

  it('go with a copy of the set-up, which says so, and keep the tool of an audit from being changed', async () => {
    const { deps, ids } = app;
    const draft = (await newAudit(app, { state: 'draft', groups: [{ name: 'Ash' }] })).auditId;
    expect(await said(urls.copyAudit(draft))).not.toContain('standards set for this audit');
    await deps.standards.set(ids.lena, draft, [PLAN]);
    expect(await said(urls.copyAudit(draft))).toContain(
      'The tool, the standards set for this audit, the rules',
    );
    const made = await lena.post(urls.copyAudit(draft), {
      title: 'Copy',
      fieldworkStart: '01/02/2027',
      fieldworkEnd: '03/02/2027',
    });
    const copyId = Number(/\d+$/.exec(made.headers['location'] ?? '')?.[0]);
    expect(await standardsIn(copyId)).toEqual([PLAN]);
    const audit = await deps.audits.get(copyId);
    await expect(deps.audits.update(ids.lena, copyId, { ...audit, toolVersion: 2 })).rejects.toMatchObject({
      errors: [{ field: 'tool', text: expect.stringContaining('First empty the standards') as string }],
    });
    await deps.standards.set(ids.lena, copyId, []);
    await deps.audits.update(ids.lena, copyId, { ...audit, toolVersion: 2 });
    expect(await deps.audits.get(copyId)).toMatchObject({ toolVersion: 2 });
  });
});
