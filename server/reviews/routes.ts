import type { Request } from 'express';
import { auditLoader } from '../audits/routes.ts';
import type { AuditService } from '../audits/service.ts';
import { StateError } from '../errors.ts';
import { clockInWords } from '../formats/words.ts';
import { checksOf } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../http/form.ts';
import { idParameter } from '../http/route.ts';
import type { Routes } from '../http/route.ts';
import type { PlanService } from '../plans/service.ts';
import type { SamplingService } from '../sampling/service.ts';
import { currentUser } from '../http/session.ts';
import type { Tools } from '../tools.ts';
import { urls } from '../urls.ts';
import {
  baseOf,
  intentOf,
  newFileForm,
  readChange,
  readReviewForm,
  sentState,
  stateOf,
  undecidedOf,
} from './form.ts';
import { presentConflict, presentFiles, presentRemoval, presentReview, presentSaved } from './presenter.ts';
import type { Review } from './repository.ts';
import { StaleReviewError } from './service.ts';
import type { ReviewService } from './service.ts';

const COMPLETE = 'It is complete.';
const COMPLETE_AND_NEXT = 'It is complete. This is the next file of the group.';

function savedInWords(tool: Tool, saved: Review): string {
  const checks = checksOf(tool);
  const recorded = checks.filter((check) => saved.answers.has(check.id)).length;
  return `${saved.reference} is saved at ${clockInWords(saved.updatedAt)}: ${recorded} of ${checks.length} checks recorded.`;
}

