import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { InputError } from '../../platform/errors.ts';
import { countOf } from '../../formats/english.ts';
import { formBody, textOf } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { readSentTable } from '../published/reading.ts';
import type { PublishedService } from '../published/service.ts';
import { urls } from '../../web/urls.ts';
import { readBaselineForm } from './form.ts';
import { presentBaseline, presentBaselineForm } from './presenter.ts';
import type { BaselineService } from './service.ts';

const TITLE = 'Take a published table over';

/** Published tables as baselines: group totals that stand in comparisons, without case files. */
export function baselineRoutes(
  routes: Routes,
  parts: { audits: AuditService; published: PublishedService; baselines: BaselineService },
): void {
  const { audits, published, baselines } = parts;
  const load = auditLoader(audits);

  /** Reads the table that the form carries from page to page. */
  async function tableOf(text: string) {
    const checked = await published.check((await readSentTable(text, null)).lines);
    const { tool } = checked;
    if (checked.kind !== 'counts' || !tool) {
      const message =
        'Only a table of groups by checks can be taken over, with at least one check of an audit tool in its heading.';
      throw new InputError([{ field: 'table', text: message }]);
    }
    return { checked, tool, proposal: baselines.propose(checked.lines, tool) };
  }

  routes.allowed('baseline.create', { method: 'post', path: urls.newBaseline() }, async ({ req, show }) => {
    const text = textOf(formBody(req), 'table');
    const { checked, tool, proposal } = await tableOf(text);
    const view = presentBaselineForm({
      proposal,
      problems: checked.problems.length,
      tool,
      text,
      values: null,
    });
    await show({ template: 'results/baselines/form', title: TITLE, view });
  });

  routes.allowed(
    'baseline.create',
    { method: 'post', path: urls.baselines() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const text = textOf(body, 'table');
      const { checked, tool, proposal } = await tableOf(text);
      const form = readBaselineForm(body, proposal, tool);
      if (form.errors) {
        const problems = checked.problems.length;
        const view = presentBaselineForm({ proposal, problems, tool, text, values: body });
        await show({
          template: 'results/baselines/form',
          title: TITLE,
          status: 422,
          errors: form.errors,
          view,
        });
        return;
      }
      const { auditId, unknown } = await baselines.takeOver(user.id, tool, checked.lines, form.values);
      const left =
        unknown === 0 ? '' : ` ${countOf(unknown, 'cell')} cannot be a count and stayed not recorded.`;
      redirect(urls.baseline(auditId), `The table is taken over.${left}`);
    },
  );

  routes.allowed(
    'audit.read',
    { method: 'get', path: '/audits/:auditId/baseline', load },
    async ({ loaded, user, show }) => {
      const { audit } = loaded;
      const baseline = await baselines.of(audit.id);
      const view = presentBaseline({
        audit,
        groups: await audits.groups(audit.id),
        baseline,
        checked: await published.check(baseline.lines),
        user,
      });
      await show({ template: 'results/baselines/page', title: audit.title, wide: true, view });
    },
  );

  routes.allowed(
    'baseline.remove',
    { method: 'post', path: '/audits/:auditId/baseline/remove', load },
    async ({ loaded, user, redirect }) => {
      await baselines.remove(user.id, loaded.audit.id);
      redirect(urls.home(), `The baseline ${loaded.audit.title} is removed.`);
    },
  );
}
