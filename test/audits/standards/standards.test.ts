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
    expect(await said(urls.compare(auditId))).toContain('The standard is 80%.');
    const other = await newAudit(app);
    expect(await said(urls.results(other.auditId))).not.toContain('Standards set for this audit');
    // Empty again, the audit goes by its tool.
    await lena.post(urls.standards(auditId), {});
    expect(await said(urls.results(auditId))).not.toContain('Standards set for this audit');
  });
});
