import type { Request } from 'express';
import type { User } from '../../access/person.ts';
import type { Audit } from '../../audits/repository.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Tools } from '../../audits/tools.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { readTrainingAnswers, trainingForm } from './form.ts';
import { presentTraining, presentTrainingFile } from './presenter.ts';
import { presentReaders } from './readersPresenter.ts';
import type { ReaderTraining, TrainingService } from './service.ts';

/** Made-up files for readers to learn by, and the lead's page on how readers agree with what is settled. */
export function trainingRoutes(
  routes: Routes,
  parts: { audits: AuditService; training: TrainingService; tools: Tools },
): void {
  const { audits, training, tools } = parts;
  const load = auditLoader(audits);

  routes.allowed(
    'training.read',
    { method: 'get', path: '/audits/:auditId/training', load },
    async ({ loaded: { audit }, user, show }) => {
      const view = presentTraining(audit, tools.of(audit), await training.ofReader(audit, user.id), user);
      await show({ template: 'fieldwork/training/list', title: `Made-up ${audit.words.files}`, view });
    },
  );

  /** The made-up file of an address, as this person stands with it. */
  const fileOf = async (req: Request, audit: Audit, user: User) => {
    const found = await training.ofReader(audit, user.id);
    const one = found?.files.find(({ file }) => file.id === req.params['trainingFile']);
    if (!found || !one) throw new NotFoundError();
    return { found, one };
  };
  const filePage = (
    about: { audit: Audit; found: ReaderTraining; one: ReaderTraining['files'][number]; user: User },
    state: Map<string, string> = new Map(),
    errors: FieldError[] = [],
  ) => ({
    template: 'fieldwork/training/file',
    title: about.one.file.title,
    wide: true,
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentTrainingFile({ ...about, state, errors }),
  });

  routes.allowed(
    'training.read',
    { method: 'get', path: '/audits/:auditId/training/:trainingFile', load },
    async ({ req, loaded: { audit }, user, show }) => {
      await show(filePage({ audit, user, ...(await fileOf(req, audit, user)) }));
    },
  );

  routes.allowed(
    'training.read',
    { method: 'post', path: '/audits/:auditId/training/:trainingFile', load },
    async ({ req, loaded: { audit }, user, show, redirect }) => {
      const { found, one } = await fileOf(req, audit, user);
      const { answers, state } = readTrainingAnswers(one.asked, formBody(req));
      const outcome = one.results
        ? { errors: undefined }
        : await withInputErrors(() => training.read(user.id, audit, one, answers));
      if (outcome.errors) {
        await show(filePage({ audit, user, found, one }, state, outcome.errors));
        return;
      }
      redirect(urls.trainingFile(audit.id, one.file.id));
    },
  );

  const readersPage = async (
    audit: Audit,
    user: User,
    typed: FormBody | null = null,
    errors: FieldError[] = [],
  ) => ({
    template: 'fieldwork/training/readers',
    title: 'Readers',
    wide: true,
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentReaders({ audit, found: await training.readers(audit.id), user, typed, errors }),
  });

  routes.allowed(
    'readers.read',
    { method: 'get', path: '/audits/:auditId/readers', load },
    async ({ loaded: { audit }, user, show }) => {
      await show(await readersPage(audit, user));
    },
  );

  routes.allowed(
    'training.choose',
    { method: 'post', path: '/audits/:auditId/readers', load },
    async ({ req, loaded: { audit }, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(trainingForm, body);
      if (!form.values) {
        await show(await readersPage(audit, user, body, form.errors));
        return;
      }
      const { reason } = form.values;
      await training.choose(user.id, audit.id, reason);
      redirect(
        urls.readers(audit.id),
        reason === null
          ? `Saved. Readers meet the made-up ${audit.words.files} before their first ${audit.words.file}.`
          : 'Saved. Readers begin without, and reports say why.',
      );
    },
  );
}
