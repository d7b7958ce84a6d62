import { judgedOf, referenceProblem, takesAnswers, tidyReference } from '../../../rules/index.ts';
import type { Answers, SubjectWords, Tool } from '../../../rules/index.ts';
import type { ActivityAction, ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { listedFields } from '../sampling/listedFields.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { CaseFileLine } from '../caseFiles/caseFiles.ts';
import type { NotesState, Reading } from '../caseFiles/reading.ts';
import { askAbout, newlyOdd } from './oddAnswers.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';

/** What a recording form sends: only what it shows. What is undefined stays as it is. */
export interface RecordedForm {
  /** The version of the reading that the form was based on. */
  version: number;
  reference: string | undefined;
  groupId: number | undefined;
  answers: ReadonlyMap<string, string | null>;
  comments: ReadonlyMap<string, string | null>;
  comment: string | undefined;
  /** By provider id: whether their notes were read. */
  notes?: ReadonlyMap<number, NotesState | null>;
  /** By item id, or FILE_COMMENT: whose notes the comment is about; null for those of all. */
  commentSets?: ReadonlyMap<string, number | null>;
  complete: boolean | undefined;
  /** By check id: an answer that does not fit, of which the person has said that the file says so. */
  sure?: ReadonlyMap<string, string>;
  /**
   * What the device calls this change, if it has a name. The same change sent twice, because the first answer was lost on its
   * way, is saved once.
   */
  changeId?: string | null;
}

/** A case file in somebody's list: how far their own reading of it is. */
export interface FileLine extends CaseFileLine {
  /** What this person has to do with it is a second reading, which they do in `second`; the rest is the first's. */
  second: CaseFileLine | null;
}

/** Somebody else saved the reading after the form was opened. */
export class StaleReadingError extends StateError {
  readonly current: Reading;
  constructor(current: Reading, words: SubjectWords) {
    super(`Somebody else has saved this ${words.one} since you opened it.`);
    this.current = current;
  }
}

export type RecordingService = ReturnType<typeof createRecordingService>;

export function createRecordingService(parts: {
  database: Database;
  audits: AuditRepository;
  caseFiles: CaseFileRepository;
  samples: SampleRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, caseFiles, samples, activity, tools, now } = parts;

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
          ? `The audit is not open yet, so no ${audit.words.one} can be recorded. Its lead opens it.`
          : 'The audit is closed, so nothing can be changed. Its lead can reopen it.',
      );
    }
    return audit;
  }

  async function checkReference(
    { id: auditId, words }: Audit,
    reference: string,
    ownId: number | null,
  ): Promise<void> {
    const problem = referenceProblem(reference, words);
    if (problem) throw new InputError([{ field: 'reference', text: `The reference ${problem}.` }]);
    // A reference that only looks different is the same one; one that was kept before is found as it was kept.
    const other =
      (await caseFiles.fileWithReference(auditId, reference)) ??
      (await caseFiles.fileWithReference(auditId, tidyReference(reference)));
    if (other !== null && other !== ownId) {
      throw new InputError([
        { field: 'reference', text: `There is ${words.aOne} ${reference} in this audit already.` },
      ]);
    }
  }

  /** @throws StateError when the form shows a first reading, and the file was drawn to be read again since */
  function refuseEarlier({ words }: Audit, reading: Reading, version: number): void {
    if (reading.number === 1 || version >= reading.startVersion) return;
    throw new StateError(
      `This ${words.one} was drawn to be read a second time since you opened it, so nothing was saved. Open it again from the list of ${words.files}: there you have an empty form, for a reading of your own.`,
    );
  }

  function groupOf(groups: SampleGroup[], groupId: number): SampleGroup {
    const group = groups.find((g) => g.id === groupId);
    if (!group) throw new InputError([{ field: 'groupId', text: 'Choose a sample group from the list.' }]);
    return group;
  }

  /** @throws InputError for answers that would not fit from now on, unless the person is sure of them */
  function refuseUnsure(audit: Audit, groups: SampleGroup[], reading: Reading, form: RecordedForm): void {
    const tool = tools.of(audit);
    const groupAt = (id: number) => groups.find((group) => group.id === id) ?? null;
    const answers = withChanges(reading.answers, form.answers);
    const before = { answers: reading.answers, group: groupAt(reading.groupId) };
    const after = { answers, group: groupAt(form.groupId ?? reading.groupId) };
    const unsure = newlyOdd(tool, before, after).filter(
      ({ check, answer }) => form.sure?.get(check.id) !== answer,
    );
    if (unsure.length > 0) throw new InputError(unsure.map((odd) => askAbout(tool, odd, after)));
  }

  return {
    /**
     * The case files of an audit as one person has them; without a person how far the first readings are.
     */
    async lines(auditId: number, tool: Tool, viewerId: number | null = null): Promise<FileLine[]> {
      const checkIds = judgedOf(tool).map((check) => check.id);
      const seconds = viewerId === null ? [] : await caseFiles.secondLines(auditId, checkIds, viewerId);
      const secondOf = new Map(seconds.map((line) => [line.id, line]));
      return (await caseFiles.lines(auditId, checkIds)).map((line) => ({
        ...line,
        second: secondOf.get(line.id) ?? null,
      }));
    },

    /**
     * The reading of a file that this person has. Whoever has not made or changed the first reading of a file that
     * is read twice gets the second one, and never sees the first; so does nobody in particular.
     */
    async get(auditId: number, fileId: number, viewerId: number | null = null): Promise<Reading> {
      const reading = await caseFiles.byFile(auditId, fileId, viewerId);
      if (!reading) throw new NotFoundError();
      return reading;
    },

    refuseEarlier,

    /**
     * Begins a case file. From the beginning it has what the caseload list says of it, and `na` where a check does not
     * apply to its group.
     */
    async create(
      actorId: number,
      auditId: number,
      file: { reference: string; groupId: number },
    ): Promise<number> {
      return database.write(async () => {
        const audit = await open(auditId, true);
        const group = groupOf(await audits.groups(auditId), file.groupId);
        await checkReference(audit, file.reference, null);
        const answers = new Map([
          ...(await listedFields(samples, tools.of(audit), auditId, file.reference)),
          ...group.exclusions.map((id) => [id, 'na'] as const),
        ]);
        const at = now().toISOString();
        const [fileId] = await caseFiles.create(
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
     * @throws StaleReadingError when the form was based on an older state; nothing is written then
     * @throws InputError where an answer does not fit the group's set-up or the check that it hangs on, and the form
     * does not say that the person is sure of it
     */
    async save(actorId: number, auditId: number, fileId: number, form: RecordedForm): Promise<Reading> {
      return database.write(async () => {
        const before = await caseFiles.byFile(auditId, fileId, actorId);
        const renamed =
          before?.number === 1 && form.reference !== undefined && before.reference !== form.reference;
        const audit = await open(auditId, renamed);
        const { words } = audit;
        const reading = await caseFiles.byFile(auditId, fileId, actorId);
        if (!reading) throw new NotFoundError(`This ${words.one} has been removed.`);
        refuseEarlier(audit, reading, form.version);
        if (form.changeId && reading.lastChange === form.changeId) return reading;
        if (reading.frozen) {
          throw new StateError(
            `Both readings of this ${words.one} are complete, so neither can be changed. The lead settles where they differ.`,
          );
        }
        if (reading.version !== form.version) throw new StaleReadingError(reading, words);
        // What a file is called and where it belongs is not for a second reader to change.
        const named = reading.number === 1 ? form : { reference: undefined, groupId: undefined };
        const reference = named.reference ?? reading.reference;
        const groupId = named.groupId ?? reading.groupId;
        const groups = await audits.groups(auditId);
        const group = groupOf(groups, groupId);
        const sets = setsOf(reading, group, form);
        if (named.reference !== undefined) await checkReference(audit, reference, fileId);
        refuseUnsure(audit, groups, reading, { ...form, groupId });
        const at = now().toISOString();
        const completedAt = form.complete === undefined ? reading.completedAt : form.complete ? at : null;
        const change = {
          ...sets,
          reference,
          groupId,
          answers: form.answers,
          comments: form.comments,
          comment: form.comment ?? reading.comment,
          completedAt,
          lastChange: form.changeId ?? null,
        };
        const saved = await caseFiles.save(reading, change, actorId, at);
        if (!saved) {
          const current = await caseFiles.byFile(auditId, fileId, actorId);
          if (!current) throw new NotFoundError(`This ${words.one} has been removed.`);
          throw new StaleReadingError(current, words);
        }
        await activity.add({
          userId: actorId,
          action: savedAs(reading.completedAt, completedAt),
          auditId,
          subject: `case file ${fileId}`,
          detail: {
            version: reading.version + 1,
            ...(reading.number === 1 ? {} : { reading: reading.number }),
          },
        });
        return this.get(auditId, fileId, actorId);
      });
    },

    async remove(actorId: number, auditId: number, fileId: number): Promise<void> {
      await database.write(async () => {
        await open(auditId, false);
        if (!(await caseFiles.byFile(auditId, fileId, actorId))) throw new NotFoundError();
        await caseFiles.remove(fileId);
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

/**
 * What a form says of the sets of notes. Of a provider that is none of the group's nothing can be said; a comment on
 * its notes must not go to all others for that.
 *
 * @throws InputError where a comment is said to be about the notes of such a provider
 */
function setsOf(reading: Reading, group: SampleGroup, form: RecordedForm) {
  const own = new Set(group.providers.map((provider) => provider.id));
  const commentSets = form.commentSets ?? new Map<string, number | null>();
  const errors = [...commentSets]
    .filter(([itemId, providerId]) => {
      if (providerId === null || own.has(providerId)) return false;
      // The lead has taken the provider off the group since: nobody need decide anew whom the comment is for.
      return group.id !== reading.groupId || reading.commentSets.get(itemId) !== providerId;
    })
    .map(([itemId]) => ({
      field: `set.${itemId}`,
      text: `${group.name} has no notes of this provider. Choose "All sets of notes", or another.`,
    }));
  if (errors.length > 0) throw new InputError(errors);
  return { commentSets, notes: new Map([...(form.notes ?? [])].filter(([id]) => own.has(id))) };
}

/** The answers of a reading with those of a form put in. */
export function withChanges(answers: Answers, changes: RecordedForm['answers']): Answers {
  const changed = new Map(answers);
  for (const [id, answer] of changes) {
    if (answer === null) changed.delete(id);
    else changed.set(id, answer);
  }
  return changed;
}

function savedAs(before: string | null, after: string | null): ActivityAction {
  if (before === null && after !== null) return 'caseFile.completed';
  if (before !== null && after === null) return 'caseFile.uncompleted';
  return 'caseFile.saved';
}
