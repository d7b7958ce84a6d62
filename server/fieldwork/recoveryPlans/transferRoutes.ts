import { readFile } from 'node:fs/promises';
import { takesAnswers } from '../../../rules/index.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { InputError } from '../../platform/errors.ts';
import { countOf } from '../../formats/english.ts';
import { withInputErrors } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import type { Upload } from '../../web/upload.ts';
import { urls } from '../../web/urls.ts';
import type { PlanTransfer } from './transfer.ts';

/** The plans of ten thousand files are about this much. */
const MAXIMUM_BYTES = 20 * 1024 * 1024;

/** The recovery plans of an audit in and out, as one file of JSON. */
export function planTransferRoutes(
  routes: Routes,
  parts: { audits: AuditService; planTransfer: PlanTransfer },
): void {
  const { audits, planTransfer } = parts;
  const load = auditLoader(audits);

  routes.allowed(
    'caseFile.import',
    { method: 'get', path: '/audits/:auditId/plans', load },
    async ({ loaded, user, show }) => {
      const { audit } = loaded;
      const view = {
        header: presentHeader(audit, user),
        action: urls.importPlans(audit.id),
        filesHref: urls.files(audit.id),
        mayImport: takesAnswers(audit.state),
      };
      await show({ template: 'fieldwork/recoveryPlans/import', title: 'Import recovery plans', view });
    },
  );

  routes.allowed(
    'caseFile.import',
    { method: 'post', path: '/audits/:auditId/plans', load, takesFile: true },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const outcome = await withInputErrors(async () =>
        planTransfer.import(user.id, audit.id, await textIn(uploadOf(req))),
      );
      if (outcome.errors) {
        await show({
          template: 'fieldwork/recoveryPlans/import',
          title: 'Import recovery plans',
          status: 422,
          errors: outcome.errors,
          view: {
            header: presentHeader(audit, user),
            action: urls.importPlans(audit.id),
            filesHref: urls.files(audit.id),
            mayImport: true,
          },
        });
        return;
      }
      redirect(urls.files(audit.id), `${countOf(outcome.result, 'recovery plan')} imported.`);
    },
  );

  routes.allowed(
    'caseFile.export',
    { method: 'get', path: '/audits/:auditId/export/plans.json', load },
    async ({ res, loaded, user }) => {
      const json = await planTransfer.export(user.id, loaded.audit.id);
      res
        .set('Cache-Control', 'no-store')
        .attachment(`recovery-plans-audit-${loaded.audit.id}.json`)
        .type('application/json')
        .send(json);
    },
  );
}

async function textIn(upload: Upload | null): Promise<string> {
  const wrong = (text: string) => new InputError([{ field: 'file', text }]);
  if (!upload) throw wrong('Choose the file of recovery plans.');
  if (upload.bytes === 0) throw wrong('The file is empty.');
  if (upload.bytes > MAXIMUM_BYTES) throw wrong('The file is larger than 20 MB, so it is none of plans.');
  return readFile(upload.path, 'utf8');
}
