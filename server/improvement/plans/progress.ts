import { planIsShared, progressMayBeReported } from '../../../rules/index.ts';
import type { ProgressReport } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import type { EvidenceFile } from '../../web/evidence.ts';
import { fileToKeep, mustHaveRoom, progressAfter } from '../actions/keeping.ts';
import type { NoteKind } from '../actions/noteRepository.ts';
import type { PlanActivity } from './planActivity.ts';
import type { ReportSource } from './report.ts';
import type { ImprovementRepository, Plan } from './repository.ts';
import type { TextGuard } from './textGuard.ts';
import { wordsOfFileName } from './textGuard.ts';
import { mustHaveAction } from './writing.ts';

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
        const change = progressAfter(report, action, at());
        const kept = await textGuard.pass(audit, [text], keep);
        await plans.setProgress(actionId, change);
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
        mustHaveRoom(await plans.noteCount(actionId), entry.file !== null);
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
        if (file) await plans.addFile(noteId, fileToKeep(file));
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
