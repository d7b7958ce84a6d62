import { createHash } from 'node:crypto';
import {
  checksOf,
  checksToAnswer,
  planIsShared,
  planMayChange,
  progressMayBeReported,
  takePlanStep,
  unanswered,
} from '../../../rules/index.ts';
import type { ActionProgress, PlanState, PlanStep, ToAnswer } from '../../../rules/index.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { ActivityAction, ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { MailService } from '../../people/mail/service.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import type { ReportSource, ReportStanding } from './report.ts';
import type { TextGuard } from './textGuard.ts';
import type { ActionDetails, ImprovementRepository, NoteKind, Plan, PlanAction } from './repository.ts';

/** A provider's plan with what it has to answer; what its pages and the follow-up are made from. */
export interface PlanStanding extends ReportStanding {
  /** Null until the provider has begun. */
  plan: Plan | null;
  state: PlanState;
  marked: ReadonlySet<string>;
  toAnswer: ToAnswer[];
  actions: PlanAction[];
  reasons: ReadonlyMap<string, string>;
  /** Ids of the checks that are still to be answered. */
  unanswered: string[];
}

/** A file that may be kept as evidence. */
export interface EvidenceFile {
  name: string;
  content: Buffer;
}

/** Somebody has saved the action since the form was opened; what they saved is in it. */
export class StaleActionError extends StateError {
  readonly current: PlanAction;
  constructor(current: PlanAction) {
    super('Somebody else has changed this action since you opened it.');
    this.current = current;
  }
}

const STEP_ACTIVITY: Record<PlanStep, ActivityAction> = {
  send: 'plan.sent',
  sendBack: 'plan.sentBack',
  accept: 'plan.accepted',
};

/** What can be said of an action, by whom, and what it then is. */
const REPORTS: Record<
  'started' | 'done' | 'notDone' | 'confirmed',
  { from: readonly ActionProgress[]; to: ActionProgress }
> = {
  started: { from: ['notStarted'], to: 'started' },
  done: { from: ['notStarted', 'started'], to: 'done' },
  /** The provider takes it back, or the lead or commissioner does not see that it is done. */
  notDone: { from: ['done', 'confirmed'], to: 'started' },
  confirmed: { from: ['done'], to: 'confirmed' },
};
/** Under one action, which is more than anybody reads in a contract review. */
const MOST_FILES = 20;
const MOST_NOTES = 200;

export type ProgressReport = keyof typeof REPORTS;

export type ImprovementService = ReturnType<typeof createImprovementService>;

