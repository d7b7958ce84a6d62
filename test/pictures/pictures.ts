import { rmSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { it } from 'vitest';
import { feedBack } from '../../bin/demoFindings.ts';
import { feedbackPdf } from '../../server/feedback/draft/pdf.ts';
import { presentFeedback } from '../../server/feedback/draft/presenter.ts';
import { blankFormPdf } from '../../server/fieldwork/paper/pdf.ts';
import { presentBlankForm } from '../../server/fieldwork/paper/presenter.ts';
import { urls } from '../../server/web/urls.ts';
import { toolOf } from '../audits/instruments.ts';
import { startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { sentPlan } from '../support/improvement.ts';
import { download } from '../support/page.ts';
import { exampleOf, scoredAudit } from '../support/scoredAudit.ts';
import { picture } from './picture.ts';
import { emptyInput, extremeAudit, extremeInput, toolsWithExtreme } from './extremes.ts';

async function reports(test: TestApp, auditId: number, kind: string): Promise<void> {
  for (const { provider, issued } of await test.deps.feedback.of(auditId)) {
    const name = provider.name.toLowerCase().replaceAll(' ', '-');
    await picture(`report-${kind}-${name}`, async () =>
      issued
        ? test.deps.reports.pdf(issued)
        : buffer(await test.deps.feedback.draftPdf(auditId, provider.id)),
    );
  }
}

async function committee(test: TestApp, auditId: number, kind: string, searches: string[]): Promise<void> {
  const lena = await test.as('lena');
  for (const search of searches) {
    const by = /by=([^&]+)/.exec(search)?.[1] ?? 'plain';
    await picture(
      `committee-${kind}-${by}`,
      async () => (await download(lena, urls.resultsPdf(auditId, search))).body,
    );
  }
}

it('documents of every kind, at their extremes and as in the example', async () => {
  await picture('report-extreme', async () => buffer(feedbackPdf(presentFeedback(extremeInput()))));
  await picture('report-none', async () => buffer(feedbackPdf(presentFeedback(emptyInput()))));
  const toolsFolder = toolsWithExtreme();
  const test = await startApp('sqlite', { toolsFolder });
  try {
    const { deps, ids } = test;
    const lena = await test.as('lena');
    const { auditId, reAuditId } = await deps.demoAudit.loadWithReAudit(ids.lena);
    for (const id of [auditId, reAuditId])
      await deps.audits.addMember(ids.lena, id, ids.carl, 'commissioner');
    const bridge = await deps.providers.byName('The Bridge');
    await feedBack(deps, { leadId: ids.lena, auditId, providerId: bridge?.id ?? 0 });
    await reports(test, auditId, 'example');
    await reports(test, reAuditId, 're-audit');
    await deps.steps.changeState(ids.lena, reAuditId, 'close');
    await committee(test, auditId, 'example', ['', '?by=provider', '?by=primary_drug']);
    await committee(test, reAuditId, 're-audit', ['', '?by=audit']);
    await committee(test, await extremeAudit(test), 'extreme', ['', '?by=provider']);
    for (const [id, file] of [
      ['service_review_2007', 'service-review-2007/returns.csv'],
      ['record_quality', 'record-quality/case-files.csv'],
    ] as const) {
      const tool = toolOf(id);
      const records = Object.entries(exampleOf(tool, `examples/${file}`)).slice(0, 30);
      const groups = { One: Object.fromEntries(records), Two: { Empty: new Map<string, string>() } };
      const scored = await scoredAudit(test, tool, groups, { closed: true });
      await picture(`scores-${id}`, async () => (await download(lena, urls.scoresPdf(scored))).body);
      await reports(test, scored, id);
      await committee(test, scored, id, ['']);
    }
    await sentPlan(test, { auditId, bridge: bridge?.id ?? 0, dip: 0 });
    await picture('follow-up', async () => (await download(lena, urls.followUpFile('pdf'))).body);
    for (const tool of await deps.tools.current()) {
      await picture(`form-${tool.id}`, async () =>
        buffer(blankFormPdf(presentBlankForm(tool, { withGuidance: false }), new Date('2012-02-28'))),
      );
    }
  } finally {
    await test.close();
    rmSync(toolsFolder, { recursive: true, force: true });
  }
});
