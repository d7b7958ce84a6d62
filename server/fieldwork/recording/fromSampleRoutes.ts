import type { Request } from 'express';
import { z } from 'zod';
import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { SamplingService } from '../sampling/service.ts';
import type { FromSample } from './fromSample.ts';
import { presentNotFound } from './notFoundPresenter.ts';

/** Why a drawn file cannot be read. */
const reasonForm = z.object({ reason: z.string().trim().default('') });

/** Beginning a drawn file, or saying that it cannot be found. */
export function fromSampleRoutes(
  routes: Routes,
  parts: { audits: AuditService; sampling: SamplingService; fromSample: FromSample },
): void {
  const { audits, sampling, fromSample } = parts;
  const load = auditLoader(audits);
  const loadSampled = async (req: Request) => {
    const { audit, subject } = await load(req);
    return { audit, subject, file: await sampling.file(audit.id, idParameter(req, 'sampledId')) };
  };

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/sample/files/:sampledId/begin', load: loadSampled },
    async ({ loaded, user, redirect }) => {
      const fileId = await fromSample.begin(user.id, loaded.audit.id, loaded.file.id);
      redirect(urls.file(loaded.audit.id, fileId));
    },
  );

  const notFoundPage = (
    { words }: Audit,
    view: ReturnType<typeof presentNotFound>,
    errors: FieldError[] = [],
  ) => ({
    template: 'fieldwork/recording/not-found',
    title: `${words.One} ${view.reference} cannot be read`,
    status: errors.length > 0 ? 422 : 200,
    errors,
    view,
  });

  routes.allowed(
    'caseFile.record',
    { method: 'get', path: '/audits/:auditId/sample/files/:sampledId/not-found', load: loadSampled },
    async ({ loaded, user, show }) => {
      const { audit, file } = loaded;
      const may = await fromSample.mayBeMissing(user.id, audit.id, file);
      await show(notFoundPage(audit, presentNotFound({ audit, file, may, user, reason: '' })));
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/sample/files/:sampledId/not-found', load: loadSampled },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, file } = loaded;
      const { reason } = reasonForm.parse({ reason: formBody(req)['reason'] });
      const outcome = await withInputErrors(() => fromSample.notFound(user.id, audit.id, file.id, reason));
      if (outcome.errors) {
        await show(
          notFoundPage(audit, presentNotFound({ audit, file, may: true, user, reason }), outcome.errors),
        );
        return;
      }
      const { next } = outcome.result;
      redirect(
        urls.files(audit.id),
        next === null
          ? `${file.reference} is marked as not found. The reserve is used up, so no ${audit.words.file} takes its place.`
          : `${file.reference} is marked as not found. ${next} from the reserve takes its place.`,
      );
    },
  );
}
