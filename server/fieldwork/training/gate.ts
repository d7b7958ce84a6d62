import type { Audit } from '../../audits/repository.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { TrainingService } from './service.ts';

/** Where a reader meets a file of the audit: to begin it, to open it, to take it along. */
const MEETING_FILES: ReadonlySet<string> = new Set([
  'post /audits/:auditId/files',
  'post /audits/:auditId/sample/files/:sampledId/begin',
  'get /audits/:auditId/files/:fileId',
  'get /audits/:auditId/device',
]);

const auditIn = (
  loaded: unknown,
): Pick<Audit, 'id' | 'state' | 'panel' | 'words' | 'toolId' | 'toolVersion'> =>
  (loaded as { audit: Audit }).audit;

/**
 * The same routes, where readers who have made-up files to read are led to these before they meet a file of the audit. A
 * lead opens what others read as before.
 */
export const madeUpFirst = (routes: Routes, training: Pick<TrainingService, 'waiting'>): Routes => ({
  ...routes,
  allowed(action, options, handle) {
    if (!MEETING_FILES.has(`${options.method} ${options.path}`)) {
      routes.allowed(action, options, handle);
      return;
    }
    routes.allowed(action, options, async (context) => {
      const { loaded, user, redirect } = context;
      const audit = auditIn(loaded);
      const isLooking = options.method === 'get' && audit.panel.get(user.id) === 'lead';
      const left = isLooking ? 0 : await training.waiting(audit, user.id);
      if (left === 0) {
        await handle(context);
        return;
      }
      const { file, files } = audit.words;
      redirect(
        urls.training(audit.id),
        left === 1
          ? `Read one more made-up ${file} first. Then you can begin.`
          : `Read ${left} made-up ${files} first. Then you can begin.`,
      );
    });
  },
});
