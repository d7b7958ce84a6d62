import { pipeline } from 'node:stream/promises';
import type { Request } from 'express';
import type { AuditService } from '../audits/service.ts';
import { auditLoader } from '../audits/routes.ts';
import { NotFoundError } from '../errors.ts';
import { plainName } from '../formats/words.ts';
import { idParameter } from '../http/route.ts';
import type { Routes } from '../http/route.ts';
import { urls } from '../urls.ts';
import { presentFeedbackList } from './list.ts';
import type { FeedbackService } from './service.ts';

/** The feedback to providers: looked at and released by the lead, fetched by the provider. */
export function feedbackRoutes(
  routes: Routes,
  parts: { audits: AuditService; feedback: FeedbackService },
): void {
  const { audits, feedback } = parts;
  const load = auditLoader(audits);
  const loadProvider = async (req: Request) => {
    const { audit } = await load(req);
    const entry = await feedback.mustHave(audit.id, idParameter(req, 'providerId'));
    const subject = {
      audit,
      feedback: { providerId: entry.provider.id, released: entry.releasedAt !== null },
    };
    return { audit, entry, subject };
  };

  routes.allowed(
    'feedback.manage',
    { method: 'get', path: '/audits/:auditId/feedback', load },
    async ({ loaded, user, show }) => {
      const view = presentFeedbackList(loaded.audit, await feedback.of(loaded.audit.id), user);
      await show({ template: 'feedback/list', title: 'Feedback', view });
    },
  );

  routes.allowed(
    'feedback.fetch',
    {
      method: 'get',
      path: '/audits/:auditId/feedback/:file',
      load: (req) => loadProvider(withProviderId(req)),
    },
    async ({ loaded, user, res }) => {
      const { audit, entry } = loaded;
      const pdf = await feedback.pdf(audit.id, entry.provider.id);
      await feedback.fetched(user.id, audit.id, entry.provider.id);
      res.type('application/pdf').set({
        'Cache-Control': 'no-store',
        'Content-Disposition': `inline; filename="${fileName(audit.title, entry.provider.name)}"`,
      });
      await pipeline(pdf, res);
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/release', load: loadProvider },
    async ({ loaded, user, redirect }) => {
      await feedback.release(user.id, loaded.audit.id, loaded.entry.provider.id);
      redirect(urls.feedback(loaded.audit.id), `${loaded.entry.provider.name} can read its feedback now.`);
    },
  );

  routes.allowed(
    'feedback.manage',
    { method: 'post', path: '/audits/:auditId/feedback/:providerId/withdraw', load: loadProvider },
    async ({ loaded, user, redirect }) => {
      await feedback.withdraw(user.id, loaded.audit.id, loaded.entry.provider.id);
      redirect(urls.feedback(loaded.audit.id), `The feedback to ${loaded.entry.provider.name} is withdrawn.`);
    },
  );
}

/** Reads the provider's id out of the file name of the address, `12.pdf`. */
function withProviderId(req: Request): Request {
  const match = /^(\d+)\.pdf$/.exec(String(req.params['file']));
  if (!match?.[1]) throw new NotFoundError();
  req.params['providerId'] = match[1];
  return req;
}

/** A name for the saved file, of letters and digits that every system takes. */
export function fileName(audit: string, provider: string): string {
  return `feedback-${plainName(provider) || 'provider'}-${plainName(audit) || 'audit'}.pdf`;
}
