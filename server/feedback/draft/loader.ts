import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { idParameter } from '../../web/route.ts';
import type { FeedbackService } from './service.ts';

/** Loads the provider that the address names, as one of the audit, with what the policy asks about it. */
export function providerLoader(audits: AuditService, feedback: FeedbackService) {
  const load = auditLoader(audits);
  return async (req: Request) => {
    const { audit } = await load(req);
    const entry = await feedback.mustHave(audit.id, idParameter(req, 'providerId'));
    const subject = { audit, feedback: { providerId: entry.provider.id, issued: entry.issued !== null } };
    return { audit, entry, subject };
  };
}
