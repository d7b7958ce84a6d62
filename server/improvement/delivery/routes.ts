import type { Request } from 'express';

import { countOf, dayInBritain } from '../../formats/english.ts';

import { SheetFormatError } from '../../formats/sheetFile.ts';
import { InputError } from '../../platform/errors.ts';
import type { User } from '../../people/accounts/repository.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { sendPdf } from '../../web/sendPdf.ts';
import { uploadOf } from '../../web/upload.ts';
import { urls } from '../../web/urls.ts';
import { deliveryPdf, deliveryTemplate, deliveryWord, deliveryWorkbook } from './documents.ts';
import { cellField, deliveryPlanForm, enteredRows } from './form.ts';
import {
  cellErrors,
  presentDeliveryPlan,
  presentEntry,
  presentPlanForm,
  presentPlanImport,
  presentPlans,
  readPlanFilter,
} from './presenter.ts';
import { PARTNERSHIP, readLine } from './reading.ts';
import type { ReadLine } from './reading.ts';
import type { DeliveryPlan } from './repository.ts';
import type { DeliveryService } from './service.ts';
import { sentLines, sentNote, sentText } from '../../web/sentSheet.ts';
import { withTextWarning } from '../plans/textWarning.ts';
import { headsOfLine, namesOf, textsOfLine } from './planTexts.ts';
import type { PlanTexts } from './planTexts.ts';

const LIST = { template: 'improvement/delivery/list', title: 'Delivery plans' };
const FORM = 'improvement/delivery/plan-form';
const ENTER = { template: 'improvement/delivery/enter', title: 'Enter lines', wide: true };
const TAKE = { template: 'improvement/delivery/import', title: 'Take lines over from a sheet' };
const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const;

