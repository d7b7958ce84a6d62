import { auditLoader } from '../audits/routes.ts';
import type { Audit } from '../audits/repository.ts';
import type { User } from '../access/person.ts';
import type { AuditService } from '../audits/service.ts';
import { formBody, textOf, withInputErrors } from '../web/form.ts';
import { idParameter } from '../web/route.ts';
import type { Routes } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { presentLinks } from './linkPresenter.ts';
import type { MeasureLinkService } from './linkService.ts';

/** The lead of an audit puts its figures beside measures, and takes them away again. */
export function linkRoutes(
  routes: Routes,
  parts: { audits: AuditService; measureLinks: MeasureLinkService },
): void {
  const { measureLinks } = parts;
  const load = auditLoader(parts.audits);
  const PAGE = { template: 'measures/links', title: 'Measures that this audit bears on' };
  const viewOf = async (audit: Audit, user: User, chosen: { figure: string; measure: string }) => {
    const found = (await measureLinks.ofAudit(audit)) ?? { measures: [], links: [] };
    return presentLinks(audit, found, measureLinks.partsOf(audit), chosen, user);
  };

  routes.allowed(
    'measures.link',
    { method: 'get', path: '/audits/:auditId/measures', load },
    async ({ req, loaded, user, show }) => {
      const { measure = '' } = req.query;
      const chosen = { figure: '', measure: typeof measure === 'string' ? measure : '' };
      await show({ ...PAGE, view: await viewOf(loaded.audit, user, chosen) });
    },
  );

  routes.allowed(
    'measures.link',
    { method: 'post', path: '/audits/:auditId/measures', load },
    async ({ req, loaded: { audit }, user, show, redirect }) => {
      const body = formBody(req);
      const chosen = { figure: textOf(body, 'figure'), measure: textOf(body, 'measure') };
      const [kind = '', part = ''] = chosen.figure.split(':');
      const outcome = await withInputErrors(() =>
        measureLinks.add(user.id, audit, chosen.measure, kind, part),
      );
      if (outcome.errors) {
        const view = await viewOf(audit, user, chosen);
        await show({ ...PAGE, status: 422, errors: outcome.errors, view });
        return;
      }
      redirect(urls.measureLinks(audit.id), 'The figure now stands beside the measure.');
    },
  );

  routes.allowed(
    'measures.link',
    { method: 'post', path: '/audits/:auditId/measures/:linkId/remove', load },
    async ({ req, loaded: { audit }, user, redirect }) => {
      await measureLinks.remove(user.id, audit, idParameter(req, 'linkId'));
      redirect(urls.measureLinks(audit.id), 'The figure does not stand beside the measure any more.');
    },
  );
}
