import { proposeDistribution } from '../../../rules/index.ts';
import type { CheckedTable } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { InputError } from '../../platform/errors.ts';
import { countOf } from '../../formats/english.ts';
import { formBody, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { readSentTable } from '../published/reading.ts';
import type { PublishedService } from '../published/service.ts';
import { urls } from '../../web/urls.ts';
import { readBaselineForm, readDistributionForm } from './form.ts';
import { leftInWords } from './leftRows.ts';
import { presentBaseline, presentBaselineForm, presentDistributionForm } from './presenter.ts';
import type { BaselineService } from './service.ts';

const TITLE = 'Take a published table over';

/** Published tables as baselines: group totals that stand in comparisons, without case files. */
export function baselineRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    published: PublishedService;
    baselines: BaselineService;
    tools: Pick<Tools, 'of'>;
  },
): void {
  const { audits, published, baselines } = parts;
  const load = auditLoader(audits);

  /** Reads the table that the form carries from page to page, with the tool that it is of. */
  async function tableOf(body: FormBody) {
    const text = textOf(body, 'table');
    const checked = await published.check((await readSentTable(text, null)).lines);
    if (checked.kind === 'distribution') return { text, checked, ...(await distributionOf(checked, body)) };
    const { tool } = checked;
    if (!tool) {
      const message =
        'Only a table with at least one check of an audit tool in its heading can be taken over.';
      throw new InputError([{ field: 'table', text: message }]);
    }
    const proposal = baselines.propose(checked.lines, tool);
    return { kind: 'counts' as const, text, checked, tool, proposal };
  }

  /** How a distribution could be taken over, by the tool that was chosen or the one that fits best. */
  async function distributionOf({ table }: CheckedTable, body: FormBody) {
    const known = await published.toolsFor(table);
    const { tool } = known.find(({ tool: one }) => one.id === textOf(body, 'tool')) ?? known[0] ?? {};
    if (!tool) {
      const message =
        'No audit tool has the answers of this table, so it cannot be taken over. At least two of its columns have to be called as the answers of a tool.';
      throw new InputError([{ field: 'table', text: message }]);
    }
    return { kind: 'distribution' as const, tool, proposal: proposeDistribution(table, tool) };
  }
  type Read = Awaited<ReturnType<typeof tableOf>>;

  /** The form of a table, with what was typed. */
  function formOf(read: Read, values: FormBody | null) {
    const { text, tool, checked } = read;
    const shared = { problems: checked.problems.length, tool, text, values };
    return read.kind === 'distribution'
      ? {
          template: 'results/baselines/distribution',
          title: TITLE,
          view: presentDistributionForm({ ...shared, proposal: read.proposal }),
        }
      : {
          template: 'results/baselines/form',
          title: TITLE,
          view: presentBaselineForm({ ...shared, proposal: read.proposal }),
        };
  }

  /** Takes a table over as its form says. @returns the new audit and what to say of it, or what is wrong with the form */
  async function takeOver(user: User, read: Read, body: FormBody) {
    const { tool, checked } = read;
    if (read.kind === 'distribution') {
      const form = readDistributionForm(body, read.proposal, tool);
      if (form.errors) return { errors: form.errors };
      const { result, errors } = await withInputErrors(() =>
        baselines.takeOverDistribution(user.id, tool, checked, form.values),
      );
      return errors ? { errors } : { auditId: result.auditId, notice: leftInWords(result.left) };
    }
    const form = readBaselineForm(body, read.proposal, tool);
    if (form.errors) return { errors: form.errors };
    const { result, errors } = await withInputErrors(() =>
      baselines.takeOver(user.id, tool, checked.lines, form.values),
    );
    if (errors) return { errors };
    const { auditId, unknown } = result;
    const notice = `${countOf(unknown, 'cell')} cannot be a count and stayed not recorded.`;
    return { auditId, notice: unknown === 0 ? '' : notice };
  }

  routes.allowed('baseline.create', { method: 'post', path: urls.newBaseline() }, async ({ req, show }) => {
    await show(formOf(await tableOf(formBody(req)), null));
  });

  routes.allowed(
    'baseline.create',
    { method: 'post', path: urls.baselines() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const read = await tableOf(body);
      const { auditId, notice, errors } = await takeOver(user, read, body);
      if (errors) {
        await show({ ...formOf(read, body), status: 422, errors });
        return;
      }
      redirect(urls.baseline(auditId), `The table is taken over. ${notice}`.trimEnd());
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
        tool: parts.tools.of(audit),
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
