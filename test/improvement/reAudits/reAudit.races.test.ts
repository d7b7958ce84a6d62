import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { closedAudit } from '../../support/improvement.ts';
import type { Closed } from '../../support/improvement.ts';

const DAYS = { fieldworkStart: '10/02/2027', fieldworkEnd: '12/02/2027' };

onBothEngines('a re-audit', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let at: Closed;

  beforeAll(async () => {
    test = await startApp(engine, { now: () => new Date('2027-02-10T09:00:00Z') });
    lena = await test.as('lena');
    at = await closedAudit(test);
  });
  afterAll(() => test.close());

  it('is made once, however often the button is pressed, and only from a closed audit of one’s own', async () => {
    const form = formTo((await lena.get(urls.repeatAudit(at.auditId))).text, urls.repeatAudit(at.auditId));
    const fields = filledIn(form, DAYS, 'Set up the re-audit');
    const answers = await Promise.all([lena.post(form.action, fields), lena.post(form.action, fields)]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['303', '409']);
    expect(await test.deps.reAudits.successors(at.auditId)).toHaveLength(1);
    expect(wordsOf((await lena.get(urls.repeatAudit(at.auditId))).text)).toContain('still a draft');
    const [draft] = await test.deps.reAudits.successors(at.auditId);
    expect((await lena.post(urls.repeatAudit(draft?.id ?? 0), fields)).status).toBe(409);
    expect((await (await test.as('carl')).get(urls.repeatAudit(at.auditId))).status).toBe(403);
  });
});
