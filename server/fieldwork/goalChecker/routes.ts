import { checkPlan } from '../../../rules/index.ts';
import type { SmartWords } from '../../../rules/index.ts';
import { formBody, parseForm, textOf } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { checkPlanForm } from './form.ts';
import { presentCheckPlanForm, presentFindings } from './presenter.ts';

const TITLE = 'Check a plan';

/** A page on which anybody can check the goals of a plan. What is typed goes into no table and no log. */
export function goalCheckerRoutes(routes: Routes, parts: { smartWords: SmartWords }): void {
  routes.anybody({ method: 'get', path: urls.checkPlan() }, async ({ show }) => {
    const view = presentCheckPlanForm({ goals: '', planDate: '', reviewDate: '' });
    await show({ template: 'fieldwork/goalChecker/page', title: TITLE, view });
  });

  // Shown at once and not sent on: there is nothing that an address could show again.
  routes.anybody({ method: 'post', path: urls.checkPlan() }, async ({ req, show }) => {
    const body = formBody(req);
    const values = {
      goals: textOf(body, 'goals'),
      planDate: textOf(body, 'planDate'),
      reviewDate: textOf(body, 'reviewDate'),
    };
    const form = parseForm(checkPlanForm, values);
    if (form.errors) {
      await show({
        template: 'fieldwork/goalChecker/page',
        title: TITLE,
        status: 422,
        errors: form.errors,
        view: presentCheckPlanForm(values),
      });
      return;
    }
    const { goals } = checkPlan(form.values, parts.smartWords);
    await show({
      template: 'fieldwork/goalChecker/page',
      title: TITLE,
      view: presentFindings(values, form.values, goals),
    });
  });
}
