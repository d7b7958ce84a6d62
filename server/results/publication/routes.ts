import { isClosed } from '../../../rules/index.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { OrganisationService } from '../../people/organisations/service.ts';
import { can } from '../../access/policy.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { presentList, presentPublish, presentPublished } from './presenter.ts';
import type { PublicationService } from './service.ts';

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

  routes.allowed(
    'publishedFigures.read',
    { method: 'get', path: '/published-figures/:publishedId' },
    async ({ req, user, show }) => {
      const found = await publication.one(user, idParameter(req, 'publishedId'));
      await show({
        template: 'results/publication/one',
        title: found.figures.title,
        wide: true,
        view: presentPublished(found, user, now()),
      });
    },
  );
}
