import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { beside } from '../support/beside.ts';
import { closedAudit, makeFinal } from '../support/improvement.ts';

onBothEngines('an audit whose cases are erased while its lead resumes it', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  it('stays final', async () => {
    const { administration, audits, steps } = app.deps;
    const { auditId } = await closedAudit(app, 'Long over');
    await makeFinal(app, auditId);
    await administration.askDeletion(app.ids.lena, auditId, 'Its time is over.', 'cases');
    const asked = await administration.deletionOf(auditId);
    const resumed = await beside(
      app,
      () =>
        administration.confirmDeletion(app.ids.adam, auditId, {
          what: 'cases',
          askedAt: asked?.askedAt ?? '',
        }),
      () => steps.changeState(app.ids.lena, auditId, 'resume'),
    );
    expect(String(resumed)).toContain('the audit is final and stays so');
    expect(await audits.get(auditId)).toMatchObject({ state: 'final', isErased: true });
  });
});