/** Delivery plans: the list, a plan and its themes with their files, and what is written into them. */
export function deliveryRoutes(
  routes: Routes,
  parts: { delivery: DeliveryService; planTexts: PlanTexts; now: () => Date },
): void {
  const { delivery, planTexts, now } = parts;
  const load = async (req: Request) => {
    const plan = await delivery.plan(idParameter(req, 'planId'));
    return { plan, subject: { organisation: plan.organisationId } };
  };
  const viewOf = async (req: Request, user: User, planId: number) =>
    presentDeliveryPlan(
      await delivery.shown(user, planId),
      readPlanFilter(req.query),
      user,
      dayInBritain(now()),
    );

  routes.allowed(
    'deliveryPlans.read',
    { method: 'get', path: urls.deliveryPlans() },
    async ({ user, show }) => show({ ...LIST, view: presentPlans(await delivery.list(user), user) }),
  );

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'get', path: urls.newDeliveryPlan() },
    async ({ user, show }) => {
      const view = presentPlanForm(null, await delivery.followers(), user, null);
      await show({ template: FORM, title: 'Begin a delivery plan', view });
    },
  );

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'post', path: urls.deliveryExamples() },
    async ({ req, user, redirect }) => {
      const planId = await delivery.loadExample(user.id, textOf(formBody(req), 'example'));
      redirect(urls.deliveryPlan(planId), 'The example is loaded. It can be removed under Title and days.');
    },
  );

  for (const format of ['csv', 'xlsx'] as const) {
    routes.allowed(
      'deliveryPlans.manage',
      { method: 'get', path: urls.deliveryTemplate(format) },
      async ({ res }) => {
        const owners = (await delivery.owners()).filter(({ hasLeft }) => !hasLeft).map(({ name }) => name);
        const sheet = await deliveryTemplate(format, [PARTNERSHIP, ...owners]);
        res.set('Cache-Control', 'no-store').attachment(`delivery-plan.${format}`).send(sheet);
      },
    );
  }

  type LoadPlan = (req: Request) => Promise<{ plan: DeliveryPlan | null }>;
  const planForms: { path: string; title: string; loadOne: LoadPlan }[] = [
    {
      path: urls.deliveryPlans(),
      title: 'Begin a delivery plan',
      loadOne: () => Promise.resolve({ plan: null }),
    },
    { path: '/delivery-plans/:planId/edit', title: 'Title and days', loadOne: load },
  ];
  for (const { path, title, loadOne } of planForms) {
    routes.allowed(
      'deliveryPlans.manage',
      { method: 'post', path, load: loadOne },
      async ({ req, loaded: { plan }, user, show, redirect }) => {
        const body = formBody(req);
        const form = parseForm(deliveryPlanForm, body);
        const followers = await delivery.followers();
        if (!form.values) {
          const view = presentPlanForm(plan, followers, user, body);
          await show({ template: FORM, title, status: 422, errors: form.errors, view });
          return;
        }
        const known = form.values.followers.filter((id) => followers.some((one) => one.id === id));
        const { title: name, partnership } = form.values;
        const of = {
          userId: user.id,
          subject: (saved: number) => `delivery plan ${saved}`,
          texts: [name],
          already: plan ? [plan.title] : [],
          body,
          known: [partnership],
        };
        const { value: planId, warned } = await withTextWarning('title', () =>
          planTexts.saving(of, () =>
            delivery.save(user.id, plan?.id ?? null, { ...form.values, followers: known }),
          ),
        );
        if (warned) {
          const view = { ...presentPlanForm(plan, followers, user, body), warning: warned.warning };
          await show({ template: FORM, title, status: 422, errors: warned.errors, view });
          return;
        }
        redirect(
          urls.deliveryPlan(planId),
          plan
            ? 'The plan is changed.'
            : 'The plan is begun. Enter its lines next, or take them over from a sheet.',
        );
      },
    );
  }

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'get', path: '/delivery-plans/:planId/edit', load },
    async ({ loaded: { plan }, user, show }) => {
      const view = presentPlanForm(plan, await delivery.followers(), user, null);
      await show({ template: FORM, title: 'Title and days', view });
    },
  );

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'post', path: '/delivery-plans/:planId/remove', load },
    async ({ loaded: { plan }, user, redirect }) => {
      await delivery.remove(user.id, plan.id);
      redirect(urls.deliveryPlans(), 'The plan is removed.');
    },
  );

  routes.allowed(
    'deliveryPlans.read',
    { method: 'get', path: '/delivery-plans/:planId', load },
    async ({ req, loaded: { plan }, user, show }) => {
      const view = await viewOf(req, user, plan.id);
      await show({ template: 'improvement/delivery/plan', title: view.title, wide: true, view });
    },
  );

  for (const format of ['xlsx', 'pdf', 'docx'] as const) {
    routes.allowed(
      'deliveryPlans.read',
      { method: 'get', path: `/delivery-plans/:planId/plan.${format}`, load },
      async ({ req, res, loaded: { plan }, user }) => {
        const view = await viewOf(req, user, plan.id);
        const name = `${view.fileName}.${format}`;
        if (format === 'pdf') {
          const pdf = deliveryPdf(view, now());
          await delivery.exported(user.id, plan.id, format, view.figures.lines);
          await sendPdf(res, pdf, name);
          return;
        }
        const file = format === 'docx' ? await deliveryWord(view) : await deliveryWorkbook(view);
        await delivery.exported(user.id, plan.id, format, view.figures.lines);
        res.set('Cache-Control', 'no-store').attachment(name).type(TYPES[format]).send(file);
      },
    );
  }
}

