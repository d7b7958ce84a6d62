import type { Request } from 'express';
import type { ZodType } from 'zod';
import type { ProgressReport } from '../../../rules/index.ts';
import type { Action } from '../../access/policy.ts';
import { dayInBritain } from '../../formats/english.ts';
import { InputError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { User } from '../../people/accounts/repository.ts';
import { readEvidence, sendEvidence } from '../../web/evidence.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { uploadOf } from '../../web/upload.ts';
import { urls } from '../../web/urls.ts';
import { confirmForm, noteForm, progressForm, versionForm } from '../plans/form.ts';
import { wordsOfFileName } from '../plans/textGuard.ts';
import { withTextWarning } from '../plans/textWarning.ts';
import type { TextWarningView } from '../plans/textWarning.ts';
import { answerValue } from './answers.ts';
import type { AnswerChoices } from './answers.ts';
import { cellField } from './form.ts';
import { ANSWERS_FIELD, presentLine, presentLineForm } from './linePresenter.ts';
import { cellErrors } from './presenter.ts';
import { readLine } from './reading.ts';
import type { LineAnswer } from './repository.ts';
import { namesOf, textsOfLine } from './planTexts.ts';
import type { PlanTexts } from './planTexts.ts';
import type { DeliveryService } from './service.ts';

const PATH = '/delivery-plans/:planId/lines/:lineId';

/** One line of a delivery plan: what it says, how far it is, and what shows it. */
export function deliveryLineRoutes(
  routes: Routes,
  parts: {
    delivery: DeliveryService;
    answerChoices: AnswerChoices;
    planTexts: PlanTexts;
    now: () => Date;
  },
): void {
  const { delivery, answerChoices, planTexts, now } = parts;
  const load = async (req: Request) => {
    const found = await delivery.line(idParameter(req, 'planId'), idParameter(req, 'lineId'));
    const { line, plan } = found;
    return {
      ...found,
      subject: { line: { providerId: line.providerId }, organisation: plan.organisationId },
    };
  };
  type Loaded = Awaited<ReturnType<typeof load>>;

  const page = async (
    loaded: Loaded,
    user: User,
    values?: FormBody,
    warning: TextWarningView['warning'] | null = null,
  ) => ({
    template: 'improvement/delivery/line',
    title: 'Line of a delivery plan',
    view: { ...presentLine(loaded, await delivery.owners(), user, dayInBritain(now()), values), warning },
  });
  const textsOf = ({ plan, line }: Loaded, user: User, body: FormBody, texts: readonly string[]) => ({
    userId: user.id,
    subject: `delivery line ${line.id}`,
    texts,
    body,
    known: [...namesOf(plan), line.heading, line.ownerRole],
  });

  routes.allowed('deliveryLine.read', { method: 'get', path: PATH, load }, async ({ loaded, user, show }) =>
    show(await page(loaded, user)),
  );

  const reports: [Action, string, ZodType<{ report: ProgressReport; text: string }>][] = [
    ['deliveryLine.report', 'progress', progressForm],
    ['deliveryLine.confirm', 'confirm', confirmForm],
  ];
  for (const [action, name, form] of reports) {
    routes.allowed(
      action,
      { method: 'post', path: `${PATH}/${name}`, load },
      async ({ req, loaded, user, show, redirect }) => {
        const { plan, line } = loaded;
        const body = formBody(req);
        const parsed = parseForm(form, body);
        if (!parsed.values) {
          const errors = parsed.errors.map((error) => ({ ...error, field: `${name}-text` }));
          await show({ ...(await page(loaded, user, body)), status: 422, errors });
          return;
        }
        const { report, text } = parsed.values;
        const { warned } = await withTextWarning(`${name}-text`, () =>
          planTexts.saving(textsOf(loaded, user, body, [text]), () =>
            delivery.report(user.id, plan.id, line.id, report, text),
          ),
        );
        if (warned) {
          await show({
            ...(await page(loaded, user, body, warned.warning)),
            status: 422,
            errors: warned.errors,
          });
          return;
        }
        redirect(urls.deliveryLine(plan.id, line.id), 'Your report is saved.');
      },
    );
  }

  routes.allowed(
    'deliveryLine.report',
    { method: 'post', path: `${PATH}/notes`, load, takesFile: true },
    async ({ req, loaded, user, show, redirect }) => {
      const { plan, line } = loaded;
      const body = formBody(req);
      const form = parseForm(noteForm, body);
      const upload = uploadOf(req);
      const again = async (errors: FieldError[], warning?: TextWarningView['warning']) =>
        show({ ...(await page(loaded, user, body, warning)), status: 422, errors });
      if (form.errors) {
        await again(form.errors.map(({ text }) => ({ field: 'note', text })));
        return;
      }
      const { text } = form.values;
      const nameInWords = upload ? wordsOfFileName(upload.name) : '';
      const { value: outcome, warned } = await withTextWarning('note', () =>
        withInputErrors(async () => {
          if (!upload && text === '') {
            throw new InputError([{ field: 'note', text: 'Write a note, or choose a PDF.' }]);
          }
          const file = upload && (() => readEvidence(upload));
          const isEvidence = body['kind'] === 'evidence';
          await planTexts.saving(textsOf(loaded, user, body, [text, nameInWords]), () =>
            delivery.addNote(user.id, plan.id, line.id, { text, file, isEvidence }),
          );
        }),
      );
      if (warned) {
        // A browser does not send a file a second time by itself.
        const more = upload ? ' Choose the PDF again, too.' : '';
        await again(
          warned.errors.map((error) => ({ ...error, text: error.text + more })),
          warned.warning,
        );
        return;
      }
      if (outcome.errors) {
        await again(outcome.errors);
        return;
      }
      redirect(urls.deliveryLine(plan.id, line.id), upload ? 'The evidence is saved.' : 'The note is saved.');
    },
  );

  routes.allowed(
    'deliveryLine.read',
    { method: 'get', path: `${PATH}/files/:noteId`, load },
    async ({ req, res, loaded: { plan, line }, user }) => {
      sendEvidence(res, await delivery.fetchFile(user.id, plan.id, line.id, idParameter(req, 'noteId')));
    },
  );

  lineFormRoutes(routes, { delivery, answerChoices, planTexts, load });
}

/** The form of a line. */
function lineFormRoutes(
  routes: Routes,
  parts: {
    delivery: DeliveryService;
    answerChoices: AnswerChoices;
    planTexts: PlanTexts;
    load: (req: Request) => ReturnType<DeliveryService['line']>;
  },
): void {
  const { delivery, answerChoices, planTexts, load } = parts;
  const page = async (
    { plan, line }: Awaited<ReturnType<typeof load>>,
    req: Request,
    user: User,
    body: FormBody | null,
  ) => {
    const asked = Number(req.query['audit']);
    const auditId = Number.isInteger(asked) && asked > 0 ? asked : (line.answers?.auditId ?? null);
    const offered = await answerChoices.of(user, auditId);
    const known = offered.audits.some(({ id }) => id === auditId) ? auditId : null;
    const owners = await delivery.owners();
    return {
      choices: offered.choices,
      page: {
        template: 'improvement/delivery/line-form',
        title: 'Change a line',
        view: presentLineForm({ plan, line, owners, ...offered, auditId: known, body }),
      },
    };
  };

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'get', path: `${PATH}/edit`, load },
    async ({ req, loaded, user, show }) => show((await page(loaded, req, user, null)).page),
  );

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'post', path: `${PATH}/edit`, load },
    async ({ req, loaded, user, show, redirect }) => {
      const { plan, line } = loaded;
      const body = formBody(req);
      const made = await page(loaded, req, user, body);
      const version = parseForm(versionForm, body);
      const read = readLine((column) => textOf(body, cellField(0, column)), {
        plan,
        owners: await delivery.owners(),
        ownedBy: line.providerId,
      });
      const errors = [...(version.errors ?? []), ...cellErrors(0, read.problems ?? [])];
      const save = async (written: NonNullable<typeof read.line>, ofVersion: number) =>
        withInputErrors(() =>
          planTexts.saving(
            {
              userId: user.id,
              subject: `delivery line ${line.id}`,
              texts: textsOfLine(written),
              already: textsOfLine(line),
              body,
              known: namesOf(plan),
            },
            () =>
              delivery.changeLine(user.id, plan.id, line.id, ofVersion, {
                ...written,
                answers: chosenAnswer(textOf(body, ANSWERS_FIELD), line.answers, made.choices),
              }),
          ),
        );
      const { value: outcome, warned } = await withTextWarning(cellField(0, 'action'), async () =>
        errors.length > 0 || !read.line || !version.values
          ? { errors }
          : save(read.line, version.values.version),
      );
      if (warned) {
        const view = { ...made.page.view, warning: warned.warning };
        await show({ ...made.page, view, status: 422, errors: warned.errors });
        return;
      }
      if (outcome.errors) {
        const found = outcome.errors.map((error) =>
          error.field === 'action' ? { ...error, field: cellField(0, 'action') } : error,
        );
        await show({ ...made.page, status: 422, errors: found });
        return;
      }
      redirect(urls.deliveryLine(plan.id, line.id), 'The line is changed.');
    },
  );

  routes.allowed(
    'deliveryPlans.manage',
    { method: 'post', path: `${PATH}/remove`, load },
    async ({ loaded: { plan, line }, user, redirect }) => {
      await delivery.removeLine(user.id, plan.id, line.id);
      redirect(urls.deliveryPlan(plan.id), 'The line is removed.');
    },
  );
}

/** What was chosen of what is offered; what the line answers already can be kept by who may not see it otherwise. */
function chosenAnswer(
  value: string,
  own: LineAnswer | null,
  choices: Awaited<ReturnType<AnswerChoices['of']>>['choices'],
): LineAnswer | null {
  if (value === '') return null;
  const chosen = choices.find((one) => one.value === value)?.answer;
  if (chosen) return chosen;
  if (own && answerValue(own) === value) return own;
  throw new InputError([{ field: ANSWERS_FIELD, text: 'Choose what the line answers from the list.' }]);
}
