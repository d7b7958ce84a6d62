import { bandedItemsOf } from '../../../rules/index.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { formBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import type { Audit } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import { readBandsForm } from './form.ts';
import { presentBands } from './presenter.ts';
import type { BandsService } from './service.ts';

const PAGE = { template: 'results/bands/page', title: 'Bands of results' };

/** Where the numbers of an audit are divided into bands. */
export function bandsRoutes(
  routes: Routes,
  parts: { audits: AuditService; bands: BandsService; tools: Tools },
): void {
  const { audits, bands, tools } = parts;
  const load = auditLoader(audits);
  const toolOf = (audit: Audit) => {
    const tool = tools.of(audit);
    const items = bandedItemsOf(tool);
    if (items.length === 0 || !audit.hasCases) throw new NotFoundError();
    return { tool, items };
  };

  routes.allowed(
    'audit.setUp',
    { method: 'get', path: '/audits/:auditId/bands', load },
    async ({ loaded: { audit }, user, show }) => {
      const { tool, items } = toolOf(audit);
      const now = await bands.of(audit.id, items);
      const seen = await bands.seenOutside(audit.id);
      await show({
        ...PAGE,
        view: presentBands({ audit, tool, items, bands: now, seen, typed: null, user }),
      });
    },
  );

  routes.allowed(
    'audit.setUp',
    { method: 'post', path: '/audits/:auditId/bands', load },
    async ({ req, loaded: { audit }, user, show, redirect }) => {
      const { tool, items } = toolOf(audit);
      const body = formBody(req);
      const { values, errors } = readBandsForm(body, items);
      if (errors.length > 0) {
        const now = await bands.of(audit.id, items);
        const seen = await bands.seenOutside(audit.id);
        const view = presentBands({ audit, tool, items, bands: now, seen, typed: body, user });
        await show({ ...PAGE, status: 422, errors, view });
        return;
      }
      await bands.set(user.id, audit.id, items, values);
      redirect(urls.bands(audit.id), 'The bands are saved.');
    },
  );
}