/** Improvement plans: written and reported on by the provider, accepted and confirmed by lead or commissioner. */
export function createImprovementService(parts: {
  database: Database;
  reports: ReportSource;
  plans: ImprovementRepository;
  accounts: AccountRepository;
  mail: Pick<MailService, 'notify'>;
  textGuard: TextGuard;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, reports, plans, accounts, mail, textGuard, activity, now } = parts;
  const at = () => now().toISOString();

  async function standing(report: ReportStanding): Promise<PlanStanding> {
    const { audit, provider, tool, figures } = report;
    const plan = await plans.plan(audit.id, provider.id);
    const marked = (await plans.marks(audit.id)).get(provider.id) ?? new Set<string>();
    const actions = plan ? await plans.actions([plan.id]) : [];
    const reasons = plan ? await plans.reasons(plan.id) : new Map<string, string>();
    const toAnswer = checksToAnswer(tool, figures, marked);
    return {
      ...report,
      plan,
      state: plan?.state ?? 'draft',
      marked,
      toAnswer,
      actions,
      reasons,
      unanswered: unanswered(toAnswer, { actions, reasons }),
    };
  }

  /** The plan, held for a change by its provider. */
  async function forWriting(auditId: number, providerId: number): Promise<Plan> {
    const plan = await plans.lockPlan(auditId, providerId, at());
    if (!planMayChange(plan.state)) {
      throw new StateError(
        'The plan has been sent in, so it cannot be changed. The panel lead or commissioner can send it back to you.',
      );
    }
    return plan;
  }

  async function mustHaveAction(planId: number, actionId: number): Promise<PlanAction> {
    const action = await plans.action(planId, actionId);
    if (!action) throw new NotFoundError();
    return action;
  }

  /** The audit of an action, once what the action answers is known to be a check of its tool. */
  async function checkDetails(auditId: number, providerId: number, details: ActionDetails): Promise<Audit> {
    const { audit, tool } = await reports.one(auditId, providerId);
    if (details.checkId === null) return audit;
    if (!checksOf(tool).some(({ id }) => id === details.checkId)) {
      throw new InputError([{ field: 'checkId', text: 'Choose what the action answers.' }]);
    }
    return audit;
  }

  /** What is kept under one action has an end, so that nobody can fill the storage. */
  async function mustHaveRoom(actionId: number, forFile: boolean): Promise<void> {
    const { notes, files } = await plans.noteCount(actionId);
    if (forFile && files >= MOST_FILES) {
      const text = `There are ${MOST_FILES} PDFs under this action, and it can have no more. Say in a note where further evidence is to be found. Nothing was saved.`;
      throw new InputError([{ field: 'file', text }]);
    }
    if (notes >= MOST_NOTES) {
      const text = `There are ${notes} notes under this action, and it can have no more. Its status can still be changed, with a few words. Nothing was saved.`;
      throw new InputError([{ field: 'note', text }]);
    }
  }

  const textsOf = ({ action, measure }: ActionDetails) => [action, measure];

  const note = (entry: { actionId: number; userId: number; kind: NoteKind; text: string }) =>
    plans.addNote({ ...entry, at: at() });

  const write = (
    actorId: number,
    action: ActivityAction,
    auditId: number,
    subject: string,
    detail: Record<string, number | string> = {},
  ) => activity.add({ userId: actorId, action, auditId, subject, detail });

  /** Tells those who wait for a step of it by mail. */
  async function tell(step: PlanStep, { audit, provider }: PlanStanding): Promise<void> {
    const people = await accounts.list();
    const waiting =
      step === 'send'
        ? people.filter((user) => can(user, 'plan.decide', { audit }))
        : people.filter((user) => user.providerId === provider.id);
    const { subject, text } = {
      send: {
        subject: `Improvement plan of ${provider.name}`,
        text: `${provider.name} has sent in its improvement plan after the audit “${audit.title}”. Accept it or send it back:`,
      },
      sendBack: {
        subject: 'Your improvement plan was sent back',
        text: `The improvement plan of ${provider.name} after the audit “${audit.title}” was sent back with a comment. Change it and send it in again:`,
      },
      accept: {
        subject: 'Your improvement plan is accepted',
        text: `The improvement plan of ${provider.name} after the audit “${audit.title}” is accepted:`,
      },
    }[step];
    await mail.notify(
      waiting.map(({ id }) => id),
      subject,
      text,
      urls.plan(audit.id, provider.id),
    );
  }

  return {
    /** A provider's plan, from one state of the database. */
    of: (auditId: number, providerId: number): Promise<PlanStanding> =>
      database.read(async () => standing(await reports.one(auditId, providerId))),

    /** The plans of all providers of an audit, from one state of the database. */
    all: (auditId: number): Promise<PlanStanding[]> =>
      database.read(async () => {
        const found: PlanStanding[] = [];
        for (const report of await reports.all(auditId)) found.push(await standing(report));
        return found;
      }),

    /** Names of the providers that have their report and have not sent their plan in, or were sent it back. */
    unsent: (auditId: number): Promise<string[]> =>
      database.read(async () => {
        const found: string[] = [];
        for (const { provider, report } of await reports.listed(auditId)) {
          const state = report && ((await plans.plan(auditId, provider.id))?.state ?? 'draft');
          if (state && planMayChange(state)) found.push(provider.name);
        }
        return found;
      }),

    /** Which checks the lead has marked, by provider. */
    marks: (auditId: number) => plans.marks(auditId),

    /** Since when a provider has its report; the question on which its access hangs. */
    outAt: (auditId: number, providerId: number) => reports.outAt(auditId, providerId),

    /** The lead says which checks the provider has to answer besides those that miss a standard. */
    async mark(actorId: number, auditId: number, providerId: number, checkIds: string[]): Promise<void> {
      const { tool } = await reports.one(auditId, providerId);
      const known = new Set(checksOf(tool).map(({ id }) => id));
      if (checkIds.some((id) => !known.has(id))) {
        throw new InputError([{ field: 'marked', text: 'Choose checks from the list.' }]);
      }
      await database.write(async () => {
        const plan = await plans.lockPlan(auditId, providerId, at());
        if (!planMayChange(plan.state)) {
          throw new StateError('The plan has been sent in. Send it back before you ask for more.');
        }
        await plans.setMarks(auditId, providerId, [...new Set(checkIds)], { userId: actorId, at: at() });
        await write(actorId, 'plan.marked', auditId, `provider ${providerId}`, { checks: checkIds.length });
      });
    },

    /** Keeps why there is no action for a check; an empty reason takes it away. */
    async setReason(
      actorId: number,
      auditId: number,
      providerId: number,
      checkId: string,
      reason: string,
      keep = '',
    ): Promise<void> {
      const { audit, tool } = await reports.one(auditId, providerId);
      if (!checksOf(tool).some(({ id }) => id === checkId)) throw new NotFoundError();
      await database.write(async () => {
        const plan = await forWriting(auditId, providerId);
        const before = (await plans.reasons(plan.id)).get(checkId) ?? '';
        const kept = await textGuard.pass(audit, [reason], keep, [before]);
        await plans.setReason(plan.id, checkId, reason);
        await write(actorId, 'plan.reasonSaved', auditId, `provider ${providerId}`);
        await textGuard.noteKept(actorId, auditId, providerId, `provider ${providerId}`, kept);
      });
    },

    /** @throws TextWarning when its words may tell who somebody is */
    async addAction(
      actorId: number,
      auditId: number,
      providerId: number,
      details: ActionDetails,
      keep = '',
    ): Promise<number> {
      const audit = await checkDetails(auditId, providerId, details);
      return database.write(async () => {
        const plan = await forWriting(auditId, providerId);
        const kept = await textGuard.pass(audit, textsOf(details), keep);
        const actionId = await plans.addAction(plan.id, details, at());
        await write(actorId, 'plan.actionAdded', auditId, `action ${actionId}`);
        await textGuard.noteKept(actorId, auditId, providerId, `action ${actionId}`, kept);
        return actionId;
      });
    },

    /**
     * @throws StaleActionError when somebody else has changed it since
     * @throws TextWarning when new words may tell who somebody is
     */
    async changeAction(
      actorId: number,
      auditId: number,
      providerId: number,
      actionId: number,
      version: number,
      details: ActionDetails,
      keep = '',
    ): Promise<void> {
      const audit = await checkDetails(auditId, providerId, details);
      await database.write(async () => {
        const plan = await forWriting(auditId, providerId);
        const before = await mustHaveAction(plan.id, actionId);
        const kept = await textGuard.pass(audit, textsOf(details), keep, textsOf(before));
        if (!(await plans.changeAction(actionId, version, details))) throw new StaleActionError(before);
        await write(actorId, 'plan.actionChanged', auditId, `action ${actionId}`);
        await textGuard.noteKept(actorId, auditId, providerId, `action ${actionId}`, kept);
      });
    },

    /** Takes an action off; one that has notes under it stays, so that nothing reported is lost. */
    async removeAction(
      actorId: number,
      auditId: number,
      providerId: number,
      actionId: number,
    ): Promise<void> {
      await database.write(async () => {
        const plan = await forWriting(auditId, providerId);
        await mustHaveAction(plan.id, actionId);
        if (((await plans.noteCounts([actionId])).get(actionId) ?? 0) > 0) {
          throw new StateError(
            'Progress has been reported under this action, so it cannot be removed. Change it instead.',
          );
        }
        await plans.removeAction(actionId);
        await write(actorId, 'plan.actionRemoved', auditId, `action ${actionId}`);
      });
    },

    /** Sends a plan in, sends it back, or accepts it; `version` is that of the plan on the page. */
    async take(
      actorId: number,
      auditId: number,
      providerId: number,
      step: PlanStep,
      version: number,
      comment: string,
      keep = '',
    ): Promise<PlanState> {
      return database.write(async () => {
        const plan = await plans.lockPlan(auditId, providerId, at());
        if (plan.version !== version) {
          throw new StateError('The plan has moved on since you opened this page. Look at it again.');
        }
        const of = await standing(await reports.one(auditId, providerId));
        const outcome = takePlanStep(step, {
          state: plan.state,
          unanswered: of.unanswered.length,
          actions: of.actions.length,
          reasons: of.reasons.size,
        });
        if ('problem' in outcome) throw new StateError(outcome.problem);
        const kept = step === 'send' ? [] : await textGuard.pass(of.audit, [comment], keep);
        await plans.setPlan(plan.id, {
          state: outcome.to,
          version: plan.version + 1,
          comment: step === 'send' ? plan.comment : comment,
          sentAt: step === 'send' ? at() : plan.sentAt,
          decidedAt: step === 'send' ? plan.decidedAt : at(),
        });
        await write(actorId, STEP_ACTIVITY[step], auditId, `provider ${providerId}`);
        await textGuard.noteKept(actorId, auditId, providerId, `provider ${providerId}`, kept);
        await tell(step, of);
        return outcome.to;
      });
    },

    /** An action with what was reported of it. */
    action: (auditId: number, providerId: number, actionId: number) =>
      database.read(async () => {
        const of = await standing(await reports.one(auditId, providerId));
        const action = of.actions.find(({ id }) => id === actionId);
        if (!action) throw new NotFoundError();
        return { of, action, notes: await plans.notes(actionId) };
      }),

    /** Says how far an action is; the provider says started and done, the lead or commissioner confirms. */
    async report(
      actorId: number,
      auditId: number,
      providerId: number,
      actionId: number,
      report: ProgressReport,
      text: string,
      keep = '',
    ): Promise<void> {
      const { audit } = await reports.one(auditId, providerId);
      await database.write(async () => {
        const plan = await plans.lockPlan(auditId, providerId, at());
        const action = await mustHaveAction(plan.id, actionId);
        if (!progressMayBeReported(plan.state)) {
          throw new StateError('Send the plan in first. Progress can be reported from then on.');
        }
        const { from, to } = REPORTS[report];
        if (!from.includes(action.progress)) {
          throw new StateError('Somebody has reported on this action since you opened it. Look at it again.');
        }
        const kept = await textGuard.pass(audit, [text], keep);
        await plans.setProgress(actionId, {
          progress: to,
          doneAt: to === 'done' ? at() : to === 'confirmed' ? action.doneAt : null,
          confirmedAt: to === 'confirmed' ? at() : null,
        });
        await note({ actionId, userId: actorId, kind: report, text });
        await write(actorId, 'plan.progress', auditId, `action ${actionId}`, { report });
        await textGuard.noteKept(actorId, auditId, providerId, `action ${actionId}`, kept);
      });
    },

    /**
     * Adds a note or evidence under an action, perhaps with a file.
     *
     * @param entry.file - reads the file and looks through it, which is work that is begun only when there is a place
     * for its outcome
     */
    async addNote(
      actorId: number,
      auditId: number,
      providerId: number,
      actionId: number,
      entry: { text: string; file: (() => Promise<EvidenceFile>) | null; isEvidence: boolean },
      keep = '',
    ): Promise<void> {
      const { audit } = await reports.one(auditId, providerId);
      const mustTakeNotes = async (plan: Plan | null) => {
        if (!plan) throw new NotFoundError();
        await mustHaveAction(plan.id, actionId);
        if (!planIsShared(plan.state)) {
          throw new StateError('Send the plan in first. Progress can be reported from then on.');
        }
        await mustHaveRoom(actionId, entry.file !== null);
      };
      await database.read(async () => mustTakeNotes(await plans.plan(auditId, providerId)));
      const file = entry.file && (await entry.file());
      await database.write(async () => {
        // Asked again: others may have written since.
        await mustTakeNotes(await plans.lockPlan(auditId, providerId, at()));
        const nameInWords = file ? wordsOfFileName(file.name) : '';
        const kept = await textGuard.pass(audit, [entry.text, nameInWords], keep);
        const kind = entry.isEvidence || file ? 'evidence' : 'note';
        const noteId = await note({ actionId, userId: actorId, kind, text: entry.text });
        if (file) {
          const { name, content } = file;
          const sha256 = createHash('sha256').update(content).digest('hex');
          await plans.addFile(noteId, { name, content, sha256 });
        }
        await write(actorId, 'plan.noted', auditId, `action ${actionId}`, {
          kind,
          bytes: file?.content.length ?? 0,
        });
        await textGuard.noteKept(actorId, auditId, providerId, `action ${actionId}`, kept);
      });
    },

    /** A file under an action; that somebody fetched it is written down. */
    async fetchFile(
      actorId: number,
      auditId: number,
      providerId: number,
      actionId: number,
      noteId: number,
    ): Promise<{ name: string; content: Buffer }> {
      const plan = await plans.plan(auditId, providerId);
      const action = plan && (await plans.action(plan.id, actionId));
      const file = action && (await plans.file(actionId, noteId));
      if (!file) throw new NotFoundError();
      await write(actorId, 'plan.evidenceFetched', auditId, `action ${actionId}`);
      return file;
    },
  };
}

/** The name of a file as words, so that a name of a person in it is seen. */
const wordsOfFileName = (name: string) => name.replace(/\.pdf$/i, '').replace(/[_.-]+/g, ' ');
