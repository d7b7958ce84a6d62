import type { Tool } from '../../../rules/index.ts';
import type { Request, Response } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Tools } from '../../audits/tools.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Routes } from '../../web/route.ts';
import { sendPdf } from '../../web/sendPdf.ts';
import { blankFormPdf } from './pdf.ts';
import { presentBlankForm } from './presenter.ts';

/** Blank forms to read with on paper: of an audit, without what is left out of it, and of a tool by itself. */
export function paperRoutes(
  routes: Routes,
  parts: { audits: AuditService; tools: Tools; now: () => Date },
): void {
  const { audits, tools, now } = parts;
  const send = (req: Request, res: Response, tool: Tool, groups: SampleGroup[] = []) => {
    const withGuidance = req.query['guidance'] === 'yes';
    const withSeen = req.query['seen'] === 'yes';
    const form = presentBlankForm(tool, { withGuidance, withSeen, groups });
    return sendPdf(res, blankFormPdf(form, now()), `form-${tool.id}.pdf`);
  };

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/form.pdf', load: auditLoader(audits) },
    async ({ req, res, loaded }) =>
      send(req, res, tools.of(loaded.audit), await audits.groups(loaded.audit.id)),
  );

  routes.allowed(
    'tool.read',
    { method: 'get', path: '/tools/:toolId/:version/form.pdf' },
    async ({ req, res }) => {
      const version = Number(req.params['version']);
      const tool = Number.isInteger(version)
        ? await tools.published(String(req.params['toolId']), version)
        : undefined;
      if (!tool) throw new NotFoundError();
      await send(req, res, tool);
    },
  );
}
