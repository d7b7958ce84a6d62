import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { tablesOf } from '../support/page.ts';

onOneEngine('what an audit can show', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  it('is said in the set-up before anybody reads a file, and only to whoever sets it up', async () => {
    const { auditId } = await newAudit(app, { state: 'draft', groups: [{ name: 'Ash', plannedFiles: 20 }] });
    const lena = await app.as('lena');
    const page = (await lena.get(urls.audit(auditId))).text;
    expect(page).toContain(
      'With 20 planned files now and as many at the re-audit, a rise from 60% to 80% of one check is found as clear in 26 of 100 re-audits. For four times in five it takes 82 files a round.',
    );
    expect(page).toContain(
      'Where all 17 checks are compared at once, which is what “Then and now” does, a single change is found in 3 of 100 re-audits or more; for four times in five it takes 151 files a round.',
    );
    expect((await (await app.as('amir')).get(urls.audit(auditId))).text).not.toContain(
      'What a re-audit of this size can show',
    );
  });

  it('answers another change, group by group, and says what cannot be', async () => {
    const { auditId } = await newAudit(app, {
      groups: [
        { name: 'Ash', plannedFiles: 20 },
        { name: 'Birch', plannedFiles: 500 },
      ],
    });
    const lena = await app.as('lena');
    const page = (await lena.get(`${urls.audit(auditId)}?from=60&to=80`)).text;
    const table = tablesOf(page).find(({ caption }) => caption?.startsWith('How likely'));
    expect(table?.rows.slice(1).map((row) => row.slice(0, 3))).toEqual([
      ['Ash', '20', '26%'],
      ['Birch', '500', 'over 99%'],
    ]);
    expect((await lena.get(`${urls.audit(auditId)}?from=60&to=61`)).text).toContain(
      'it takes more than 400 files a round',
    );
    expect((await lena.get(`${urls.audit(auditId)}?from=60&to=60`)).text).toContain(
      'Enter another percentage',
    );
    expect((await lena.get(`${urls.audit(auditId)}?from=x&to=80`)).text).toContain(
      'Enter a whole percentage',
    );
    expect((await lena.get(`${urls.audit(auditId)}?from=80&to=60`)).text).toContain('a fall from 80% to 60%');
  });
});
