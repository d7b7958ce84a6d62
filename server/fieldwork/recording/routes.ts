import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { Audit } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import { clockInWords } from '../../formats/english.ts';
import { checksOf, takesAnswers } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import { wantsJson } from '../../web/json.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import type { RecoveryPlanService } from '../recoveryPlans/service.ts';
import type { SamplingService } from '../sampling/service.ts';
import { currentUser } from '../../web/session.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
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
import { presentConflict, presentRemoved } from './conflictPresenter.ts';
import { presentFiles } from './filesPresenter.ts';
import { presentRemoval, presentReview, presentSaved } from './presenter.ts';
import type { Reading } from '../caseFiles/reading.ts';
import type { FromSample } from './fromSample.ts';
import { StaleReadingError } from './service.ts';
import type { RecordingService } from './service.ts';

const COMPLETE = 'It is complete.';
const IS_NEXT = 'This is the next file of the group.';
const NONE_LEFT = 'No other file of this group is left to record.';

const outsideSampleText = (reference: string) =>
  `${reference} is not among the files that were drawn. Check it; if it is to be read beside the sample, press the button once more.`;

function savedInWords(tool: Tool, saved: Reading): string {
  const checks = checksOf(tool);
  const recorded = checks.filter((check) => saved.answers.has(check.id)).length;
  return `${saved.reference} is saved at ${clockInWords(saved.updatedAt)}: ${recorded} of ${checks.length} checks recorded.`;
}

