import { buffer } from 'node:stream/consumers';
import { it } from 'vitest';
import { blankFormPdf } from '../../server/fieldwork/paper/pdf.ts';
import { presentBlankForm } from '../../server/fieldwork/paper/presenter.ts';
import { urls } from '../../server/web/urls.ts';
import { recordsOf, toolOf } from '../audits/instruments.ts';
import { startApp } from '../support/app.ts';
import { download } from '../support/page.ts';
import { scoredAudit } from '../support/scoredAudit.ts';
import { picture } from './picture.ts';

/** What each kind of audit comes to when its example is recorded: tool, example, and whether records are of a provider. */
const KINDS = [
  ['service_review_2007', 'service-review-2007/returns.csv', false],
  ['diversity_review_2008', 'diversity-2008/returns.csv', false],
  ['scripted_calls', 'scripted-calls/calls.csv', true],
  ['record_quality', 'record-quality/case-files.csv', true],
  ['self_audit_harm_reduction', 'self-audit-harm-reduction/self-audits.csv', true],
  ['self_audit_safeguarding', 'self-audit-safeguarding/self-audits.csv', true],
  ['service_user_questionnaire', 'service-user-questionnaire/answers.csv', true],
] as const;

it.each(KINDS)('documents of %s, as in its example', async (id, file, isOfProviders) => {
  const tool = toolOf(id);
  const test = await startApp('sqlite');
  try {
    const groups: Record<string, Record<string, ReadonlyMap<string, string>>> = {};
    for (const { reference, group, answers } of recordsOf(tool, `examples/${file}`)) {
      (groups[group ?? 'All'] ??= {})[reference] = answers;
    }
    const providers = isOfProviders ? ['The Bridge'] : [];
    // Question 4.2 was left out after the returns.
    const exclusions = id === 'service_review_2007' ? ['q4_2'] : [];
    const auditId = await scoredAudit(test, tool, groups, { closed: true, providers, exclusions });
    const lena = await test.as('lena');
    await picture(`kind-${id}-committee`, async () => (await download(lena, urls.resultsPdf(auditId))).body);
    await picture(`kind-${id}-scores`, async () => {
      const { status, body } = await download(lena, urls.scoresPdf(auditId));
      return status === 200 ? body : Buffer.from('%PDF-none');
    });
    for (const { provider } of await test.deps.feedback.of(auditId)) {
      await picture(`kind-${id}-report`, async () =>
        buffer(await test.deps.feedback.draftPdf(auditId, provider.id)),
      );
    }
    const form = presentBlankForm(test.deps.tools.must(id, 1), { withGuidance: false });
    await picture(`kind-${id}-form`, async () => buffer(blankFormPdf(form, new Date('2012-02-28'))));
  } finally {
    await test.close();
  }
});
