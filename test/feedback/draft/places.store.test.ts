import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothEngines, onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { closedAudit } from '../../support/fedBack.ts';

onBothEngines('the files that a report names', (engine) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());

  it('are those that fall short, and of joint work none of which nobody says that own notes were read', async () => {
    const { auditId, bridge, dip } = await closedAudit(test);
    // Every second file of eight has no plan, and no goal is SMART; the last file is joint work.
    const { places } = await test.deps.feedback.input(auditId, bridge);
    expect(places).toEqual([
      { group: 'Own', checkId: 'recovery_plan', references: ['REF-01', 'REF-03', 'REF-05'] },
      {
        group: 'Own',
        checkId: 'smart',
        references: ['REF-00', 'REF-01', 'REF-02', 'REF-03', 'REF-04', 'REF-05'],
      },
    ]);
    const others = (await test.deps.feedback.input(auditId, dip)).places;
    expect(others.map(({ group, references }) => [group, references])).toEqual([['Other', ['REF-06']]]);
  });
});

onOneEngine('the audit before, in a report', (engine) => {
  it('has the provider’s own figures once it is closed', async () => {
    const test = await startApp(engine);
    const { auditId, reAuditId } = await test.deps.demoAudit.loadWithReAudit(test.ids.lena);
    const { provider } = (await test.deps.feedback.of(reAuditId)).find(
      (entry) => entry.provider.name === 'The Bridge',
    ) ?? { provider: null };
    const before = async () => (await test.deps.feedback.input(reAuditId, provider?.id ?? 0)).before;
    expect(await before()).toBeNull();
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    const found = await before();
    expect(found).toMatchObject({ title: 'Example: Southampton 2012', files: 21 });
    // 8 of 12 of Bridge and 6 of 9 of NR/Bridge.
    expect(found?.own.get('recovery_plan')).toEqual({ yes: 14, applicable: 21 });
    await test.close();
  });
});
