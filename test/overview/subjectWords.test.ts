import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';

const TOOLS = [
  ['scripted_calls', 'call', 'calls'],
  ['service_review_2007', 'partnership', 'partnerships'],
  ['diversity_review_2008', 'partnership', 'partnerships'],
  ['service_user_questionnaire', 'respondent', 'respondents'],
] as const;

/** Answered by the providers: nobody of the panel records anything. */
const SELF_AUDITS = [
  'self_audit_harm_reduction',
  'self_audit_primary_care',
  'self_audit_safeguarding',
] as const;

/** What a reader sees of a page, and what is read out: no tags and no addresses. */
const textOf = (html: string): string =>
  html
    // The details offer every tool, each described in its own words.
    .replace(/<summary[^>]*><span[^>]*>Another kind of audit[\s\S]*?<\/details>\s*<\/div>\s*<\/details>/, '')
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

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

  it.each(SELF_AUDITS)('speaks of self-audits with %s, from set-up to results', async (toolId) => {
    const { deps, ids } = test;
    const { auditId, groupId } = await auditOf(toolId);
    const [lena, paula] = [await test.as('lena'), await test.as('paula')];
    const told: string[] = [];
    const walk = async (visitor: typeof lena, addresses: readonly string[]) => {
      for (const address of addresses) {
        const page = await visitor.get(address);
        expect(page.status, address).toBe(200);
        const said = /.{0,60}case[ -]files?.{0,40}/i.exec(textOf(page.text))?.[0];
        if (said !== undefined) told.push(`${address}: ${said}`);
      }
    };
    const bridge = (await deps.providers.byName('The Bridge'))?.id ?? 0;
    const ofAudit = [
      urls.audit(auditId),
      urls.auditDetails(auditId),
      urls.newGroup(auditId),
      urls.group(auditId, groupId),
      urls.selfAudits(auditId),
      urls.auditActivity(auditId),
    ];
    await walk(lena, ofAudit);
    await deps.steps.changeState(ids.lena, auditId, 'open');
    const { sections } = await deps.selfAudits.of(await deps.audits.get(auditId), bridge);
    const first = sections[0]?.lines[0]?.item.id ?? '';
    await walk(paula, [urls.selfAudit(auditId, bridge), urls.selfAuditItem(auditId, bridge, first)]);
    const answer = { value: 'partly', evidence: '', comment: '', version: 0 };
    await deps.selfAuditAnswering.answer(ids.paula, auditId, bridge, first, answer, null);
    await deps.selfAuditAnswering.handIn(ids.paula, auditId, bridge);
    await walk(lena, [...ofAudit, urls.selfAudit(auditId, bridge), urls.scores(auditId)]);
    expect(told).toEqual([]);
    const overview = textOf((await lena.get(urls.audit(auditId))).text);
    expect(overview).toMatch(/Handed in 1 of 1 provider/);
    expect(overview).not.toMatch(/recorded/);
    expect(overview).toMatch(/None of the \d+ answers is validated, so the providers’ own answers count/);
  });

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
