import { standardsOf, withoutItems } from '../../../rules/index.ts';
import { formBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { Audit } from '../repository.ts';
import { auditLoader } from '../routes.ts';
import type { AuditService } from '../service.ts';
import type { Tools } from '../tools.ts';
import { readStandards } from './form.ts';
import { presentStandards } from './presenter.ts';
import type { StandardService } from './service.ts';

const PAGE = { template: 'audits/standards', title: 'Standards of this audit' };

/** Setting the standards of one audit, without a new version of its tool. */
export function standardRoutes(
  routes: Routes,
  parts: { audits: AuditService; standards: StandardService; tools: Tools },
): void {
  const { audits, standards, tools } = parts;
  const load = auditLoader(audits);
  /** What the tool says, of what the audit asks. */
  const ofTool = ({ toolId, toolVersion, leftOut }: Audit) =>
    standardsOf(withoutItems(tools.must(toolId, toolVersion), leftOut));

  routes.allowed(
    'audit.setUp',
    { method: 'get', path: '/audits/:auditId/standards', load },
    async ({ loaded: { audit }, user, show }) => {
      await show({ ...PAGE, view: presentStandards(audit, ofTool(audit), user) });
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'post', path: '/audits/:auditId/standards', load },
    async ({ req, loaded: { audit }, user, show, redirect }) => {
      const typed = formBody(req);
      const { own, errors } = readStandards(typed, ofTool(audit));
      if (errors.length > 0) {
        const view = presentStandards(audit, ofTool(audit), user, { typed, errors });
        await show({ ...PAGE, status: 422, errors, view });
        return;
      }
      const isStoppingGivenUp = await standards.set(user.id, audit.id, own);
      const saved =
        own.length === 0
          ? 'The audit goes by the standards of its tool.'
          : 'The standards of the audit are saved.';
      const anew = ' “Stop when sure” went by another standard, so it is no longer set up: set it up anew.';
      redirect(urls.audit(audit.id), isStoppingGivenUp ? saved + anew : saved);
    },
  );
}