/** Recording case files. */
export function reviewRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    reviews: ReviewService;
    plans: PlanService;
    sampling: SamplingService;
    tools: Tools;
  },
): void {
  const { audits, reviews, plans, sampling, tools } = parts;
  const load = auditLoader(audits);
  const loadFile = async (req: Request) => {
    const { audit, subject } = await load(req);
    const tool = tools.must(audit.toolId, audit.toolVersion);
    // Which reading of the file it is hangs on who asks.
    const viewerId = currentUser(req)?.id ?? null;
    const review = await reviews.get(audit.id, idParameter(req, 'fileId'), viewerId);
    return { audit, subject, tool, review };
  };

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/files', load },
    async ({ loaded, user, show }) => {
      const { audit } = loaded;
      const tool = tools.must(audit.toolId, audit.toolVersion);
      const [groups, lines, drawn] = await Promise.all([
        audits.groups(audit.id),
        reviews.lines(audit.id, tool, user.id),
        sampling.files(audit.id),
      ]);
      const view = presentFiles({ audit, tool, groups, lines, drawn, user, typed: null, errors: [] });
      await show({ template: 'reviews/files', title: 'Case files', view });
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(newFileForm, body);
      const outcome = form.values
        ? await withInputErrors(() => reviews.create(user.id, audit.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const tool = tools.must(audit.toolId, audit.toolVersion);
        const [groups, lines, drawn] = await Promise.all([
          audits.groups(audit.id),
          reviews.lines(audit.id, tool, user.id),
          sampling.files(audit.id),
        ]);
        const typed = { groupId: textOf(body, 'groupId'), reference: textOf(body, 'reference') };
        const view = presentFiles({ audit, tool, groups, lines, drawn, user, typed, errors: outcome.errors });
        // Each group has a reference field of its own; the summary leads to the one that was used.
        const errors = outcome.errors.map((error) => ({ ...error, field: `reference-${typed.groupId}` }));
        await show({ template: 'reviews/files', title: 'Case files', status: 422, errors, view });
        return;
      }
      redirect(urls.file(audit.id, outcome.result));
    },
  );

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/files/:fileId', load: loadFile },
    async ({ loaded, user, show }) => {
      const { audit, tool } = loaded;
      const [groups, lines] = await Promise.all([
        audits.groups(audit.id),
        reviews.lines(audit.id, tool, user.id),
      ]);
      const plan = await plans.ofReading(audit, groups, loaded.review);
      const view = presentReview({ ...loaded, plan, groups, lines, user, typed: null, errors: [] });
      await show({
        template: 'reviews/record',
        title: `Case file ${loaded.review.reference}`,
        wide: true,
        view,
      });
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId', load: loadFile },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, tool, review } = loaded;
      const body = formBody(req);
      const { form, errors } = readReviewForm(tool, body, review.noteSets);

      const conflict = async (current: Review, status: number, problems: typeof errors) => {
        const view = presentConflict({
          audit,
          tool,
          groups: await audits.groups(audit.id),
          current,
          yours: sentState(tool, body, current),
          base: baseOf(body),
          undecided: undecidedOf(body),
          intent: intentOf(body),
          user,
          errors: problems,
        });
        await show({
          template: 'reviews/conflict',
          title: `Two versions of case file ${current.reference}`,
          status,
          errors: problems,
          view,
        });
      };

      reviews.refuseEarlier(review, form.version);
      if (form.version !== review.version) {
        await conflict(review, 409, []);
        return;
      }
      if ('differing' in body && errors.length > 0) {
        await conflict(review, 422, errors);
        return;
      }
      let outcome;
      try {
        outcome =
          errors.length > 0
            ? { errors }
            : await withInputErrors(() => reviews.save(user.id, audit.id, review.fileId, form));
      } catch (error) {
        if (error instanceof StaleReviewError) {
          await conflict(error.current, 409, []);
          return;
        }
        if (!(error instanceof StateError)) throw error;
        // The audit was closed meanwhile: what was typed stays on the page, to be kept or copied.
        outcome = {
          errors: [{ field: '', text: `${error.message} What you entered is not saved.` }],
        };
      }
      if (outcome.errors) {
        const [groups, lines] = await Promise.all([
          audits.groups(audit.id),
          reviews.lines(audit.id, tool, user.id),
        ]);
        const view = presentReview({
          ...loaded,
          plan: await plans.ofReading(audit, groups, review),
          groups,
          lines,
          user,
          typed: sentState(tool, body, review),
          errors: outcome.errors,
        });
        await show({
          template: 'reviews/record',
          title: `Case file ${review.reference}`,
          status: 422,
          errors: outcome.errors,
          wide: true,
          view,
        });
        return;
      }

      const saved = outcome.result;
      const done = savedInWords(tool, saved);
      if (form.complete !== true) {
        redirect(urls.file(audit.id, saved.fileId), done);
        return;
      }
      const next = (await reviews.lines(audit.id, tool, user.id)).find(
        (line) => line.groupId === saved.groupId && (line.second ?? line).completedAt === null,
      );
      if (next) redirect(urls.file(audit.id, next.id), `${done} ${COMPLETE_AND_NEXT}`);
      else redirect(`${urls.files(audit.id)}#group-${saved.groupId}`, `${done} ${COMPLETE}`);
    },
  );

  // One change of a page that saves as it goes. What the answer does not say is saved, is not saved.
  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId/answers', load },
    async ({ req, res, loaded, user }) => {
      const { audit } = loaded;
      const tool = tools.must(audit.toolId, audit.toolVersion);
      const fileId = idParameter(req, 'fileId');
      res.set('Cache-Control', 'no-store');
      const { form, errors } = readChange(tool, formBody(req));
      let outcome;
      try {
        outcome =
          errors.length > 0
            ? { errors }
            : await withInputErrors(() => reviews.save(user.id, audit.id, fileId, form));
      } catch (error) {
        if (error instanceof StaleReviewError) {
          const { current } = error;
          res.status(409).json({
            code: 'stale',
            message: error.message,
            by: current.updatedByName,
            at: clockInWords(current.updatedAt),
          });
          return;
        }
        if (!(error instanceof StateError)) throw error;
        res.status(409).json({ code: 'state', message: error.message });
        return;
      }
      if (outcome.errors) {
        res.status(422).json({ code: 'invalid', errors: outcome.errors });
        return;
      }
      const saved = outcome.result;
      const next =
        form.complete === true
          ? (await reviews.lines(audit.id, tool, user.id)).find(
              (line) => line.groupId === saved.groupId && (line.second ?? line).completedAt === null,
            )
          : undefined;
      if (form.complete === true) {
        req.session.flash = `${savedInWords(tool, saved)} ${next ? COMPLETE_AND_NEXT : COMPLETE}`;
      }
      res.json({
        ...presentSaved(tool, saved),
        state: Object.fromEntries(stateOf(tool, saved)),
        next: next ? urls.file(audit.id, next.id) : `${urls.files(audit.id)}#group-${saved.groupId}`,
      });
    },
  );

  routes.allowed(
    'caseFile.remove',
    { method: 'get', path: '/audits/:auditId/files/:fileId/remove', load: loadFile },
    async ({ loaded, user, show }) => {
      const view = presentRemoval(loaded.audit, loaded.review, user);
      await show({ template: 'reviews/remove', title: `Remove case file ${loaded.review.reference}?`, view });
    },
  );

  routes.allowed(
    'caseFile.remove',
    { method: 'post', path: '/audits/:auditId/files/:fileId/remove', load: loadFile },
    async ({ loaded, user, redirect }) => {
      await reviews.remove(user.id, loaded.audit.id, loaded.review.fileId);
      redirect(urls.files(loaded.audit.id), `The case file ${loaded.review.reference} is removed.`);
    },
  );
}
