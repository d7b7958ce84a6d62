import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';

onBothEngines('two saves of one case file', (engine) => {
  let test: TestApp;
  let amir: Visitor;
  let beth: Visitor;
  let auditId: number;
  let fileId: number;
  let url: string;

  beforeAll(async () => {
    test = await startApp(engine);
    [amir, beth] = await Promise.all([test.as('amir'), test.as('beth')]);
    const made = await newAudit(test);
    ({ auditId } = made);
    fileId = await test.deps.recording.create(test.ids.lena, auditId, {
      reference: 'F-1',
      groupId: made.groupIds[0] ?? 0,
    });
    url = urls.file(auditId, fileId);
  });
  afterAll(() => test.close());

  const formOf = (html: string) => formTo(html, url);
  const open = async (visitor: Visitor) => formOf((await visitor.get(url)).text);

  it('lets one of two through who save at the same moment, and shows the other both versions', async () => {
    const forms = await Promise.all([open(amir), open(beth)]);
    const answers = await Promise.all([
      amir.post(url, filledIn(forms[0], { 'answer.smart': 'yes', comment: 'Of Amir.' }, 'Save')),
      beth.post(url, filledIn(forms[1], { 'answer.smart': 'no', comment: 'Of Beth.' }, 'Save')),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 409]);
    const page = answers.find(({ status }) => status === 409)?.text ?? '';
    expect(formOf(page).choices['answer.smart']?.toSorted()).toEqual(['no', 'yes']);
    expect(wordsOf(page)).toContain('Of Amir.');
    expect(wordsOf(page)).toContain('Of Beth.');
    expect((await test.deps.recording.get(auditId, fileId)).version).toBe(2);
  });
});
