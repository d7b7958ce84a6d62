import type { Request } from 'express';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { AuditService } from '../service.ts';
import type { Audit } from '../repository.ts';
import { auditLoader } from '../routes.ts';
import type { Tools } from '../tools.ts';
import { leaveOutForm } from './form.ts';
import { presentLeftOut } from './presenter.ts';
import type { LeftOutService } from './service.ts';

const TITLE = 'Questions left out of this audit';

/** Leaving questions out of a whole audit, and putting them back. */
export function leftOutRoutes(
  routes: Routes,
  parts: { audits: AuditService; leftOut: LeftOutService; tools: Tools },
): void {
  const { audits, leftOut, tools } = parts;
  const load = auditLoader(audits);
  const toolsOf = (audit: Audit) => [tools.must(audit.toolId, audit.toolVersion), tools.of(audit)] as const;
  const labelOf = (audit: Audit, itemId: string) => {
    const [published] = toolsOf(audit);
    const items = published.sections.flatMap(({ items: own }) => own);
    return items.find(({ id }) => id === itemId)?.label ?? itemId;
  };

  routes.allowed(
    'item.leaveOut',
    { method: 'get', path: '/audits/:auditId/left-out', load },
    async ({ loaded: { audit }, user, show }) => {
      await show({
        template: 'audits/left-out',
        title: TITLE,
        view: presentLeftOut(audit, ...toolsOf(audit), user),
      });
    },
  );

  routes.allowed(
    'item.leaveOut',
    { method: 'post', path: '/audits/:auditId/left-out', load },
    async ({ req, loaded: { audit }, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(leaveOutForm, body);
      const outcome = form.values
        ? await withInputErrors(() => leftOut.leaveOut(user.id, audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const view = presentLeftOut(audit, ...toolsOf(audit), user, body);
        await show({ template: 'audits/left-out', title: TITLE, status: 422, errors: outcome.errors, view });
        return;
      }
      const label = labelOf(audit, String(body['itemId']));
      redirect(urls.leftOut(audit.id), `“${label}” is left out. Answers given to it are kept.`);
    },
  );

  routes.allowed(
    'item.leaveOut',
    { method: 'post', path: '/audits/:auditId/left-out/:itemId/put-back', load },
    async ({ req, loaded: { audit }, user, redirect }) => {
      const itemId = itemIdOf(req);
      await leftOut.putBack(user.id, audit.id, itemId);
      redirect(urls.leftOut(audit.id), `“${labelOf(audit, itemId)}” is asked and counted again.`);
    },
  );
}

const itemIdOf = (req: Request) => String(req.params['itemId']);
