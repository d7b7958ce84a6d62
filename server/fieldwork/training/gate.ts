import type { Audit } from '../../audits/repository.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { wantsJson } from '../../web/json.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { TrainingService } from './service.ts';

/** Where a lead only looks at what others read. */
const LOOKING = 'get /audits/:auditId/files/:fileId';

/** Where a reader meets a file of the audit: to begin it, to open it, to go on to it, to take it along. */
const MEETING_FILES: ReadonlySet<string> = new Set([
  'post /audits/:auditId/files',
  'post /audits/:auditId/sample/files/:sampledId/begin',
  LOOKING,
  'post /audits/:auditId/files/:fileId/next',
  'get /audits/:auditId/device',
  'post /audits/:auditId/device',
  'post /audits/:auditId/device/begin',
]);

/** What a reader is told who still has made-up files to read. */
export const madeUpFirstText = ({ file, files }: Pick<SubjectWords, 'file' | 'files'>, left: number) =>
  left === 1
    ? `Read one more made-up ${file} first. Then you can begin.`
    : `Read ${left} made-up ${files} first. Then you can begin.`;

const auditIn = (
  loaded: unknown,
): Pick<Audit, 'id' | 'state' | 'panel' | 'words' | 'toolId' | 'toolVersion'> =>
  (loaded as { audit: Audit }).audit;

/**
 * The same routes, where readers who have made-up files to read are led to these before they meet a file of the audit. A
 * lead opens what others read as before. A file that is open is saved all the same; only the next one waits.
 */
export const madeUpFirst = (routes: Routes, training: Pick<TrainingService, 'waiting'>): Routes => ({
  ...routes,
  allowed(action, options, handle) {
    const route = `${options.method} ${options.path}`;
    if (!MEETING_FILES.has(route)) {
      routes.allowed(action, options, handle);
      return;
    }
    routes.allowed(action, options, async (context) => {
      const { req, res, loaded, user, redirect } = context;
      const audit = auditIn(loaded);
      const isLooking = route === LOOKING && audit.panel.get(user.id) === 'lead';
      const left = isLooking ? 0 : await training.waiting(audit, user.id);
      if (left === 0) {
        await handle(context);
        return;
      }
      const text = madeUpFirstText(audit.words, left);
      const list = urls.training(audit.id);
      if (wantsJson(req))
        res.status(409).set('Cache-Control', 'no-store').json({ code: 'state', message: text, list });
      else redirect(list, text);
    });
  },
});
