import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import type { AuditService } from '../../audits/service.ts';
import { countOf } from '../../formats/english.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import { formBody, withInputErrors } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { readDecisionForm, readGiveBackForm } from './form.ts';
import { selfAuditPdf } from './pdf.ts';
import { isShown } from './presenter.ts';
import { presentReport } from './report.ts';
import { selfAuditLoader, selfAuditPage } from './routes.ts';
import type { LoadedSelfAudit } from './routes.ts';
import { decisionsOf } from './selfAudit.ts';
import type { SelfAuditService } from './service.ts';
import type { SelfAuditValidation } from './validation.ts';

interface Parts {
  audits: AuditService;
  selfAudits: SelfAuditService;
  selfAuditValidation: SelfAuditValidation;
  activity: ActivityRepository;
  now: () => Date;
}

/** What the panel does with a self-audit that is handed in, and the report that both can take along. */
export function selfAuditValidationRoutes(routes: Routes, parts: Parts): void {
  const { audits, selfAudits, selfAuditValidation: validation } = parts;
  const load = selfAuditLoader(audits, selfAudits);
  const path = '/audits/:auditId/self-audits/:providerId';
  const hrefOf = ({ audit, providerId }: LoadedSelfAudit) => urls.selfAudit(audit.id, providerId);

  routes.allowed(
    'selfAudit.validate',
    { method: 'post', path: `${path}/items/:itemId/decision`, load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId } = loaded;
      const found = await selfAudits.of(audit, providerId);
      const lines = decisionsOf(found);
      const at = lines.findIndex(({ item }) => item.id === req.params['itemId']);
      const line = lines[at];
      if (!line) throw new NotFoundError();
      const body = formBody(req);
      const itemId = line.item.id;
      const again = async (errors: FieldError[]) =>
        show({ ...(await selfAuditPage(selfAudits, loaded, user, { itemId, body })), status: 422, errors });
      const { decision, errors } = readDecisionForm(line.item, body);
      if (errors.length > 0) {
        await again(errors);
        return;
      }
      const outcome = await withInputErrors(() =>
        validation.decide(user.id, audit.id, providerId, itemId, decision),
      );
      if (outcome.errors) {
        await again(outcome.errors);
        return;
      }
      // On to the next that nobody has decided on, so that agreeing is one press after the other.
      const rest = [...lines.slice(at + 1), ...lines.slice(0, at)].find(({ settled }) => settled === null);
      redirect(`${hrefOf(loaded)}#${rest ? `item-${rest.item.id}` : 'finish'}`);
    },
  );

  const steps: [name: string, work: (user: number, of: LoadedSelfAudit) => Promise<string>][] = [
    [
      'agree-all',
      async (userId, { audit, providerId }) => {
        const agreed = await validation.agreeWithRest(userId, audit.id, providerId);
        return `${countOf(agreed, 'answer')} more agreed with.`;
      },
    ],
    [
      'validated',
      async (userId, { audit, providerId }) => {
        await validation.finish(userId, audit.id, providerId);
        return 'The self-audit is validated. The validated answers count in the results.';
      },
    ],
    [
      'resume',
      async (userId, { audit, providerId }) => {
        await validation.resume(userId, audit.id, providerId);
        return 'The validation can be changed again. The provider sees nothing of it meanwhile.';
      },
    ],
  ];
  for (const [name, work] of steps) {
    routes.allowed(
      'selfAudit.validate',
      { method: 'post', path: `${path}/${name}`, load },
      async ({ loaded, user, show, redirect }) => {
        const { result, errors } = await withInputErrors(() => work(user.id, loaded));
        if (errors) {
          await show({ ...(await selfAuditPage(selfAudits, loaded, user)), status: 422, errors });
          return;
        }
        redirect(name === 'agree-all' ? `${hrefOf(loaded)}#finish` : hrefOf(loaded), result);
      },
    );
  }

  decisionsOfLead(routes, parts, load);
  reportRoute(routes, parts, load);
}

type Load = (req: Request) => Promise<LoadedSelfAudit>;

/** What the lead alone decides: that it goes back to its provider, and when this one sees what was validated. */
function decisionsOfLead(routes: Routes, parts: Parts, load: Load): void {
  const { selfAudits, selfAuditValidation: validation } = parts;
  const path = '/audits/:auditId/self-audits/:providerId';

  routes.allowed(
    'selfAudit.decide',
    { method: 'post', path: `${path}/give-back`, load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, providerId } = loaded;
      const { reason, errors } = readGiveBackForm(formBody(req));
      if (errors.length > 0 && loaded.subject.selfAudit.handedIn) {
        await show({ ...(await selfAuditPage(selfAudits, loaded, user)), status: 422, errors });
        return;
      }
      await validation.giveBack(user.id, audit.id, providerId, reason);
      redirect(
        urls.selfAudits(audit.id),
        'The self-audit is given back. The provider finds your reason on its page.',
      );
    },
  );

  routes.allowed(
    'selfAudit.decide',
    { method: 'post', path: `${path}/show`, load },
    async ({ loaded: { audit, providerId }, user, redirect }) => {
      await validation.show(user.id, audit.id, providerId);
      redirect(
        urls.selfAudit(audit.id, providerId),
        'The provider can see what was validated, beside its own answers.',
      );
    },
  );
}

/** The report that says both, for the panel from when it is handed in, for the provider from when it sees it. */
function reportRoute(routes: Routes, { selfAudits, activity, now }: Parts, load: Load): void {
  routes.allowed(
    'selfAudit.read',
    { method: 'get', path: '/audits/:auditId/self-audits/:providerId/report.pdf', load },
    async ({ loaded: { audit, providerId }, user, res }) => {
      const found = await selfAudits.of(audit, providerId);
      if (user.providerId !== null && !isShown(found)) throw new NotFoundError();
      await activity.add({
        userId: user.id,
        action: 'selfAudit.reportFetched',
        auditId: audit.id,
        subject: `provider ${providerId}`,
      });
      const report = presentReport(found, now());
      res
        .attachment(report.fileName)
        .type('application/pdf')
        .set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
      await pipeline(selfAuditPdf(report), res);
    },
  );
}
