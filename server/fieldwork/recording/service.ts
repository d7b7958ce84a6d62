import {
  answersOfExcluded,
  answersOfMove,
  askedOf,
  ENTRY_IN_FUTURE,
  itemById,
  referenceProblem,
  takesAnswers,
  tidyReference,
  toldByReading,
} from '../../../rules/index.ts';
import type { SubjectWords, Tool } from '../../../rules/index.ts';
import type { ActivityAction, ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository, RecordedAudit, SampleGroup } from '../../audits/repository.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { keptText } from '../interests/kept.ts';
import type { KeptFromFiles } from '../interests/kept.ts';
import { listedFields } from '../sampling/listedFields.ts';
import type { SafeguardingStore } from '../safeguarding/store.ts';
import { refuseWhileWaiting } from '../safeguarding/waiting.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { CaseFileLine } from '../caseFiles/caseFiles.ts';
import { withChanges } from '../caseFiles/answers.ts';
import type { NotesState, Reading, ReadingChange, ReadingGroup } from '../caseFiles/reading.ts';
import { entryDateName } from './fieldNames.ts';
import { followMove } from './followMove.ts';
import { problemsOf } from './oddAnswers.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';

/** What a recording form sends: only what it shows. What is undefined stays as it is. */
export interface RecordedForm {
  /** The version of the reading that the form was based on. */
  version: number;
  reference: string | undefined;
  groupId: number | undefined;
  answers: ReadonlyMap<string, string | null>;
  comments: ReadonlyMap<string, string | null>;
  /** By item id: where in the file an answer was seen. */
  places?: ReadonlyMap<string, string | null>;
  /** By item id, YYYY-MM-DD: of which day the entry there is. */
  entryDates?: ReadonlyMap<string, string | null>;
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

/** How often a reading is looked at before a save gives up. */
const LOOKS = 3;

export type RecordingService = ReturnType<typeof createRecordingService>;

export function createRecordingService(parts: {
  database: Database;
  audits: AuditRepository;
  caseFiles: CaseFileRepository;
  samples: SampleRepository;
  keptFrom: Pick<KeptFromFiles, 'lookUp'>;
  alerts: Pick<SafeguardingStore, 'ofFile'>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, caseFiles, samples, keptFrom, alerts, activity, tools, now } = parts;

  /**
   * The audit, kept open until the write is done.
   *
   * @param alone - whether others wait meanwhile: two must not give the same reference at the same time
   */
  async function open(auditId: number, alone: boolean): Promise<Audit> {
    const audit = await (alone ? audits.lock(auditId) : audits.hold(auditId));
    if (!audit) throw new NotFoundError();
    refuseNotOpen(audit);
    return audit;
  }

  /** As {@link open}, of an audit that is known: only its state can be another one meanwhile. */
  async function keepOpen(audit: RecordedAudit, alone: boolean): Promise<void> {
    const state = await audits.holdState(audit.id, alone);
    if (state === null) throw new NotFoundError();
    refuseNotOpen({ ...audit, state });
  }

  function refuseNotOpen({ state, words }: Pick<Audit, 'state' | 'words'>): void {
    if (takesAnswers(state)) return;
    throw new StateError(
      state === 'draft'
        ? `The audit is not open yet, so no ${words.one} can be recorded. Its lead opens it.`
        : 'The audit is closed, so nothing can be changed. Its lead can reopen it.',
    );
  }

  function refuseReference({ words }: Pick<RecordedAudit, 'words'>, reference: string): void {
    const problem = referenceProblem(reference, words);
    if (problem) throw new InputError([{ field: 'reference', text: `The reference ${problem}.` }]);
  }

  async function checkReference(
    { id: auditId, words }: RecordedAudit,
    reference: string,
    ownId: number | null,
  ): Promise<void> {
    refuseReference({ words }, reference);
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
  function refuseEarlier({ words }: RecordedAudit, reading: Reading, version: number): void {
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

  /** @throws InputError for what cannot be not applicable, and answers that would not fit unless the person is sure */
  function refuseUnsure(
    audit: RecordedAudit,
    reading: Reading,
    group: ReadingGroup,
    form: RecordedForm,
  ): void {
    const before = { answers: reading.answers, group: reading.group };
    const after = { answers: withChanges(reading.answers, form.answers), group };
    const problems = problemsOf(tools.of(audit), before, after, form);
    if (problems.length > 0) throw new InputError(problems);
  }

  async function readingOf({ id, words }: RecordedAudit, fileId: number, viewerId: number): Promise<Reading> {
    const reading = await caseFiles.byFile(id, fileId, viewerId);
    if (!reading) throw new NotFoundError(`This ${words.one} has been removed.`);
    return reading;
  }

  /**
   * Whether a form can still be saved: false where just this change is saved already.
   *
   * @throws StateError or StaleReadingError where it is too late for it
   */
  function isStillToSave(audit: RecordedAudit, reading: Reading, form: RecordedForm): boolean {
    refuseEarlier(audit, reading, form.version);
    if (form.changeId && reading.lastChange === form.changeId) return false;
    if (reading.frozen) {
      throw new StateError(
        `Both readings of this ${audit.words.one} are complete, so neither can be changed. The lead settles where they differ.`,
      );
    }
    if (reading.version !== form.version) throw new StaleReadingError(reading, audit.words);
    return true;
  }

  /** What a form changes of a reading, once nothing speaks against it. */
  async function changeOf(
    audit: RecordedAudit,
    reading: Reading,
    entered: RecordedForm,
    at: string,
  ): Promise<ReadingChange> {
    // What a file is called and where it belongs is not for a second reader to change.
    const named = reading.number === 1 ? entered : { reference: undefined, groupId: undefined };
    const reference = named.reference ?? reading.reference;
    const groupId = named.groupId ?? reading.groupId;
    const group =
      groupId === reading.groupId ? reading.group : groupOf(await audits.groups(audit.id), groupId);
    const known = withChanges(reading.answers, entered.answers);
    const moved = answersOfMove(tools.of(audit), known, { from: reading.group, to: group });
    const form = { ...entered, answers: new Map([...entered.answers, ...moved]) };
    const sets = setsOf(reading, group, form);
    if (named.reference !== undefined) refuseReference(audit, reference);
    refuseUnsure(audit, reading, group, form);
    refuseFuture(tools.of(audit), form.entryDates, dayInBritain(new Date(at)));
    return {
      ...sets,
      reference,
      groupId,
      answers: form.answers,
      comments: form.comments,
      ...(form.places && { places: form.places }),
      ...(form.entryDates && { entryDates: form.entryDates }),
      comment: form.comment ?? reading.comment,
      completedAt: form.complete === undefined ? reading.completedAt : form.complete ? at : null,
      lastChange: form.changeId ?? null,
    };
  }

  /** Writes a change down; null, with nothing written, where the reading is not what it was any more. */
  function write(
    audit: RecordedAudit,
    reading: Reading,
    change: ReadingChange,
    { actorId, at }: { actorId: number; at: string },
  ): Promise<Reading | null> {
    const renamed = change.reference !== reading.reference;
    return database.writeBriefly(async () => {
      await keepOpen(audit, renamed);
      if (renamed) await checkReference(audit, change.reference, reading.fileId);
      // The group may have been removed meanwhile.
      const moved = change.groupId !== reading.groupId;
      const group = moved ? groupOf(await audits.groups(audit.id), change.groupId) : reading.group;
      const after = await caseFiles.save(reading, change, actorId, at);
      if (after === null) return null;
      if (moved) await followMove(caseFiles, tools.of(audit), reading, group, { actorId, at });
      await activity.add({
        userId: actorId,
        action: savedAs(reading.completedAt, change.completedAt),
        auditId: audit.id,
        subject: `case file ${reading.fileId}`,
        detail: { version: after.version, ...(reading.number === 1 ? {} : { reading: reading.number }) },
      });
      return after;
    });
  }

  return {
    /** The case files of an audit as one person has them; without a person how far the first readings are. */
    async lines(auditId: number, tool: Tool, viewerId: number | null = null): Promise<FileLine[]> {
      const counted = {
        asked: askedOf(tool).map(({ id }) => id),
        read: toldByReading(tool).map(({ id }) => id),
      };
      const seconds = viewerId === null ? [] : await caseFiles.secondLines(auditId, counted, viewerId);
      const secondOf = new Map(seconds.map((line) => [line.id, line]));
      return (await caseFiles.lines(auditId, counted)).map((line) => ({
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
        if ((await keptFrom.lookUp(auditId))(file).has(actorId)) {
          throw new InputError([{ field: 'reference', text: keptText(file.reference) }]);
        }
        const answers = new Map([
          ...(await listedFields(samples, tools.of(audit), auditId, file.reference)),
          ...answersOfExcluded(tools.of(audit), group.exclusions),
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
     * Saves what a form shows, or one change of a page that saves as it goes. All that can be known before is looked at
     * before others have to wait; what was changed meanwhile shows in the version of the reading.
     *
     * @throws StaleReadingError when the form was based on an older state; nothing is written then
     * @throws InputError where an answer does not fit the group's set-up or the check that it hangs on, and the form
     * does not say that the person is sure of it
     */
    async save(actorId: number, audit: RecordedAudit, fileId: number, form: RecordedForm): Promise<Reading> {
      refuseNotOpen(audit);
      // A file that is drawn for a second reading between look and write has the same version, and is looked at anew.
      for (let looks = 1; ; looks += 1) {
        const reading = await readingOf(audit, fileId, actorId);
        if (!isStillToSave(audit, reading, form)) return reading;
        const at = now().toISOString();
        const change = await changeOf(audit, reading, form, at);
        const saved = await write(audit, reading, change, { actorId, at });
        if (saved !== null) return saved;
        if (looks === LOOKS) throw new StaleReadingError(reading, audit.words);
      }
    },

    async remove(actorId: number, auditId: number, fileId: number): Promise<void> {
      await database.write(async () => {
        // Alone, so that no alert is raised meanwhile.
        await open(auditId, true);
        if (!(await caseFiles.byFile(auditId, fileId, actorId))) throw new NotFoundError();
        refuseWhileWaiting(await alerts.ofFile(fileId));
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
function setsOf(reading: Reading, group: ReadingGroup, form: RecordedForm) {
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

/** @throws InputError where an answer is said to have been seen in an entry of a day that has not come */
function refuseFuture(tool: Tool, entryDates: RecordedForm['entryDates'], today: string): void {
  const errors = [...(entryDates ?? [])].flatMap(([itemId, day]) => {
    if (day === null || day <= today) return [];
    const label = itemById(tool, itemId)?.label ?? itemId;
    const text = `The date of the entry seen for “${label}” ${ENTRY_IN_FUTURE}.`;
    return [{ field: entryDateName(itemId), text }];
  });
  if (errors.length > 0) throw new InputError(errors);
}

function savedAs(before: string | null, after: string | null): ActivityAction {
  if (before === null && after !== null) return 'caseFile.completed';
  if (before !== null && after === null) return 'caseFile.uncompleted';
  return 'caseFile.saved';
}
