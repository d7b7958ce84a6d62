import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';

const TOOLS = [
  ['scripted_calls', 'call', 'calls'],
  ['self_audit_harm_reduction', 'self-audit', 'self-audits'],
  ['self_audit_primary_care', 'self-audit', 'self-audits'],
  ['self_audit_safeguarding', 'self-audit', 'self-audits'],
  ['service_review_2007', 'partnership', 'partnerships'],
  ['diversity_review_2008', 'partnership', 'partnerships'],
  ['service_user_questionnaire', 'respondent', 'respondents'],
] as const;

/** What a reader sees of a page, and what is read out: no tags and no addresses. */
const textOf = (html: string): string =>
  html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    // The details offer every tool, each described in its own words.
    .replaceAll('Each of nine fields is asked twice of a case file', '');

onOneEngine('an audit of what is no case file', (engine) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());

  async function auditOf(toolId: string) {
    const { deps, ids } = test;
    const auditId = await deps.audits.create(ids.lena, {
      title: 'Spring audit',
      partnership: 'Southampton',
      toolId,
      toolVersion: 1,
      fieldworkStart: '2012-02-28',
      fieldworkEnd: '2012-03-02',
    });
    await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
    const providerId =
      (await deps.providers.byName('The Bridge'))?.id ?? (await deps.providers.create(null, 'The Bridge'));
    const groupId = await deps.audits.createGroup(ids.lena, auditId, {
      name: 'Ash',
      plannedFiles: 3,
      providerIds: [providerId],
      exclusions: [],
    });
    return { auditId, groupId };
  }

  describe.each(TOOLS)('with %s', (toolId, one, many) => {
    it(`speaks of ${many} while it is set up and recorded`, async () => {
      const { auditId, groupId } = await auditOf(toolId);
      const lena = await test.as('lena');
      const amir = await test.as('amir');
      const told: string[] = [];
      const walk = async (visitor: typeof lena, addresses: readonly string[]) => {
        for (const address of addresses) {
          const page = await visitor.get(address);
          expect(page.status, address).toBe(200);
          const said = /.{0,60}case[ -]files?.{0,40}/i.exec(textOf(page.text))?.[0];
          if (said !== undefined) told.push(`${address}: ${said}`);
        }
      };
      const ofAudit = [
        urls.audit(auditId),
        urls.auditDetails(auditId),
        urls.newGroup(auditId),
        urls.group(auditId, groupId),
        urls.files(auditId),
        urls.auditActivity(auditId),
      ];
      await walk(lena, ofAudit);
      await test.deps.steps.changeState(test.ids.lena, auditId, 'open');
      const fileId = await test.deps.recording.create(test.ids.lena, auditId, { reference: 'X 1', groupId });
      const open = [
        urls.file(auditId, fileId),
        urls.fileRemove(auditId, fileId),
        urls.progress(auditId),
        urls.readings(auditId),
        urls.importFiles(auditId),
      ];
      await walk(lena, [...ofAudit, ...open]);
      await walk(amir, [urls.audit(auditId), urls.files(auditId), urls.file(auditId, fileId)]);
      expect(told).toEqual([]);

      const list = textOf((await lena.get(urls.files(auditId))).text);
      expect(list).toContain(`Record this ${one}`);
      expect(list).toContain(`Import ${many} from a sheet`);
      const activity = textOf((await lena.get(urls.auditActivity(auditId))).text);
      expect(activity).toMatch(new RegExp(`began an? ${one}`));
    });
  });

  it('asks for the name or reference of what is about no person', async () => {
    const { auditId, groupId } = await auditOf('scripted_calls');
    await test.deps.steps.changeState(test.ids.lena, auditId, 'open');
    const amir = await test.as('amir');
    expect(textOf((await amir.get(urls.files(auditId))).text)).toContain(
      'Name or reference of the next Ash call',
    );
    const empty = await amir.post(urls.files(auditId), { reference: '', groupId: String(groupId) });
    expect(empty.status).toBe(422);
    expect(textOf(empty.text)).toContain('Enter the name or reference of the call.');
  });
});
