import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaseFileRepository } from '../../../server/fieldwork/caseFiles/repository.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { BRIDGE, DIP } from '../../support/improvement.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf } from '../../support/readPdf.ts';

type Answers = Record<string, string>;

onOneEngine('the report to a provider on what is no check', (engine) => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startApp(engine);
  });
  afterAll(() => test.close());

  /** A closed audit of The Bridge's own records and those of the Drug Intervention Programme. */
  async function closed(toolId: string, own: Answers[], others: Answers[]) {
    const { deps, ids } = test;
    const auditId = await deps.audits.create(ids.lena, {
      title: `Audit with ${toolId}`,
      partnership: 'England',
      toolId,
      toolVersion: 1,
      fieldworkStart: '2026-03-02',
      fieldworkEnd: '2026-03-30',
    });
    await deps.audits.addMember(ids.lena, auditId, ids.amir, 'auditor');
    const at = new Date().toISOString();
    const providers: number[] = [];
    for (const [provider, records] of [
      [BRIDGE, own],
      [DIP, others],
    ] as const) {
      const providerId = (await deps.providers.byName(provider))?.id ?? 0;
      providers.push(providerId);
      const groupId = await deps.audits.createGroup(ids.lena, auditId, {
        name: `Of ${provider}`,
        plannedFiles: records.length,
        providerIds: [providerId],
        exclusions: [],
      });
      await createCaseFileRepository(deps.database).create(
        auditId,
        records.map((answers, i) => ({
          groupId,
          reference: `${providerId}-${i}`,
          answers: new Map(Object.entries(answers)),
          completedAt: at,
        })),
        ids.lena,
        at,
      );
    }
    await deps.auditRepository.setState(auditId, 'closed', at);
    return { auditId, providerId: providers[0] ?? 0 };
  }

  const called = (answer: string): Answers => ({
    scenario: 'crack',
    ...Object.fromEntries(['greeting', 'listening', 'respect', 'privacy'].map((id) => [id, answer])),
  });
  const table = (html: string, caption: RegExp) => {
    const found = tablesOf(html).find((one) => caption.test(one.caption));
    if (!found) throw new Error(`no table ${String(caption)}`);
    return found.rows;
  };

  describe('of scripted calls', () => {
    // Own: 3 and 4. Others: 1, 2, 2 and 3, one to which nothing applies, one of which nothing is recorded.
    let at: { auditId: number; providerId: number };
    beforeAll(async () => {
      at = await closed(
        'scripted_calls',
        [called('good'), called('excellent')],
        [...['weak', 'fair', 'fair', 'good', 'na'].map(called), { scenario: 'crack' }],
      );
    });
    const draft = async () =>
      (await (await test.as('lena')).get(urls.feedbackDraft(at.auditId, at.providerId))).text;

    it('tells each answer beside those of the others, of how many', async () => {
      const rows = table(await draft(), /^Welcome: answers about your calls/);
      expect(rows.slice(1, 4)).toEqual([
        ['How was the call opened?'],
        [
          'Yours',
          '0 of 2 0%',
          '0 of 2 0%',
          '1 of 2 50%',
          '1 of 2 50%',
          '2 of 2',
          '0',
          '0',
          expect.stringMatching(/^3\.50/),
        ],
        [
          'Others',
          '1 of 4 25%',
          '2 of 4 50%',
          '1 of 4 25%',
          '0 of 4 0%',
          '4 of 6',
          '1',
          '1',
          expect.stringMatching(/^2\.00/),
        ],
      ]);
    });

    it('tells what they score and in which band, and says the same in the PDF', async () => {
      const rows = table(await draft(), /^Scores of your calls/);
      const welcome = rows.find(([title]) => title?.startsWith('Welcome')) ?? [];
      expect(welcome[1]).toMatch(/^mean 3\.50 .*of 2; 1 good, 1 excellent$/);
      expect(welcome[2]).toMatch(/^mean 2\.00 .*of 4; 1 weak, 2 fair, 1 good$/);
      const { body } = await download(
        await test.as('lena'),
        urls.feedbackDraftPdf(at.auditId, at.providerId),
      );
      const { text } = await readPdf(body);
      const spoken = text.replace(/\s+/g, ' ');
      for (const cell of welcome.slice(1)) expect(spoken).toContain(cell);
      expect(spoken).toContain('How was the call opened?');
      expect(spoken).toContain('2 of 4');
    });

    it('says a report is due when their own answers change, and not when those of others do', async () => {
      const { deps, ids } = test;
      const { auditId, providerId } = at;
      await deps.reports.issue(ids.lena, auditId, providerId);
      const change = async (reference: string, to: string) => {
        await deps.database
          .pool('answers')
          .whereIn('review_id', (query) =>
            query
              .select('reviews.id')
              .from('reviews')
              .join('case_files', 'case_files.id', 'reviews.case_file_id')
              .where({ reference, audit_id: auditId }),
          )
          .where({ item_id: 'greeting' })
          .update({ value: to });
      };
      const list = async () =>
        (await (await test.as('lena')).get(urls.feedback(auditId))).text
          .replace(/<[^>]*>/g, ' ')
          .replace(/\s+/g, ' ');
      expect(await list()).not.toContain('What has changed');
      await change(`${providerId + 1}-0`, 'fair');
      expect(await list()).toContain('A new version is not due');
      await change(`${providerId}-0`, 'weak');
      expect(await list()).toMatch(/its own figures in \d+ checks? \(“How was the call opened\?”/);
    });
  });

  it('has no empty sections of checks where there are none', async () => {
    const review = { q1_1: 'good', q1_2: 'fair', q1_3: 'excellent' };
    const { auditId, providerId } = await closed('service_review_2007', [review], [review, review]);
    const page = await (await test.as('lena')).get(urls.feedbackDraft(auditId, providerId));
    expect(page.text).not.toContain('at a glance');
    expect(page.text).not.toContain('By sample group');
    const scores = table(page.text, /^Scores of your partnerships/);
    // (3 + 2 + 4) / 3 = 3, which is good and counts 3.
    expect(scores.find(([title]) => title?.startsWith('Strategic'))?.[1]).toBe('3, good');
  });

  it('suppresses for the provider, too, what few people said without a name', async () => {
    const person = (respected: string): Answers => ({ respected, gender: 'female' });
    const { auditId, providerId } = await closed(
      'service_user_questionnaire',
      ['agree', 'agree', 'disagree'].map(person),
      Array.from({ length: 20 }, () => person('agree')),
    );
    const { text } = await (await test.as('lena')).get(urls.feedbackDraft(auditId, providerId));
    expect(text).toContain('Left out, because both sides are suppressed');
    expect(tablesOf(text).some(({ caption }) => /gender/i.test(caption))).toBe(false);
    const { auditId: many } = await closed(
      'service_user_questionnaire',
      Array.from({ length: 8 }, (_, i) => person(i < 6 ? 'agree' : 'disagree')),
      Array.from({ length: 20 }, () => person('agree')),
    );
    const shown = await (await test.as('lena')).get(urls.feedbackDraft(many, providerId));
    expect(table(shown.text, /^Your treatment/).flat()).toContain('6 of 8 75%');
  });
});
