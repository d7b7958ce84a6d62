import { createHash } from 'node:crypto';
import { planIsShared, progressMayBeReported } from '../../../rules/index.ts';
import type { ActionProgress } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { EvidenceFile } from './evidence.ts';
import type { PlanActivity } from './planActivity.ts';
import type { ReportSource } from './report.ts';
import type { ImprovementRepository, NoteKind, Plan } from './repository.ts';
import type { TextGuard } from './textGuard.ts';
import { mustHaveAction } from './writing.ts';

/** What can be said of an action, by whom, and what it then is. */
const PROGRESS_TRANSITIONS: Record<
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

export type ProgressReport = keyof typeof PROGRESS_TRANSITIONS;

/** What is reported of the actions of a plan that was sent in: how far they are, notes, and evidence. */
export function createPlanProgress(parts: {
  database: Database;
  reports: ReportSource;
  plans: ImprovementRepository;
  textGuard: TextGuard;
  logActivity: PlanActivity;
  at: () => string;
}) {
  const { database, reports, plans, textGuard, logActivity, at } = parts;

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

  const note = (entry: { actionId: number; userId: number; kind: NoteKind; text: string }) =>
    plans.addNote({ ...entry, at: at() });

  return {
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
        const action = await mustHaveAction(plans, plan.id, actionId);
        if (!progressMayBeReported(plan.state)) {
          throw new StateError('Send the plan in first. Progress can be reported from then on.');
        }
        const { from, to } = PROGRESS_TRANSITIONS[report];
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
        await logActivity(actorId, 'improvementPlan.progress', auditId, `action ${actionId}`, { report });
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
        await mustHaveAction(plans, plan.id, actionId);
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
        await logActivity(actorId, 'improvementPlan.noted', auditId, `action ${actionId}`, {
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
      await logActivity(actorId, 'improvementPlan.evidenceFetched', auditId, `action ${actionId}`);
      return file;
    },
  };
}

/** The name of a file as words, so that a name of a person in it is seen. */
const wordsOfFileName = (name: string) => name.replace(/\.pdf$/i, '').replace(/[_.-]+/g, ' ');
