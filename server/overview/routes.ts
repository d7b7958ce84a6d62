import { AUDIT_STEPS, isClosed } from '../../rules/index.ts';
import type { AuditStep } from '../../rules/index.ts';
import { can } from '../access/policy.ts';
import type { Audit } from '../audits/repository.ts';
import { auditLoader } from '../audits/routes.ts';
import type { AuditService } from '../audits/service.ts';
import type { FromSample } from '../fieldwork/recording/fromSample.ts';
import type { ReadingService } from '../fieldwork/readings/service.ts';
import type { SafeguardingService } from '../fieldwork/safeguarding/service.ts';
import type { SamplingService } from '../fieldwork/sampling/service.ts';
import type { ImprovementService } from '../improvement/plans/service.ts';
import { AppError } from '../platform/errors.ts';
import type { ResultsService } from '../results/figures/service.ts';
import { formBody, parseForm } from '../web/form.ts';
import type { Routes } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import { stoppingInBrief } from '../fieldwork/stopping/presenter.ts';
import { trainingInBrief } from '../fieldwork/training/readersPresenter.ts';
import type { TrainingService } from '../fieldwork/training/service.ts';
import type { StoppingService } from '../fieldwork/stopping/service.ts';
import type { DemoAudit } from './demoAudit.ts';
import { stepForm } from './form.ts';
import { presentAudit } from './presenter.ts';
import type { Steps } from './steps.ts';

/** An audit's life: its overview with the next thing to do, the steps from draft to final, and the audit to try things on. */
export function overviewRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    steps: Steps;
    fromSample: Pick<FromSample, 'onlyOpened'>;
    readings: ReadingService;
    results: ResultsService;
    sampling: SamplingService;
    stopping: StoppingService;
    safeguarding: SafeguardingService;
    training: TrainingService;
    improvement: ImprovementService;
    demoAudit: DemoAudit;
  },
): void {
  const {
    audits,
    steps,
    fromSample,
    readings,
    results,
    sampling,
    stopping,
    safeguarding,
    training,
    improvement,
    demoAudit,
  } = parts;
  const load = auditLoader(audits);

  /** What of the reports and plans a lead has to know of before the audit becomes final. */
  const standingOf = async (audit: Audit) => ({
    ...(await steps.differingOf(audit)),
    unsent: await improvement.unsent(audit),
  });

  routes.allowed(
    'audit.create',
    { method: 'post', path: urls.exampleAudit() },
    async ({ user, redirect }) => {
      const { auditId } = await demoAudit.loadWithReAudit(user.id);
      redirect(
        urls.audit(auditId),
        'This is the example audit. Try anything on it. A made-up re-audit is beside it, to compare it with.',
      );
    },
  );

  routes.allowed(
    'audit.read',
    { method: 'get', path: '/audits/:auditId', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { audit } = loaded;
      if (audit.isBaseline) {
        redirect(urls.baseline(audit.id));
        return;
      }
      const goesOn = isClosed(audit.state) && can(user, 'audit.changeState', { audit });
      const [figures, feedback, left, drawn, standing, stops] = await Promise.all([
        results.withItems(audit.id, { outcomes: false }),
        steps.feedbackOf(audit.id),
        readings.leftToDo(audit),
        // Only the step of a draft speaks of it.
        audit.state === 'draft' ? sampling.files(audit.id) : [],
        goesOn ? standingOf(audit) : null,
        isToStop(audit) && can(user, 'stopping.read', { audit })
          ? stopping.of(audit, { isBrief: true })
          : null,
      ]);
      const mayClose = audit.state === 'open' && can(user, 'audit.changeState', { audit });
      // Asked of whoever may close it, who sees all figures.
      const told = mayClose ? await results.toldByShowing(figures) : [];
      const onlyOpened = mayClose ? await fromSample.onlyOpened(user.id, audit) : [];
      const named = can(user, 'safeguarding.setUp', { audit }) ? await safeguarding.of(audit.id) : undefined;
      const [waiting] = await safeguarding
        .waitingFor(user, [audit])
        .then((all) => all.filter((each) => each.audit.id === audit.id));
      const view = presentAudit({
        results: figures,
        alerts: waiting?.alerts ?? [],
        safeguarding:
          named === undefined
            ? null
            : {
                isMissing: named?.leadIsThere !== true,
                text: named?.leadIsThere === true ? (named.leadName ?? '') : 'Nobody is named.',
              },
        training: trainingInBrief(audit, {
          set: training.setOf(audit),
          choice: await training.choiceOf(audit),
          mayStillChoose: !figures.groups.some(({ files }) => files > 0),
          user,
        }),
        madeUp: await training.waiting(audit, user.id),
        told,
        onlyOpened: onlyOpened.length,
        user,
        feedback,
        readings: left,
        standing,
        drawnFiles: drawn.length,
        stopping: stops && stoppingInBrief(stops, audit.words),
        change: Object.fromEntries(
          Object.entries(req.query).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
        ),
      });
      await show({ template: 'overview/audit', title: audit.title, view });
    },
  );

  routes.allowed(
    'audit.changeState',
    { method: 'post', path: '/audits/:auditId/state', load },
    async ({ req, loaded, user, redirect }) => {
      const form = parseForm(stepForm, formBody(req));
      if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
      const { step, knows } = form.values;
      await steps.changeState(user.id, loaded.audit.id, step, knows === 'yes');
      redirect(urls.audit(loaded.audit.id), noticeOf(loaded.audit, form.values.step));
    },
  );
}

/** Whether it is to be said where stopping when sure stands: of an open audit, and of a draft that has set it up. */
const isToStop = ({ state, stopsWhenSure }: Audit): boolean =>
  state === 'open' || (state === 'draft' && stopsWhenSure);

/** What is said once a step is taken. */
const noticeOf = ({ isSelfAudit, words }: Audit, step: AuditStep): string =>
  isSelfAudit && step === 'open'
    ? 'The audit is open: the providers can answer now.'
    : AUDIT_STEPS[step].notice(words);
