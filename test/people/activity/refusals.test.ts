import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp, withExample } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';

onBothEngines('who asks for what is not meant for them', (engine) => {
  let app: TestApp;
  let auditId: number;
  beforeAll(async () => {
    app = await startApp(engine);
    auditId = await withExample(app);
  });
  afterAll(() => app.close());

  const linesOf = async (userId: number) =>
    (await app.deps.activity.list({ limit: 1000 })).filter(
      (line) => line.action === 'access.refused' && line.userId === userId,
    );

  it('is written down sixty times an hour, and the last line says that no more will be', async () => {
    const stan = await app.as('stan');
    for (let i = 0; i < 75; i += 1) expect((await stan.get(urls.audit(auditId))).status).toBe(404);
    const lines = await linesOf(app.ids.stan);
    expect(lines).toHaveLength(60);
    expect(lines[0]?.detail).toEqual({ asked: 'audit.read', further: 'not written for an hour' });
    expect(lines[1]?.detail).toEqual({ asked: 'audit.read' });
    // Of somebody else it is written all the same.
    const dora = await app.as('dora');
    await dora.get(urls.audit(auditId));
    expect(await linesOf(app.ids.dora)).toHaveLength(1);
  });
});
