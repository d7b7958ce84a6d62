import type { Request } from 'express';
import { isClosed } from '../../../rules/index.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { OrganisationService } from '../../people/organisations/service.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { dayInBritain } from '../../formats/english.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { sendPdf } from '../../web/sendPdf.ts';
import { urls } from '../../web/urls.ts';
import { writtenTable } from '../exports/written.ts';
import { presentPartnerships, presentPartnershipsCheck } from './comparisonPresenter.ts';
import { comparesForm } from './form.ts';
import { partnershipsPdf } from './pdf.ts';
import { presentList, presentPublish, presentPublished, presentTakingPart } from './presenter.ts';
import { nameOf, reads } from './service.ts';
import type { PublicationService } from './service.ts';
import { partnershipsTable, publishedTable } from './table.ts';

/** Figures that an organisation shows to readers outside it, and what these read. */
export function publicationRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    organisations: OrganisationService;
    publication: PublicationService;
    now: () => Date;
  },
): void {
  const { audits, organisations, publication, now } = parts;
  const load = auditLoader(audits);

  routes.allowed(
    'figures.publish',
    { method: 'get', path: '/audits/:auditId/publish', load },
    async ({ loaded: { audit }, user, show }) => {
      const { compares } = await organisations.get(user.organisationId);
      await show({
        template: 'results/publication/publish',
        title: 'Publish',
        wide: true,
        view: presentPublish({ audit, user, now: now() }, await publication.publishable(user, audit.id), {
          isClosed: isClosed(audit.state),
          compares,
        }),
      });
    },
  );

  routes.allowed(
    'figures.publish',
    { method: 'post', path: '/audits/:auditId/publish', load, asksAgain: true },
    async ({ loaded: { audit }, user, redirect }) => {
      const version = await publication.publish(user, audit.id);
      redirect(
        urls.publish(audit.id),
        version === 1 ? 'The figures are published.' : `Version ${version} of the figures is published.`,
      );
    },
  );

  routes.allowed(
    'figures.withdraw',
    { method: 'post', path: '/audits/:auditId/publish/withdraw', load },
    async ({ loaded: { audit }, user, redirect }) => {
      await publication.withdraw(user, audit.id);
      redirect(
        can(user, 'figures.publish', { audit }) ? urls.publish(audit.id) : urls.publishedFigures(),
        'The published figures are withdrawn. Nobody outside sees them any more.',
      );
    },
  );

  routes.allowed(
    'publishedFigures.read',
    { method: 'get', path: urls.publishedFigures() },
    async ({ req, user, show }) =>
      show({
        template: 'results/publication/list',
        title: 'Published figures',
        view: presentList(await publication.list(user), user, { query: req.query, now: now() }),
      }),
  );

  const takingPart = async (user: User, errors: FieldError[] = []) => ({
    template: 'results/publication/takingPart',
    title: 'Beside other partnerships',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentTakingPart(await organisations.get(user.organisationId)),
  });

  // Before the address of one publication, whose place they would take otherwise.
  routes.allowed(
    'publishedFigures.compare',
    { method: 'get', path: urls.comparePublished() },
    async ({ user, show }) => show(await takingPart(user)),
  );

  routes.allowed(
    'publishedFigures.compare',
    { method: 'post', path: urls.comparePublished(), asksAgain: true },
    async ({ req, user, show, redirect }) => {
      const form = parseForm(comparesForm, formBody(req));
      if (form.errors) {
        await show(await takingPart(user, form.errors));
        return;
      }
      const compares = form.values.compares === 'yes';
      await publication.setCompares(user, compares);
      redirect(
        urls.publishedFigures(),
        compares
          ? 'What your organisation publishes may stand beside what others have published.'
          : 'What your organisation publishes stands in no comparison any more.',
      );
    },
  );

  const PATH = '/published-figures/compare/:toolId/:version';
  const compared = async (req: Request, user: User) => {
    const { toolId = '' } = req.params;
    return publication.compare(user, String(toolId), idParameter(req, 'version'));
  };
  const whole = async (req: Request, user: User) =>
    presentPartnerships(await compared(req, user), dayInBritain(now()));

  routes.allowed('publishedFigures.read', { method: 'get', path: PATH }, async ({ req, user, show }) => {
    const view = await whole(req, user);
    await show({ template: 'results/publication/compare', title: view.title, view });
  });

  routes.allowed(
    'publishedFigures.read',
    { method: 'get', path: `${PATH}/checks/:checkId` },
    async ({ req, user, show }) => {
      const view = presentPartnershipsCheck(
        await compared(req, user),
        dayInBritain(now()),
        String(req.params['checkId']),
      );
      if (!view) throw new NotFoundError();
      await show({ template: 'results/publication/check', title: view.check.label, wide: true, view });
    },
  );

  routes.allowed(
    'publishedFigures.read',
    { method: 'get', path: `${PATH}/figures.csv` },
    async ({ req, res, user }) => {
      const view = await whole(req, user);
      const content = await writtenTable('csv', partnershipsTable(view));
      await publication.noteTaken(user, { tool: `${view.toolId} ${view.version}`, format: 'csv' });
      res
        .set('Cache-Control', 'no-store')
        .attachment(`partnerships-${view.toolId}-${view.version}.csv`)
        .send(content);
    },
  );

  routes.allowed(
    'publishedFigures.read',
    { method: 'get', path: `${PATH}/figures.pdf` },
    async ({ req, res, user }) => {
      const view = await whole(req, user);
      await publication.noteTaken(user, { tool: `${view.toolId} ${view.version}`, format: 'pdf' });
      await sendPdf(res, partnershipsPdf(view, now()), `partnerships-${view.toolId}-${view.version}.pdf`);
    },
  );

  routes.allowed(
    'publishedFigures.read',
    { method: 'get', path: '/published-figures/:publishedId' },
    async ({ req, user, show }) => {
      const found = await publication.one(user, idParameter(req, 'publishedId'));
      const isOwn = reads(user) === 'own' && found.organisationId === user.organisationId;
      const audit = isOwn ? await audits.get(found.auditId) : null;
      await show({
        template: 'results/publication/one',
        title: found.figures.title,
        wide: true,
        view: presentPublished(found, { audit, user, now: now() }),
      });
    },
  );

  routes.allowed(
    'publishedFigures.read',
    { method: 'get', path: '/published-figures/:publishedId/figures.csv' },
    async ({ req, res, user }) => {
      const found = await publication.one(user, idParameter(req, 'publishedId'));
      const { tool } = found.figures;
      const content = await writtenTable('csv', publishedTable(found.figures, nameOf(found)));
      await publication.noteTaken(user, { tool: `${tool.id} ${tool.version}`, format: 'csv' });
      res.set('Cache-Control', 'no-store').attachment(`published-figures-${found.id}.csv`).send(content);
    },
  );
}
