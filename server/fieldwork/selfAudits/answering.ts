import { createHash } from 'node:crypto';
import { answersOfExcluded, referenceProblem, tidyReference } from '../../../rules/index.ts';
import type { ActivityAction, ActivityEntry, ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { EvidenceFile } from '../../web/evidence.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import type { createSettlementStore } from '../caseFiles/settlements.ts';
import type { Held, Holder } from './held.ts';
import type { OwnAnswer, SelfAuditRepository } from './repository.ts';
import { judgementsOn, linesOf } from './selfAudit.ts';

/** Beside one answer, which is more than anybody reads. */
export const MOST_FILES = 10;

/** Somebody else of the same provider has saved the same answer since it was opened. */
export class StaleAnswerError extends StateError {
  constructor() {
    super(
      'Somebody else of your service has saved this answer since you opened it, so nothing was saved. What they have saved stands above the form. Save again to put yours in its place.',
    );
  }
}

export type SelfAuditAnswering = ReturnType<typeof createSelfAuditAnswering>;

/** What a provider does with its self-audit: answers, evidence, and handing it in. */
export function createSelfAuditAnswering(parts: {
  database: Database;
  selfAudits: SelfAuditRepository;
  caseFiles: CaseFileRepository;
  settlements: ReturnType<typeof createSettlementStore>;
  hold: Holder;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, selfAudits, caseFiles, settlements, hold, activity, now } = parts;
  const at = () => now().toISOString();

  const log = (
    userId: number,
    action: ActivityAction,
    { audit, provider }: Held,
    detail?: ActivityEntry['detail'],
  ) =>
    activity.add({
      userId,
      action,
      auditId: audit.id,
      subject: `provider ${provider.id}`,
      ...(detail && { detail }),
    });

  const lineOf = (held: Held, itemId: string) => {
    const line = linesOf(held).find(({ item }) => item.id === itemId);
    if (!line) throw new NotFoundError();
    return line;
  };

  function mustHaveRoom(held: Held, itemId: string): void {
    if (lineOf(held, itemId).files.length < MOST_FILES) return;
    const text = `There are ${MOST_FILES} PDFs beside this answer, and it can have no more. Remove one first, or say in words where further evidence is to be found. Nothing was saved.`;
    throw new InputError([{ field: 'file', text }]);
  }

  /** What the case file is called: as the provider where that can be a reference, so that everybody knows it again. */
  async function referenceOf({ audit, provider }: Held): Promise<string> {
    const name = tidyReference(provider.name);
    const isFree = (await caseFiles.fileWithReference(audit.id, name)) === null;
    return referenceProblem(name, audit.words) === null && isFree ? name : `Provider ${provider.id}`;
  }

  /** What was answered as it counts from now on; what the group is not asked is not applicable. */
  function answersToCount(held: Held) {
    const lines = linesOf(held);
    return {
      answers: new Map<string, string | null>([
        ...lines.map(({ item, own }) => [item.id, own.value] as const),
        ...answersOfExcluded(held.tool, held.group.exclusions),
      ]),
      comments: new Map<string, string | null>(
        lines.map(({ item, own }) => [item.id, own.comment === '' ? null : own.comment]),
      ),
    };
  }

  async function beginFile(held: Held, actorId: number, when: string): Promise<number> {
    const { answers, comments } = answersToCount(held);
    const [fileId] = await caseFiles.create(
      held.audit.id,
      [
        {
          reference: await referenceOf(held),
          groupId: held.group.id,
          answers: withoutNull(answers),
          comments: withoutNull(comments),
          completedAt: when,
        },
      ],
      actorId,
      when,
    );
    if (fileId === undefined) throw new Error('the new case file has no id');
    return fileId;
  }

  /** Puts what is handed in again in the place of what was; of answers that are others now nothing is validated. */
  async function renewFile(held: Held, fileId: number, actorId: number, when: string): Promise<void> {
    const reading = await caseFiles.byFile(held.audit.id, fileId, null);
    if (!reading) throw new Error('what was handed in has no reading');
    const changed = linesOf(held).filter(({ own, handedIn }) => own.value !== handedIn);
    const ids = new Set(changed.map(({ item }) => item.id));
    await settlements.unsettle(reading.id, [...ids, ...judgementsOn(held.tool, ids)]);
    const saved = await caseFiles.save(
      reading,
      {
        reference: reading.reference,
        groupId: reading.groupId,
        ...answersToCount(held),
        comment: reading.comment,
        notes: new Map(),
        commentSets: new Map(),
        completedAt: when,
        lastChange: null,
      },
      actorId,
      when,
    );
    if (!saved) throw new Error('the reading of a self-audit was changed by something else');
  }

  return {
    /**
     * Keeps what is said of one item, perhaps with a PDF.
     *
     * @param file - reads the PDF and looks through it, which is work that is begun only when there is a place for it
     * @throws StaleAnswerError where somebody else of the provider has saved since; nothing is written then
     */
    async answer(
      actorId: number,
      auditId: number,
      providerId: number,
      itemId: string,
      answer: OwnAnswer,
      file: (() => Promise<EvidenceFile>) | null,
    ): Promise<void> {
      if (file) {
        await database.write(async () => {
          mustHaveRoom(await hold.withProvider(auditId, providerId), itemId);
        });
      }
      const evidence = file && (await file());
      await database.write(async () => {
        const held = await hold.withProvider(auditId, providerId);
        lineOf(held, itemId);
        if (evidence) mustHaveRoom(held, itemId);
        const when = at();
        if (!(await selfAudits.saveAnswer(held.record.id, itemId, answer, actorId, when))) {
          throw new StaleAnswerError();
        }
        if (evidence) {
          const sha256 = createHash('sha256').update(evidence.content).digest('hex');
          await selfAudits.addFile(held.record.id, itemId, { ...evidence, sha256 }, actorId, when);
        }
        await log(actorId, 'selfAudit.answered', held, {
          item: itemId,
          ...(evidence && { bytes: evidence.content.length }),
        });
      });
    },

    /** Takes a PDF away again. */
    async removeFile(
      actorId: number,
      auditId: number,
      providerId: number,
      evidenceId: number,
    ): Promise<string> {
      return database.write(async () => {
        const held = await hold.withProvider(auditId, providerId);
        const itemId = await selfAudits.removeFile(held.record.id, evidenceId);
        if (itemId === null) throw new NotFoundError();
        await log(actorId, 'selfAudit.evidenceRemoved', held, { item: itemId });
        return itemId;
      });
    },

    /** A PDF with its bytes; that somebody fetched it is written down. */
    async fetchFile(
      actorId: number,
      auditId: number,
      providerId: number,
      evidenceId: number,
      as: 'provider' | 'panel',
    ): Promise<{ name: string; content: Buffer }> {
      const record = await selfAudits.find(auditId, providerId);
      const file = record && (await selfAudits.file(record.id, evidenceId, as));
      if (!file) throw new NotFoundError();
      await activity.add({
        userId: actorId,
        action: 'selfAudit.evidenceFetched',
        auditId,
        subject: `provider ${providerId}`,
      });
      return file;
    },

    /** Hands it in: from now on it is the panel's to read and nobody's to change. */
    async handIn(actorId: number, auditId: number, providerId: number): Promise<void> {
      await database.write(async () => {
        const held = await hold.withProvider(auditId, providerId);
        const lines = linesOf(held);
        if (lines.every(({ own }) => own.value === null)) {
          throw new InputError([
            { field: 'hand-in', text: 'Nothing is answered yet. Answer at least one question first.' },
          ]);
        }
        const when = at();
        const { fileId } = held.record;
        if (fileId === null) {
          const begun = await beginFile(held, actorId, when);
          await selfAudits.update(held.record.id, { caseFileId: begun });
        } else await renewFile(held, fileId, actorId, when);
        await selfAudits.keepHandedIn(held.record.id);
        await selfAudits.update(held.record.id, {
          state: 'handedIn',
          handedIn: { at: when, by: actorId },
        });
        await log(actorId, 'selfAudit.handedIn', held, {
          answered: lines.filter(({ own }) => own.value !== null).length,
          asked: lines.length,
        });
      });
    },
  };
}

const withoutNull = (values: ReadonlyMap<string, string | null>): Map<string, string> =>
  new Map([...values].flatMap(([id, value]) => (value === null ? [] : [[id, value] as const])));
