import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo } from '../../support/form.ts';
import { download } from '../../support/page.ts';

onBothEngines('an export of case files while others begin some', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const get = (auditId: number, format: string) => download(lena, urls.exportFiles(auditId, format));

  async function importInto(auditId: number, name: string, content: Buffer): Promise<void> {
    const sent = await lena.upload(urls.importFiles(auditId), { name, content });
    const url = String(sent.headers['location']);
    const page = await lena.get(url);
    const answer = await lena.post(url, filledIn(formTo(page.text, url)));
    expect(answer.headers['location'], page.text).toBe(urls.files(auditId));
  }

  it('is from one state of the database, and of any length', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const rows = Array.from({ length: 1500 }, (_, i) => `N-${i},Ash,no`).join('\n');
    await importInto(auditId, 'a.csv', Buffer.from(`reference,group,smart\n${rows}\n`)).catch(
      () => undefined,
    );
    // More than a thousand are imported beside the answer.
    for (let i = 0; i < 200 && (await test.deps.waitingSheets.runningIn(auditId)); i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const [answer] = await Promise.all([
      get(auditId, 'csv'),
      ...[1, 2, 3].map((i) =>
        test.deps.recording.create(test.ids.amir, auditId, {
          reference: `X-${i}`,
          groupId: groupIds[0] ?? 0,
        }),
      ),
    ]);
    const references = answer.body
      .toString('utf8')
      .trim()
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? '');
    expect(references.filter((reference) => reference.startsWith('N-'))).toEqual(
      Array.from({ length: 1500 }, (_, i) => `N-${i}`),
    );
    expect(new Set(references).size).toBe(references.length);
  });
});
