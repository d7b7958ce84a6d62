import { reportsMayBeIssued } from '../../rules/index.ts';
import type { AuditService } from '../audits/service.ts';
import { presentProviderHome } from '../feedback/pages/list.ts';
import { presentOwnFiles } from '../fieldwork/assigning/presenter.ts';
import type { AssigningService } from '../fieldwork/assigning/service.ts';
import { presentWaitingNotes } from '../fieldwork/notes/presenter.ts';
import type { NoteService } from '../fieldwork/notes/service.ts';
import type { SafeguardingService } from '../fieldwork/safeguarding/service.ts';
import { presentTodo } from '../fieldwork/selfAudits/presenter.ts';
import type { DeliveryService } from '../improvement/delivery/service.ts';
import { presentAgreed } from '../improvement/meetings/presenter.ts';
import type { MeetingService } from '../improvement/meetings/service.ts';
import type { MeasureService } from '../measures/service.ts';
import type { SelfAuditService } from '../fieldwork/selfAudits/service.ts';
import type { Routes } from '../web/route.ts';
import { presentNews } from '../improvement/followUp/news.ts';
import type { ProgrammeService } from '../improvement/programme/service.ts';
import type { FollowUpService } from '../improvement/followUp/service.ts';
import { presentList } from '../results/publication/presenter.ts';
import type { PublicationService } from '../results/publication/service.ts';
import { can } from '../access/policy.ts';
import type { ReportService } from '../feedback/reports/service.ts';
import { urls } from '../web/urls.ts';
import type { AdministrationService } from './administration/service.ts';
import type { ActivityChain } from '../people/activity/chain.ts';
import type { KeptBackups } from '../platform/backup/kept.ts';
import { presentCheckWarning } from './activityCheck/presenter.ts';
import { presentAuditList } from './auditList.ts';
import { presentBackupWarning } from './backups/presenter.ts';
import type { Steps } from './steps.ts';
import { presentAlerts, presentToDo } from './toDo.ts';

/**
 * The first page after signing in: what is new, due and late, and the audits one takes part in or the reports one has
 * been given.
 */
export function homeRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    assigning: AssigningService;
    notes: NoteService;
    steps: Steps;
    safeguarding: SafeguardingService;
    reports: ReportService;
    followUp: FollowUpService;
    administration: AdministrationService;
    selfAudits: SelfAuditService;
    measures: MeasureService;
    delivery: Pick<DeliveryService, 'list'>;
    meetings: Pick<MeetingService, 'list'>;
    programme: ProgrammeService;
    backups: Pick<KeptBackups, 'state'>;
    activityChain: Pick<ActivityChain, 'lastCheck'>;
    publication: Pick<PublicationService, 'list'>;
    now: () => Date;
    config: { contradictions: readonly string[] };
  },
): void {
  const {
    audits,
    assigning,
    notes,
    steps,
    safeguarding,
    reports,
    followUp,
    administration,
    selfAudits,
    backups,
    activityChain,
    measures,
    delivery,
    meetings,
    programme,
  } = parts;
  routes.signedIn({ method: 'get', path: urls.home() }, async ({ req, user, show }) => {
    if (user.roles.includes('national')) {
      const view = presentList(await parts.publication.list(user), user, {
        query: req.query,
        now: parts.now(),
      });
      await show({ template: 'results/publication/list', title: 'Published figures', view });
      return;
    }
    const own = user.providerId === null ? await audits.ofMember(user.id) : [];
    const followed = await followUp.of(user, own);
    const led = own.filter((audit) => can(user, 'audit.changeState', { audit }));
    // Once for what is to be done and for what can be made final.
    const feedback = await steps.feedbackIn(
      own.flatMap(({ id, state }) => (reportsMayBeIssued(state) ? [id] : [])),
    );
    const finishable = await steps.readyToFinish(led, feedback);
    const news = can(user, 'followUp.read') ? presentNews(followed, { own, finishable }, user) : null;
    const selfAudited =
      user.providerId === null
        ? await selfAudits.toValidate(own.filter((audit) => can(user, 'selfAudits.read', { audit })))
        : await selfAudits.ofProvider(user.providerId);
    const common = { news, followUpHref: urls.followUp(), selfAudits: presentTodo(selfAudited, user) };
    if (user.providerId !== null) {
      const view = {
        ...presentProviderHome(
          user.providerName ?? '',
          await reports.readableBy(user.providerId),
          followed.today,
        ),
        agreed: presentAgreed(await delivery.list(user), await meetings.list(user)),
        ...common,
      };
      await show({ template: 'feedback/pages/home', title: 'Your feedback', view });
      return;
    }
    const archived = await administration.archived(own.map(({ id }) => id));
    const asked = {
      query: req.query,
      archived: new Set(archived.keys()),
      deletions: await administration.deletionsFor(user),
      hasMeasures: can(user, 'measures.read') && (await measures.areInUse()),
      hasDelivery: can(user, 'deliveryPlans.read') && (await delivery.list(user)).length > 0,
      toBegin: can(user, 'programme.read') ? await programme.toBegin(user) : null,
    };
    const current = own.filter(({ id }) => !archived.has(id));
    const given = await assigning.ownFiles(user, current);
    const assigned = new Set(given.flatMap(({ audit, next }) => (next === null ? [] : [audit.id])));
    const ownFiles = given.flatMap((files) => presentOwnFiles(files, []) ?? []);
    const toDo = presentToDo(
      await steps.toDo(
        user,
        // What is given to this person in an audit says it more exactly.
        current.filter(({ id }) => !assigned.has(id)),
        feedback,
      ),
    );
    const alerts = presentAlerts(await safeguarding.waitingFor(user, own), user);
    const waiting = presentWaitingNotes(await notes.waitingFor(user, current), current);
    // One thing to do next; what is to be read in other audits stands beneath it.
    const [goOn = null, ...others] = ownFiles.filter(({ next }) => next !== null);
    const warnings = can(user, 'backups.read')
      ? [
          presentBackupWarning(await backups.state()),
          presentCheckWarning(await activityChain.lastCheck()),
          ...parts.config.contradictions.map((text) => ({
            title: 'The settings contradict each other',
            text,
            href: null,
            link: null,
          })),
        ].filter((warning) => warning !== null)
      : [];
    const list = presentAuditList(own, user, asked);
    const view = { ...list, ...common, alerts, goOn, others, toDo, notes: waiting, warnings };
    await show({ template: 'overview/audits', title: 'Your audits', view });
  });
}
