import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { answerAs, selfAudited } from '../../support/selfAudit.ts';

onBothEngines('self-audits that several validate at the same moment', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  it('take what each decides, of one provider and of several', async () => {
    const { selfAuditAnswering, selfAuditValidation, selfAudits, audits } = app.deps;
    const { lena, carl, paula, dora } = app.ids;
    const made = await selfAudited(app);
    for (const [who, userId, providerId] of [
      ['paula', paula, made.bridge],
      ['dora', dora, made.dip],
    ] as const) {
      await answerAs(app, who, made, 'iiiiiiiiiiiii');
      await selfAuditAnswering.handIn(userId, made.auditId, providerId);
    }
    const items = ['lead', 'level_2', 'checks', 'supervision', 'parental'];
    const decision = { entered: 'partly', reason: 'There is half of it.' };
    const outcomes = await Promise.allSettled(
      items.flatMap((item) => [
        selfAuditValidation.decide(lena, made.auditId, made.bridge, item, decision),
        selfAuditValidation.decide(carl, made.auditId, made.dip, item, decision),
      ]),
    );
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    const audit = await audits.get(made.auditId);
    for (const providerId of [made.bridge, made.dip]) {
      const { sections } = await selfAudits.of(audit, providerId);
      const settled = sections.flatMap(({ lines }) =>
        lines.flatMap(({ item, settled: decided }) => (decided === null ? [] : item.id)),
      );
      expect(settled).toEqual(items);
    }
  });
});
