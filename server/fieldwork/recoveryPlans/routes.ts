import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { clockInWords, countOf } from '../../formats/english.ts';
import { formBody, textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { currentUser } from '../../web/session.ts';
import type { Reading } from '../caseFiles/reading.ts';
import type { Tools } from '../../audits/tools.ts';
import { urls } from '../../web/urls.ts';
import { readPlanForm } from './form.ts';
import { choicesOf, heldPlan } from './conflictForm.ts';
import { presentPlan, presentPlanConflict } from './presenter.ts';
import { usesRecoveryPlans, StalePlanError } from './service.ts';
import type { RecoveryPlanService } from './service.ts';
import type { StoredPlan } from './repository.ts';

/** The recovery plan within a reading of a case file. */
export function recoveryPlanRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    /** Gives the reading of a file that a person has. */
    reviews: { get: (auditId: number, fileId: number, viewerId: number | null) => Promise<Reading> };
    plans: RecoveryPlanService;
    tools: Tools;
  },
): void {
  const { audits, reviews, plans, tools } = parts;
  const load = auditLoader(audits);
  const loadPlan = async (req: Request) => {
    const { audit, subject } = await load(req);
    if (!usesRecoveryPlans(tools.must(audit.toolId, audit.toolVersion))) throw new NotFoundError();
    // Which reading of the file it is hangs on who asks.
    const review = await reviews.get(audit.id, idParameter(req, 'fileId'), currentUser(req)?.id ?? null);
    const groups = await audits.groups(audit.id);
    return { audit, subject, review, plan: await plans.ofReading(audit, groups, review) };
  };

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/files/:fileId/plan', load: loadPlan },
    async ({ loaded, user, show }) => {
      const view = presentPlan({ ...loaded, user, typed: null, errors: [] });
      await show({
        template: 'fieldwork/recoveryPlans/plan',
        title: `Recovery plan in case file ${loaded.review.reference}`,
        wide: true,
        view,
      });
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId/plan', load: loadPlan },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, review } = loaded;
      const body = formBody(req);
      plans.refuseOther(review, Number(textOf(body, 'review')));

      const conflict = async (current: StoredPlan, mine: FormBody, errors: FieldError[]) => {
        const held = heldPlan(mine, audit.fieldworkEnd);
        const view = presentPlanConflict({
          audit,
          review,
          current,
          ...held,
          body: mine,
          user,
          errors,
        });
        await show({
          template: 'fieldwork/recoveryPlans/conflict',
          title: `Two versions of the plan in case file ${review.reference}`,
          status: errors.length > 0 ? 422 : 409,
          errors,
          view,
        });
      };

      const again = async (errors: FieldError[]) => {
        await show({
          template: 'fieldwork/recoveryPlans/plan',
          title: `Recovery plan in case file ${review.reference}`,
          status: 422,
          errors,
          wide: true,
          view: presentPlan({ ...loaded, user, typed: body, errors }),
        });
      };

      // A choice between two versions says of each difference whose it is; the form itself says all of the plan.
      const isChoice = 'mine' in body;
      const { stored } = loaded.plan;
      let form;
      if (isChoice) {
        if (!stored || stored.version !== Number(textOf(body, 'version'))) {
          if (!stored) throw new NotFoundError();
          await conflict(stored, withoutChoices(body), []);
          return;
        }
        form = choicesOf(body, stored.entry, audit.fieldworkEnd);
        if (form.errors) {
          await conflict(stored, body, form.errors);
          return;
        }
      } else {
        form = readPlanForm(body, audit.fieldworkEnd);
        if (form.errors) {
          await again(form.errors);
          return;
        }
      }
      let saved;
      try {
        saved = await plans.save(user.id, audit.id, review.fileId, {
          reviewId: Number(textOf(body, 'review')),
          version: Number(textOf(body, 'version')),
          entry: form.entry,
        });
      } catch (error) {
        if (!(error instanceof StalePlanError)) throw error;
        const mine = { base: textOf(body, 'base'), mine: JSON.stringify(form.entry) };
        await conflict(error.current, mine, []);
        return;
      }
      const done = `The plan is saved at ${clockInWords(saved.updatedAt)}: ${countOf(saved.entry.goals.length, 'goal')}, ${countOf(saved.entry.needs.length, 'need')}.`;
      if (textOf(body, 'intent') === 'more') redirect(`${urls.filePlan(audit.id, review.fileId)}#more`, done);
      else if (textOf(body, 'intent') === 'stay') redirect(urls.filePlan(audit.id, review.fileId), done);
      else redirect(`${urls.file(audit.id, review.fileId)}#answer.recovery_plan`, done);
    },
  );
}

const withoutChoices = (body: FormBody): FormBody =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('choose.')));