/** How lines come into a plan: in a table, pasted, or as a sheet. */
export function deliveryEntryRoutes(
  routes: Routes,
  { delivery, planTexts }: { delivery: DeliveryService; planTexts: PlanTexts },
): void {
  const load = async (req: Request) => ({ plan: await delivery.plan(idParameter(req, 'planId')) });
  const entry = async (user: User, planId: number, body: Parameters<typeof presentEntry>[3]) => {
    const { plan, lines, owners } = await delivery.shown(user, planId);
    return presentEntry(plan, owners, [...new Set(lines.map(({ heading }) => heading))], body);
  };
  /** Adds lines once their words have passed. */
  const add = async (user: User, plan: DeliveryPlan, lines: readonly ReadLine[], body: FormBody) => {
    const of = {
      userId: user.id,
      subject: `delivery plan ${plan.id}`,
      texts: lines.flatMap(({ line }) => textsOfLine(line)),
      body,
      known: namesOf(plan),
      already: (await delivery.shown(user, plan.id)).lines.flatMap(headsOfLine),
    };
    return planTexts.saving(of, () => delivery.add(user.id, plan, lines));
  };

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'get', path: '/delivery-plans/:planId/lines', load },
    async ({ loaded: { plan }, user, show }) => show({ ...ENTER, view: await entry(user, plan.id, {}) }),
  );

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'post', path: '/delivery-plans/:planId/lines', load },
    async ({ req, loaded: { plan }, user, show, redirect }) => {
      const body = formBody(req);
      const { value: outcome, warned } = await withTextWarning(cellField(1, 'action'), () =>
        withInputErrors(async () => {
          const owners = await delivery.owners();
          const read = enteredRows(body).map(({ row, cells }) => ({
            row,
            ...readLine((column) => cells[column], { plan, owners }),
          }));
          const errors = read.flatMap(({ row, problems = [] }) => cellErrors(row, problems));
          if (errors.length > 0) throw new InputError(errors);
          if (read.length === 0) {
            throw new InputError([
              { field: 'heading-1', text: 'Enter at least one line: its heading and what will be done.' },
            ]);
          }
          const lines = read.flatMap(({ row, line }): ReadLine[] =>
            line ? [{ row, line: { ...line, answers: null } }] : [],
          );
          return add(user, plan, lines, body);
        }),
      );
      if (warned) {
        const view = { ...(await entry(user, plan.id, body)), warning: warned.warning };
        await show({ ...ENTER, status: 422, errors: warned.errors, view });
        return;
      }
      if (outcome.errors) {
        await show({ ...ENTER, status: 422, errors: outcome.errors, view: await entry(user, plan.id, body) });
        return;
      }
      redirect(urls.deliveryPlan(plan.id), addedText(outcome.result.added.length, outcome.result.unchanged));
    },
  );

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'get', path: '/delivery-plans/:planId/import', load },
    async ({ loaded: { plan }, show }) => show({ ...TAKE, view: presentPlanImport(plan, '') }),
  );

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'post', path: '/delivery-plans/:planId/import', load, takesFile: true },
    async ({ req, loaded: { plan }, user, show, redirect }) => {
      const body = formBody(req);
      const field = uploadOf(req) ? 'file' : 'table';
      const { value: outcome, warned } = await withTextWarning(field, () =>
        withInputErrors(async () => {
          try {
            const note = await sentNote(req);
            const lines = await delivery.readSheet(plan.id, sentLines(req));
            const { added, unchanged } = await add(user, plan, lines, body);
            return { added: added.length, unchanged, note };
          } catch (error) {
            if (!(error instanceof SheetFormatError)) throw error;
            throw new InputError([{ field, text: error.message }]);
          }
        }),
      );
      if (warned) {
        // A browser does not send a file a second time by itself: what is in it stands in the field then.
        const text = await sentText(req);
        const view = { ...presentPlanImport(plan, text ?? ''), warning: warned.warning };
        const more = text === null ? ' Choose the file again, too.' : '';
        const errors = warned.errors.map((error) => ({ ...error, text: error.text + more }));
        await show({ ...TAKE, status: 422, errors, view });
        return;
      }
      if (outcome.errors) {
        const view = presentPlanImport(plan, textOf(body, 'table'));
        await show({ ...TAKE, status: 422, errors: outcome.errors, view });
        return;
      }
      const { added, unchanged, note } = outcome.result;
      redirect(urls.deliveryPlan(plan.id), [addedText(added, unchanged), note ?? ''].join(' ').trim());
    },
  );
}

const addedText = (added: number, unchanged: number): string =>
  `${countOf(added, 'line')} added${unchanged > 0 ? `, ${unchanged} stood there already` : ''}.`;
