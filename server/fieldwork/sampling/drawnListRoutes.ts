import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { ProviderService } from '../../people/providers.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Routes } from '../../web/route.ts';
import { sendPdf } from '../../web/sendPdf.ts';
import { urls } from '../../web/urls.ts';
import { drawnListCsv, drawnListPdf, presentDrawnList } from './drawnList.ts';
import type { SamplingService } from './service.ts';

/** Lists of the drawn files for those who fetch them: of all providers, or of one in the address. */
export function drawnListRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    sampling: SamplingService;
    providers: ProviderService;
    activity: ActivityRepository;
    now: () => Date;
  },
): void {
  const { audits, sampling, providers, activity, now } = parts;
  const load = auditLoader(audits);

  const listOf = async (req: Request) => {
    const { audit } = await load(req);
    const { provider } = req.query;
    const providerId =
      typeof provider === 'string' && /^[1-9]\d{0,8}$/.test(provider) ? Number(provider) : null;
    const files = await sampling.files(audit.id);
    const details = await providers.details();
    const list = presentDrawnList(audit, await audits.groups(audit.id), files, {
      providerId,
      today: dayInBritain(now()),
      contactOf: (id) => {
        const { contactName = '', contactEmail = '', contactPhone = '' } = details.get(id) ?? {};
        return [contactName, contactEmail, contactPhone].filter((part) => part !== '').join(', ');
      },
    });
    if (list.providers.every(({ groups }) => groups.length === 0)) {
      throw new NotFoundError('No file of this provider is drawn, so there is no list.');
    }
    return { list, providerId };
  };

  const taken = (userId: number, auditId: number, format: string, providerId: number | null) =>
    activity.add({
      userId,
      action: 'sample.listTaken',
      auditId,
      ...(providerId === null ? {} : { subject: `provider ${providerId}` }),
      detail: { format },
    });

  routes.allowed(
    'sample.manage',
    { method: 'get', path: urls.drawnListPath('pdf'), load },
    async ({ req, res, loaded, user }) => {
      const { list, providerId } = await listOf(req);
      await taken(user.id, loaded.audit.id, 'pdf', providerId);
      await sendPdf(res, drawnListPdf(list, now()), 'files-to-pull.pdf');
    },
  );

  routes.allowed(
    'sample.manage',
    { method: 'get', path: urls.drawnListPath('csv'), load },
    async ({ req, res, loaded, user }) => {
      const { list, providerId } = await listOf(req);
      await taken(user.id, loaded.audit.id, 'csv', providerId);
      res.set('Cache-Control', 'no-store').attachment('files-to-pull.csv').send(drawnListCsv(list));
    },
  );
}
