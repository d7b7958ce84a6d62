import { usesRecoveryPlans } from '../../../rules/index.ts';
import type { Request } from 'express';
import type { PlanEntry } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
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
import { StalePlanError } from './service.ts';
import type { RecoveryPlanService } from './service.ts';
import type { StoredPlan } from './repository.ts';

/** A plan that somebody else saved, and what was sent meanwhile. */
interface StalePlan {
  current: StoredPlan;
  body: FormBody;
}

/** The recovery plan within a reading of a case file. */
export function recoveryPlanRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    /** Gives the reading of a file that a person has. */
    recording: { get: (auditId: number, fileId: number, viewerId: number | null) => Promise<Reading> };
    plans: RecoveryPlanService;
    tools: Tools;
  },
): void {
  const { audits, recording, plans, tools } = parts;
  const load = auditLoader(audits);
  const loadPlan = async (req: Request) => {
    const { audit, subject } = await load(req);
    if (!usesRecoveryPlans(tools.must(audit.toolId, audit.toolVersion))) throw new NotFoundError();
    // Which reading of the file it is depends on who asks.
    const reading = await recording.get(audit.id, idParameter(req, 'fileId'), currentUser(req)?.id ?? null);
    const groups = await audits.groups(audit.id);
    return { audit, subject, reading, plan: await plans.ofReading(audit, groups, reading) };
  };

  type Loaded = Awaited<ReturnType<typeof loadPlan>>;
  const planPage = (loaded: Loaded, user: User, typed: FormBody | null, errors: FieldError[]) => ({
    template: 'fieldwork/recoveryPlans/plan',
    title: `Recovery plan in case file ${loaded.reading.reference}`,
    status: errors.length > 0 ? 422 : 200,
    errors,
    wide: true,
    view: presentPlan({ ...loaded, user, typed, errors }),
  });

  /** Somebody else saved the plan meanwhile, or a choice between the two versions is not made yet. */
  const conflictPage = (
    { audit, reading }: Loaded,
    { current, body }: StalePlan,
    user: User,
    errors: FieldError[],
  ) => ({
    template: 'fieldwork/recoveryPlans/conflict',
    title: `Two versions of the plan in case file ${reading.reference}`,
    status: errors.length > 0 ? 422 : 409,
    errors,
    view: presentPlanConflict({
      audit,
      reading,
      current,
      ...heldPlan(body, audit.fieldworkEnd),
      body,
      user,
      errors,
    }),
  });

  /** Saves what a page sent, or gives the version of whoever was quicker. */
  const savePlan = async (actorId: number, { audit, reading }: Loaded, body: FormBody, entry: PlanEntry) => {
    try {
      return await plans.save(actorId, audit.id, reading.fileId, {
        readingId: Number(textOf(body, 'review')),
        version: Number(textOf(body, 'version')),
        entry,
      });
    } catch (error) {
      if (!(error instanceof StalePlanError)) throw error;
      return { current: error.current, body: { base: textOf(body, 'base'), mine: JSON.stringify(entry) } };
    }
  };

  routes.allowed(
    'caseFile.read',
    { method: 'get', path: '/audits/:auditId/files/:fileId/plan', load: loadPlan },
    async ({ loaded, user, show }) => {
      await show(planPage(loaded, user, null, []));
    },
  );

  routes.allowed(
    'caseFile.record',
    { method: 'post', path: '/audits/:auditId/files/:fileId/plan', load: loadPlan },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit, reading } = loaded;
      const body = formBody(req);
      plans.refuseOther(reading, Number(textOf(body, 'review')));

      const conflict = async (stale: StalePlan, errors: FieldError[]) =>
        show(conflictPage(loaded, stale, user, errors));
      const { stored } = loaded.plan;
      // A choice between two versions says of each difference whose it is; the form itself says all of the plan.
      const chosenFrom = 'mine' in body ? stored : null;
      if ('mine' in body && !stored) throw new NotFoundError();
      if (chosenFrom && chosenFrom.version !== Number(textOf(body, 'version'))) {
        await conflict({ current: chosenFrom, body: withoutChoices(body) }, []);
        return;
      }
      const form = chosenFrom
        ? choicesOf(body, chosenFrom.entry, audit.fieldworkEnd)
        : readPlanForm(body, audit.fieldworkEnd);
      if (form.errors) {
        if (chosenFrom) await conflict({ current: chosenFrom, body }, form.errors);
        else await show(planPage(loaded, user, body, form.errors));
        return;
      }
      const saved = await savePlan(user.id, loaded, body, form.entry);
      if ('current' in saved) {
        await conflict(saved, []);
        return;
      }
      const done = `The plan is saved at ${clockInWords(saved.updatedAt)}: ${countOf(saved.entry.goals.length, 'goal')}, ${countOf(saved.entry.needs.length, 'need')}.`;
      if (textOf(body, 'intent') === 'more')
        redirect(`${urls.filePlan(audit.id, reading.fileId)}#more`, done);
      else if (textOf(body, 'intent') === 'stay') redirect(urls.filePlan(audit.id, reading.fileId), done);
      else redirect(`${urls.file(audit.id, reading.fileId)}#answer.recovery_plan`, done);
    },
  );
}

const withoutChoices = (body: FormBody): FormBody =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('choose.')));
