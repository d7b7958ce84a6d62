import type { Audit } from '../../audits/repository.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { wantsJson } from '../../web/json.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { TrainingService } from './service.ts';

const FILES = '/audits/:auditId/files';
const FILE = `${FILES}/:fileId`;
const OF_FILE = [FILE, '/audits/:auditId/sample/files/:sampledId'];
const DEVICE = '/audits/:auditId/device';

/** Whoever sees that somebody may be at risk is kept from saying so by nothing. */
const AT_RISK = `${FILE}/alert`;

const isUnder = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`);

/**
 * Whether a reader meets a file of the audit there: to begin it, to look at any page of it, to go on to it, to take it along.
 * What is said of a file that is open is saved all the same. Told by the address, so that a page that is new is none too many.
 */
function meetsFile(method: 'get' | 'post', path: string): boolean {
  if (isUnder(path, AT_RISK)) return false;
  if (isUnder(path, DEVICE)) return true;
  if (method === 'get') return OF_FILE.some((above) => isUnder(path, above));
  return (
    path === FILES ||
    path === `${FILE}/next` ||
    path.startsWith('/audits/:auditId/sample/files/:sampledId/begin')
  );
}

/** Where a lead only looks at what others read, or says that its papers cannot be found. */
const isLookedAt = (method: 'get' | 'post', path: string): boolean =>
  method === 'get' && (isUnder(path, FILE) || path === '/audits/:auditId/sample/files/:sampledId/not-found');

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
    if (!meetsFile(options.method, options.path)) {
      routes.allowed(action, options, handle);
      return;
    }
    routes.allowed(action, options, async (context) => {
      const { req, res, loaded, user, redirect } = context;
      const audit = auditIn(loaded);
      const isLooking = isLookedAt(options.method, options.path) && audit.panel.get(user.id) === 'lead';
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
