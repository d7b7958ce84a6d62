import type { Request } from 'express';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { FeedbackService } from '../draft/service.ts';
import { countOf } from '../../formats/english.ts';
import { formBody, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { presentExamples } from './goalExamplePresenter.ts';
import type { GoalExampleService } from '../draft/goalExamples.ts';

/** The page on which the lead chooses goals to show to a provider, goal by goal. */
export function goalExampleRoutes(
  routes: Routes,
  parts: { audits: AuditService; feedback: FeedbackService; examples: GoalExampleService },
): void {
  const { audits, feedback, examples } = parts;
  const load = auditLoader(audits);
  const loadProvider = async (req: Request) => {
    const { audit, subject } = await load(req);
    const { provider } = await feedback.mustHave(audit.id, idParameter(req, 'providerId'));
    return { audit, subject, provider };
  };
  const path = '/audits/:auditId/feedback/:providerId/goals';
  const titleFor = (name: string) => `Examples of goals for ${name}`;

  routes.allowed('feedback.manage', { method: 'get', path, load: loadProvider }, async (context) => {
    const { audit, provider } = context.loaded;
    const goals = await examples.goals(audit, provider.id);
    const view = presentExamples({ audit, provider, goals, user: context.user, typed: null, errors: [] });
    await context.show({ template: 'feedback/pages/goal-examples', title: titleFor(provider.name), view });
  });

  routes.allowed('feedback.manage', { method: 'post', path, load: loadProvider }, async (context) => {
    const { audit, provider } = context.loaded;
    const { user } = context;
    const body = formBody(context.req);
    const chosen = chosenIn(body);
    const outcome = await withInputErrors(() => examples.choose(user.id, audit.id, provider.id, chosen));
    if (outcome.errors) {
      const goals = await examples.goals(audit, provider.id);
      const { errors } = outcome;
      const view = presentExamples({ audit, provider, goals, user, typed: body, errors });
      await context.show({
        template: 'feedback/pages/goal-examples',
        title: titleFor(provider.name),
        status: 422,
        errors,
        view,
      });
      return;
    }
    context.redirect(
      urls.feedback(audit.id),
      chosen.length === 0
        ? `No goal is shown to ${provider.name} as an example.`
        : `${countOf(chosen.length, 'goal')} will be shown to ${provider.name} as ${chosen.length === 1 ? 'an example' : 'examples'}.`,
    );
  });
}

/** The goals that a form ticks, in the order of the page. */
function chosenIn(body: FormBody) {
  return Object.keys(body)
    .flatMap((name) => /^show\.(\d{1,4})$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b)
    .map((row) => ({
      row,
      readingId: Number(textOf(body, `review.${row}`)),
      goal: textOf(body, `goal.${row}`),
      shown: textOf(body, `shown.${row}`).replaceAll(/\s+/g, ' ').trim(),
      better: textOf(body, `better.${row}`).replaceAll(/\s+/g, ' ').trim(),
    }));
}
