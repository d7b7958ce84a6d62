import { itemsOf, referenceProblem, takesAnswers } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import type { ActivityAction, ActivityRepository } from '../activity/repository.ts';
import type { Audit, AuditRepository, SampleGroup } from '../audits/repository.ts';
import type { Database } from '../db/database.ts';
import { InputError, NotFoundError, StateError } from '../errors.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { Tools } from '../tools.ts';
import type { Review, ReviewRepository } from './repository.ts';

/** What a recording form sends: only what it shows. What is undefined stays as it is. */
export interface RecordedForm {
  /** The version of the review that the form was based on. */
  version: number;
  reference: string | undefined;
  groupId: number | undefined;
  answers: ReadonlyMap<string, string | null>;
  comments: ReadonlyMap<string, string | null>;
  comment: string | undefined;
  complete: boolean | undefined;
  /**
   * What the device calls this change, if it has a name. The same change sent twice, because the first answer was lost on its
   * way, is saved once.
   */
  changeId?: string | null;
}

/** Somebody else saved the review after the form was opened. */
export class StaleReviewError extends StateError {
  readonly current: Review;
  constructor(current: Review) {
    super('Somebody else has saved this case file since you opened it.');
    this.current = current;
  }
}

export type ReviewService = ReturnType<typeof createReviewService>;

export function createReviewService(parts: {
  database: Database;
  audits: AuditRepository;
  reviews: ReviewRepository;
  samples: SampleRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, reviews, samples, activity, now } = parts;

  /**
   * The audit, kept open until the write is done.
   *
   * @param alone - whether others wait meanwhile: two must not give the same reference at the same time
   */
  async function open(auditId: number, alone: boolean): Promise<Audit> {
    const audit = await (alone ? audits.lock(auditId) : audits.hold(auditId));
    if (!audit) throw new NotFoundError();
    if (!takesAnswers(audit.state)) {
      throw new StateError(
        audit.state === 'draft'
          ? 'The audit is not open yet, so no case file can be recorded. Its lead opens it.'
          : 'The audit is closed, so nothing can be changed. Its lead can reopen it.',
      );
    }
    return audit;
  }

  async function checkReference(auditId: number, reference: string, ownId: number | null): Promise<void> {
    const problem = referenceProblem(reference);
    if (problem) throw new InputError([{ field: 'reference', text: `The reference ${problem}.` }]);
    const other = await reviews.fileWithReference(auditId, reference);
    if (other !== null && other !== ownId) {
      throw new InputError([
        { field: 'reference', text: `There is a case file ${reference} in this audit already.` },
      ]);
    }
  }

  function groupOf(groups: SampleGroup[], groupId: number): SampleGroup {
    const group = groups.find((g) => g.id === groupId);
    if (!group) throw new InputError([{ field: 'groupId', text: 'Choose a sample group from the list.' }]);
    return group;
  }

  return {
    lines: (auditId: number, tool: Tool) =>
      reviews.lines(
        auditId,
        itemsOf(tool)
          .filter((item) => item.kind === 'check')
          .map((item) => item.id),
      ),

    async get(auditId: number, fileId: number): Promise<Review> {
      const review = await reviews.byFile(auditId, fileId);
      if (!review) throw new NotFoundError();
      return review;
    },

    /** Begins a case file; checks that do not apply to its group are answered so from the beginning. */
    async create(
      actorId: number,
      auditId: number,
      file: { reference: string; groupId: number },
    ): Promise<number> {
      return database.write(async () => {
        await open(auditId, true);
        const group = groupOf(await audits.groups(auditId), file.groupId);
        await checkReference(auditId, file.reference, null);
        const answers = new Map(group.exclusions.map((id) => [id, 'na']));
        const at = now().toISOString();
        const [fileId] = await reviews.create(
          auditId,
          [{ ...file, answers, completedAt: null }],
          actorId,
          at,
        );
        if (fileId === undefined) throw new Error('the new case file has no id');
        await samples.begun(auditId, file.reference, fileId, at);
        await activity.add({
          userId: actorId,
          action: 'caseFile.created',
          auditId,
          subject: `case file ${fileId}`,
        });
        return fileId;
      });
    },

    /**
     * Saves what a form shows, or one change of a page that saves as it goes.
     *
     * @throws StaleReviewError when the form was based on an older state; nothing is written then
     */
    async save(actorId: number, auditId: number, fileId: number, form: RecordedForm): Promise<Review> {
      return database.write(async () => {
        // One answer at a time is the common case, and asks no more of the database than it needs.
        const renamed =
          form.reference !== undefined &&
          (await reviews.byFile(auditId, fileId))?.reference !== form.reference;
        await open(auditId, renamed);
        const review = await reviews.byFile(auditId, fileId);
        if (!review) throw new NotFoundError('This case file has been removed.');
        if (form.changeId && review.lastChange === form.changeId) return review;
        if (review.version !== form.version) throw new StaleReviewError(review);
        if (form.groupId !== undefined) groupOf(await audits.groups(auditId), form.groupId);
        if (form.reference !== undefined) await checkReference(auditId, form.reference, fileId);
        const at = now().toISOString();
        const completedAt = form.complete === undefined ? review.completedAt : form.complete ? at : null;
        const change = {
          reference: form.reference ?? review.reference,
          groupId: form.groupId ?? review.groupId,
          answers: form.answers,
          comments: form.comments,
          comment: form.comment ?? review.comment,
          completedAt,
          lastChange: form.changeId ?? null,
        };
        const saved = await reviews.save(review, change, actorId, at);
        if (!saved) {
          const current = await reviews.byFile(auditId, fileId);
          if (!current) throw new NotFoundError('This case file has been removed.');
          throw new StaleReviewError(current);
        }
        await activity.add({
          userId: actorId,
          action: savedAs(review.completedAt, completedAt),
          auditId,
          subject: `case file ${fileId}`,
          detail: { version: review.version + 1 },
        });
        return this.get(auditId, fileId);
      });
    },

    async remove(actorId: number, auditId: number, fileId: number): Promise<void> {
      await database.write(async () => {
        await open(auditId, false);
        if (!(await reviews.byFile(auditId, fileId))) throw new NotFoundError();
        await reviews.remove(fileId);
        await activity.add({
          userId: actorId,
          action: 'caseFile.removed',
          auditId,
          subject: `case file ${fileId}`,
        });
      });
    },
  };
}

function savedAs(before: string | null, after: string | null): ActivityAction {
  if (before === null && after !== null) return 'caseFile.completed';
  if (before !== null && after === null) return 'caseFile.uncompleted';
  return 'caseFile.saved';
}
