import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';

onOneEngine('what is said of comments on a page of recording', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  const pageOf = async (tool: string, providers: string[]) => {
    const groups = [{ name: 'All', providers }];
    const { auditId, groupIds } = await newAudit(app, { tool, groups });
    const [groupId = 0] = groupIds;
    const fileId = await app.deps.recording.create(app.ids.amir, auditId, { reference: 'R-1', groupId });
    return wordsOf((await (await app.as('amir')).get(urls.file(auditId, fileId))).text);
  };

  it('is who reads them: the provider, or the panel where there is none', async () => {
    const read = await pageOf('record_quality', ['The Bridge']);
    expect(read).toContain('Comment about the whole file The provider reads this.');
    expect(read).not.toContain('The panel reads this.');
    const ofAll = await pageOf('service_review_2007', []);
    expect(ofAll).toContain('Comment about the whole partnership The panel reads this.');
    expect(ofAll).not.toContain('The provider reads this.');
  });

  it('is what they are about: no person is a whole of something', async () => {
    const page = await pageOf('service_user_questionnaire', ['The Bridge']);
    expect(page).toContain('Comment about everything the respondent said The provider reads this.');
  });
});