/** Recording case files. */
export function recordingRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    reviews: RecordingService;
    plans: RecoveryPlanService;
    sampling: SamplingService;
    fromSample: FromSample;
    tools: Tools;
  },
): void {
  const { audits, reviews, plans, sampling, fromSample, tools } = parts;
  const load = auditLoader(audits);
  /** The groups of an audit, and all files that are or can be begun, as one person has them. */
  const filesOf = async (audit: Audit, tool: Tool, userId: number) => {
    const [groups, lines, drawn] = await Promise.all([
      audits.groups(audit.id),
      reviews.lines(audit.id, tool, userId),
      sampling.files(audit.id),
    ]);
    return { groups, lines, drawn };
  };
  const loadFile = async (req: Request) => {
    const { audit, subject } = await load(req);
    const tool = tools.must(audit.toolId, audit.toolVersion);
    // Which reading of the file it is hangs on who asks.
    const viewerId = currentUser(req)?.id ?? null;
    const review = await reviews.get(audit.id, idParameter(req, 'fileId'), viewerId);
    return { audit, subject, tool, review };
  };

  /** The file may have been removed while its form was open. */
  const loadIfThere = async (req: Request) =>
    loadFile(req).catch(async (error: unknown) => {
      if (!(error instanceof NotFoundError)) throw error;
      const { audit, subject } = await load(req);
      return { audit, subject, tool: tools.must(audit.toolId, audit.toolVersion), review: null };
    });

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/files', load },
    async ({ loaded, user, show }) => {
      const { audit } = loaded;
      const tool = tools.must(audit.toolId, audit.toolVersion);
      const files = await filesOf(audit, tool, user.id);
      const view = presentFiles({ audit, tool, ...files, user, typed: null, errors: [] });
      await show({ template: 'fieldwork/recording/files', title: 'Case files', view });
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      const body = formBody(req);
      const form = parseForm(newFileForm, body);
      const outsideSample =
        takesAnswers(audit.state) &&
        form.values !== undefined &&
        textOf(body, 'beside') !== form.values.reference &&
        (await sampling.isOutsideSample(audit.id, form.values.groupId, form.values.reference));
      const outcome = !form.values
        ? { errors: form.errors }
        : outsideSample
          ? { errors: [{ field: 'reference', text: outsideSampleText(form.values.reference) }] }
          : await withInputErrors(() => reviews.create(user.id, audit.id, form.values));
      if (outcome.errors) {
        const tool = tools.must(audit.toolId, audit.toolVersion);
        const files = await filesOf(audit, tool, user.id);
        const typed = {
          groupId: textOf(body, 'groupId'),
          reference: textOf(body, 'reference'),
          outsideSample,
        };
        const view = presentFiles({ audit, tool, ...files, user, typed, errors: outcome.errors });
        // Each group has a reference field of its own; the summary leads to the one that was used.
        const errors = outcome.errors.map((error) => ({ ...error, field: `reference-${typed.groupId}` }));
        await show({ template: 'fieldwork/recording/files', title: 'Case files', status: 422, errors, view });
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
      const files = await filesOf(audit, tool, user.id);
      const plan = await plans.ofReading(audit, files.groups, loaded.review);
      const view = presentReview({ ...loaded, ...files, plan, user, typed: null, errors: [] });
      await show({
        template: 'fieldwork/recording/record',
        title: `Case file ${loaded.review.reference}`,
        wide: true,
        view,
      });
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId', load: loadIfThere },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, tool, review } = loaded;
      const body = formBody(req);
      if (review === null) {
        const view = presentRemoved(audit, tool, await audits.groups(audit.id), body, user);
        await show({
          template: 'fieldwork/recording/removed',
          title: 'This case file has been removed',
          status: 404,
          view,
        });
        return;
      }
      const { form, errors } = readReviewForm(tool, body, review.noteSets);

      const conflict = async (current: Reading, status: number, problems: typeof errors) => {
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
          template: 'fieldwork/recording/conflict',
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
        if (error instanceof StaleReadingError) {
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
        const files = await filesOf(audit, tool, user.id);
        const view = presentReview({
          ...loaded,
          review,
          ...files,
          plan: await plans.ofReading(audit, files.groups, review),
          user,
          typed: sentState(tool, body, review),
          errors: outcome.errors,
        });
        await show({
          template: 'fieldwork/recording/record',
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
      // The file is saved, whatever becomes of the audit in this moment.
      const nextId = await fromSample
        .openNextFile(user.id, audit.id, tool, saved.fileId)
        .catch((error: unknown) => {
          if (error instanceof StateError) return null;
          throw error;
        });
      if (nextId !== null) redirect(urls.file(audit.id, nextId), `${done} ${COMPLETE} ${IS_NEXT}`);
      else redirect(urls.files(audit.id), `${done} ${COMPLETE} ${NONE_LEFT}`);
    },
  );

  // After a file, also one that stays as it is: the key F, or the button.
  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId/next', load: loadFile },
    async ({ req, res, loaded, user, redirect }) => {
      const { audit, tool, review } = loaded;
      const nextId = await fromSample.openNextFile(user.id, audit.id, tool, review.fileId);
      const list = urls.files(audit.id);
      const next = nextId === null ? null : urls.file(audit.id, nextId);
      // What was said of the file that was completed is said on the page after it.
      const { flash } = req.session;
      if (flash !== undefined) req.session.flash = `${flash} ${next === null ? NONE_LEFT : IS_NEXT}`;
      if (wantsJson(req)) {
        res.set('Cache-Control', 'no-store').json({ next, list, message: next === null ? NONE_LEFT : null });
      } else if (next === null && flash === undefined) redirect(list, NONE_LEFT);
      else redirect(next ?? list);
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
        if (error instanceof StaleReadingError) {
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
      if (form.complete === true) req.session.flash = `${savedInWords(tool, saved)} ${COMPLETE}`;
      res.json({ ...presentSaved(tool, saved), state: Object.fromEntries(stateOf(tool, saved)) });
    },
  );

  routes.allowed(
    'caseFile.remove',
    { method: 'get', path: '/audits/:auditId/files/:fileId/remove', load: loadFile },
    async ({ loaded, user, show }) => {
      const view = presentRemoval(loaded.audit, loaded.review, user);
      await show({
        template: 'fieldwork/recording/remove',
        title: `Remove case file ${loaded.review.reference}?`,
        view,
      });
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
