import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { startApp, withExample } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await startApp('sqlite');
});
afterAll(() => test.close());

it('the title of a page of an audit names the audit, once', async () => {
  const auditId = await withExample(test);
  const lena = await test.as('lena');
  const audit = (await test.deps.audits.get(auditId)).title;
  expect(audit).not.toBe('');
  for (const url of [
    urls.audit(auditId),
    urls.results(auditId),
    urls.compare(auditId),
    urls.feedback(auditId),
    urls.sample(auditId),
  ]) {
    const title = /<title>(.*?)<\/title>/.exec((await lena.get(url)).text)?.[1] ?? '';
    expect(title.split(audit), `${url}: ${title}`).toHaveLength(2);
  }
});
