import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo } from '../../support/form.ts';

onBothEngines('two people and one reference', (engine) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());

  it('lets one of two have a reference that both enter at once', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [group = 0] = groupIds;
    const people = await Promise.all([test.as('amir'), test.as('beth')]);
    const answers = await Promise.all(
      people.map((person) =>
        person.post(urls.files(auditId), { reference: 'SAME-1', groupId: String(group) }),
      ),
    );
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([303, 422]);
    const rows: unknown[] = await test.deps.database.query('case_files').where({ audit_id: auditId });
    expect(rows).toHaveLength(1);
  });

  it('lets one of two have it when both rename a file to it', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [groupId = 0] = groupIds;
    const people = await Promise.all([test.as('amir'), test.as('beth')]);
    const sends = await Promise.all(
      people.map(async (person, i) => {
        const fileId = await test.deps.recording.create(test.ids.lena, auditId, {
          reference: `R-${i}`,
          groupId,
        });
        const form = formTo((await person.get(urls.file(auditId, fileId))).text, urls.file(auditId, fileId));
        return () => person.post(form.action, filledIn(form, { reference: 'WANTED' }, 'Save'));
      }),
    );
    const answers = await Promise.all(sends.map((send) => send()));
    expect(answers.map((answer) => answer.status).toSorted((a, b) => a - b)).toEqual([303, 422]);
  });

  it('finds a reference again that has letters other than English', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [groupId = 0] = groupIds;
    await test.deps.recording.create(test.ids.lena, auditId, { reference: 'ÉÇ-1', groupId });
    const amir = await test.as('amir');
    const answer = await amir.post(urls.files(auditId), { reference: 'ÉÇ-1', groupId: String(groupId) });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('There is a case file ÉÇ-1 in this audit already.');
  });

  it('takes references that only look different for one', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const [groupId = 0] = groupIds;
    const amir = await test.as('amir');
    const begin = (reference: string) =>
      amir.post(urls.files(auditId), { reference, groupId: String(groupId) });
    expect((await begin('T–23')).status).toBe(303);
    expect((await begin('T-23')).text).toContain('There is a case file T-23 in this audit already.');
    const other = await test.deps.recording.create(test.ids.lena, auditId, { reference: 'T-24', groupId });
    const form = formTo((await amir.get(urls.file(auditId, other))).text, urls.file(auditId, other));
    const renamed = await amir.post(form.action, filledIn(form, { reference: 't–23' }, 'Save'));
    expect(renamed.status).toBe(422);
  });
});
