import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onBothEngines, startApp } from '../support/app.ts';
import type { TestApp, Visitor } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { filledIn, formTo } from '../support/form.ts';
import { parseHtml } from '../support/html.ts';

onBothEngines('what people typed', (engine) => {
  let test: TestApp;
  let lena: Visitor;

  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
  });
  afterAll(() => test.close());

  const formAt = async (page: string, action: string, visitor = lena) =>
    formTo((await visitor.get(page)).text, action);

  it('is shown as text, on every page, whatever it looks like', async () => {
    const hostile = (mark: string) => `<x-${mark} id="a">'&amp;</p>`;
    const admin = await test.as('adam');
    const typed = {
      title: hostile('title'),
      partnership: hostile('partner'),
      group: hostile('group'),
      provider: hostile('provider'),
      person: hostile('person'),
      reference: hostile('ref'),
      comment: `${hostile('comment')}</textarea><script>alert(1)</script>`,
      whole: `${hostile('whole')}</textarea>`,
    };
    await test.deps.accounts.createWithPassword(
      { name: typed.person, email: 'hostile@example.org', roles: ['auditor'], providerId: null },
      'correct horse battery staple',
    );
    const person = (await test.deps.accounts.list()).find(({ email }) => email === 'hostile@example.org');
    const { auditId, groupIds } = await newAudit(test, {
      title: typed.title,
      groups: [{ name: typed.group, providers: [typed.provider] }, { name: 'Plain' }],
    });
    const audit = await test.deps.audits.get(auditId);
    await test.deps.audits.update(test.ids.lena, auditId, { ...audit, partnership: typed.partnership });
    await test.deps.audits.addMember(test.ids.lena, auditId, person?.id ?? 0, 'auditor');
    await test.deps.audits.addMember(test.ids.lena, auditId, test.ids.carl, 'commissioner');
    const groupId = groupIds[0] ?? 0;
    const fileId = await test.deps.recording.create(person?.id ?? 0, auditId, {
      reference: typed.reference,
      groupId,
    });
    const file = urls.file(auditId, fileId);
    const first = await formAt(file, file);
    const words = {
      'comment.smart': typed.comment,
      comment: typed.whole,
      'answer.smart': 'yes',
      'answer.recovery_plan': 'yes',
    };
    expect((await lena.post(file, filledIn(first, words, 'Save'))).status).toBe(303);
    expect((await test.deps.recording.get(auditId, fileId)).comments.get('smart')).toBe(typed.comment);

    const providerId = (await test.deps.providers.byName(typed.provider))?.id ?? 0;
    const bridgeId = (await test.deps.providers.byName('The Bridge'))?.id ?? 0;
    const pages: [string, string][] = [];
    const look = async (visitor: Visitor, url: string, status = 200) => {
      const answer = await visitor.get(url);
      expect([url, answer.status]).toEqual([url, status]);
      pages.push([url, answer.text]);
    };
    for (const url of [
      urls.home(),
      urls.audit(auditId),
      urls.auditDetails(auditId),
      urls.newGroup(auditId),
      urls.group(auditId, groupId),
      urls.panel(auditId),
      urls.files(auditId),
      file,
      urls.fileRemove(auditId, fileId),
      urls.results(auditId),
      urls.feedback(auditId),
      urls.auditActivity(auditId),
      urls.providers(),
      urls.provider(providerId),
    ]) {
      await look(lena, url);
    }
    await look(admin, urls.people());
    await look(admin, urls.person(person?.id ?? 0));
    await look(admin, urls.newPerson());
    await look(admin, urls.allActivity());

    const post = async (url: string, fields: Record<string, string | string[]>, status: number) => {
      const answer = await lena.post(url, fields);
      expect([url, answer.status]).toEqual([url, status]);
      pages.push([`POST ${url}`, answer.text]);
    };
    await post(
      file,
      filledIn(first, { ...words, 'answer.gender': 'male', comment: `mine ${typed.whole}` }, 'Save'),
      409,
    );
    const current = await formAt(file, file);
    await post(file, filledIn(current, { 'answer.months_in_treatment': hostile('number') }, 'Save'), 422);
    await post(urls.files(auditId), { reference: typed.reference, groupId: String(groupId) }, 422);
    await post(
      urls.groups(auditId),
      { name: typed.group, plannedFiles: hostile('planned'), exclusions: hostile('ex') },
      422,
    );
    await post(
      urls.auditDetails(auditId),
      { title: hostile('title'), fieldworkStart: hostile('day'), tool: hostile('tool') },
      422,
    );
    await post(urls.providers(), { name: typed.provider }, 422);
    await post(urls.groupRemove(auditId, groupId), {}, 409);

    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    await look(lena, urls.findings(auditId, bridgeId));
    await look(lena, urls.feedbackDraft(auditId, bridgeId));
    const { keep } = await test.deps.reports.review(await test.deps.audits.get(auditId), bridgeId);
    await test.deps.reports.issue(test.ids.lena, auditId, bridgeId, keep);
    const paula = await test.as('paula');
    await look(paula, urls.home());
    await look(paula, urls.report(auditId, bridgeId));
    await look(await test.as('carl'), urls.results(auditId));
    await look(lena, file);
    await look(lena, urls.feedback(auditId));

    const seen = new Set<string>();
    for (const [url, html] of pages) {
      // Throws where any text has broken out of its place.
      expect(() => parseHtml(html), url).not.toThrow();
      expect(html, url).not.toMatch(/<x-/);
      expect(html, url).not.toContain('<script>');
      for (const [, mark] of html.matchAll(/&lt;x-(\w+)/g)) seen.add(mark ?? '');
    }
    for (const mark of [
      'title',
      'partner',
      'group',
      'provider',
      'person',
      'ref',
      'comment',
      'whole',
      'number',
      'planned',
      'day',
    ]) {
      expect(seen).toContain(mark);
    }
  });
});
