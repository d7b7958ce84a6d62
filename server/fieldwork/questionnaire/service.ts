import { randomInt } from 'node:crypto';
import { guard, instrumentItemsOf, makeCode, takesAnswers, tidyCode } from '../../../rules/index.ts';
import type { GuardSpot, Instrument, InstrumentItem } from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { AnswerCount } from '../caseFiles/handedIn.ts';
import type { CodedTextStore } from '../caseFiles/codedTexts.ts';
import type { GuardOfTexts } from '../coding/guardOfTexts.ts';
import type { CodeSheet, QuestionnaireRepository, Tally } from './repository.ts';
import { openCode } from './sealing.ts';

/** So many codes at most are made at once: a sheet of slips that somebody can cut. */
export const CODES_AT_ONCE = 200;
export const ASKED_AT_ONCE = 1000;

/** All that the panel sees of a questionnaire: counts, never whose. */
export interface QuestionnaireOverview {
  audit: Audit;
  instrument: Instrument;
  groups: SampleGroup[];
  sheets: CodeSheet[];
  tallies: Tally[];
  /** Complete records by group and by how they were answered. */
  records: AnswerCount[];
  /** Texts that may tell who somebody is: pointed at for the panel, after nobody was kept from handing them in. */
  suspects: SuspectText[];
  /** Texts that were looked through. */
  texts: number;
}

/** A text with what in it may tell who somebody is. */
export interface SuspectText {
  fileId: number;
  reference: string;
  item: InstrumentItem;
  text: string;
  spots: GuardSpot[];
}

export type QuestionnaireService = ReturnType<typeof createQuestionnaireService>;

/** What a panel does for a questionnaire: makes codes and withdraws them, and counts who was asked. */
export function createQuestionnaireService(parts: {
  database: Database;
  audits: AuditRepository;
  questionnaires: QuestionnaireRepository;
  /** Complete records of an audit, by group and by the answer to an item. */
  recordsBy: (auditId: number, itemId: string) => Promise<AnswerCount[]>;
  codedTexts: CodedTextStore;
  guardOf: GuardOfTexts;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, questionnaires, recordsBy, codedTexts, guardOf, activity, tools, now } = parts;
  const at = () => now().toISOString();

  const instrumentOf = (audit: Audit) => {
    const instrument = tools.find(audit.toolId, audit.toolVersion)?.instrument;
    if (!instrument?.selfCompletion) throw new NotFoundError();
    return { instrument, mode: instrument.selfCompletion };
  };

  async function open(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    instrumentOf(audit);
    if (takesAnswers(audit.state)) return audit;
    throw new StateError(
      audit.state === 'draft'
        ? 'The audit is not open yet, so nobody can answer. Its lead opens it.'
        : 'The audit is closed, so the survey is over. Its lead can reopen it.',
    );
  }

  async function groupOf(auditId: number, groupId: number): Promise<SampleGroup> {
    const group = (await audits.groups(auditId)).find(({ id }) => id === groupId);
    if (!group) throw new InputError([{ field: 'groupId', text: 'Choose a sample group from the list.' }]);
    return group;
  }

  async function lookThrough(audit: Audit, instrument: Instrument, groups: SampleGroup[]) {
    const context = await guardOf(audit, instrument, groups);
    const suspects: SuspectText[] = [];
    let texts = 0;
    for (const item of instrumentItemsOf(instrument).filter(({ kind }) => kind === 'text')) {
      for (const line of await codedTexts.texts(audit.id, item.id, item.id)) {
        texts += 1;
        const spots = guard(line.text, context);
        const { fileId, reference, text } = line;
        if (spots.length > 0) suspects.push({ fileId, reference, item, text, spots });
      }
    }
    return { suspects, texts };
  }

  return {
    /** @throws NotFoundError for an audit whose tool nobody answers alone */
    of: (auditId: number): Promise<QuestionnaireOverview> =>
      database.read(async () => {
        const audit = await audits.byId(auditId);
        if (!audit) throw new NotFoundError();
        const { instrument, mode } = instrumentOf(audit);
        const groups = await audits.groups(auditId);
        return {
          audit,
          instrument,
          groups,
          ...(await lookThrough(audit, instrument, groups)),
          sheets: await questionnaires.sheets(auditId),
          tallies: await questionnaires.tallies(auditId),
          records: await recordsBy(auditId, mode.item),
        };
      }),

    /**
     * Makes codes for a sample group. They are told here and never again: what is kept of them opens nothing.
     *
     * @returns the codes in an order of their own
     */
    async makeCodes(
      actorId: number,
      auditId: number,
      wish: { groupId: number; codes: number },
    ): Promise<{ group: SampleGroup; codes: string[] }> {
      // Hashed before the audit is locked: two hundred take a second or two.
      const made = new Set<string>();
      while (made.size < wish.codes) made.add(makeCode(randomInt));
      const codes = [...made];
      const lookups: string[] = [];
      for (const code of codes) lookups.push((await openCode(code)).lookup);
      return database.write(async () => {
        await open(auditId);
        const group = await groupOf(auditId, wish.groupId);
        const sheetId = await questionnaires.addSheet(auditId, group.id, lookups, actorId, at());
        await activity.add({
          userId: actorId,
          action: 'questionnaire.codesMade',
          auditId,
          subject: `sheet ${sheetId}`,
          detail: { codes: codes.length, group: group.id },
        });
        return { group, codes };
      });
    },

    /**
     * Withdraws what is left of the codes that were made together.
     *
     * @returns how many
     */
    async withdrawSheet(actorId: number, auditId: number, sheetId: number): Promise<number> {
      return database.write(async () => {
        await open(auditId);
        const withdrawn = await questionnaires.withdrawSheet(auditId, sheetId);
        if (withdrawn === null) throw new NotFoundError();
        await activity.add({
          userId: actorId,
          action: 'questionnaire.codesWithdrawn',
          auditId,
          subject: `sheet ${sheetId}`,
          detail: { codes: withdrawn },
        });
        return withdrawn;
      });
    },

    /** Withdraws one code, such as that of a slip that was lost and found. */
    async withdrawCode(actorId: number, auditId: number, entered: string): Promise<void> {
      const code = tidyCode(entered);
      const refuse = (text: string) => new InputError([{ field: 'code', text }]);
      if (code === null) throw refuse('Enter the code as it is printed: 12 letters and numbers.');
      const { lookup } = await openCode(code);
      await database.write(async () => {
        await open(auditId);
        const found = await questionnaires.byLookup(lookup, true);
        if (!found || found.auditId !== auditId) throw refuse('There is no such code in this audit.');
        if (!(await questionnaires.end(found.id, 'withdrawn'))) {
          throw refuse(
            found.state === 'used'
              ? 'What was answered with this code is handed in, so it cannot be withdrawn.'
              : 'This code is withdrawn already.',
          );
        }
        await activity.add({
          userId: actorId,
          action: 'questionnaire.codesWithdrawn',
          auditId,
          detail: { codes: 1 },
        });
      });
    },

    /** Adds how many people were asked, and how many of them would not. */
    async count(
      actorId: number,
      auditId: number,
      tally: { groupId: number; asked: number; refused: number },
    ): Promise<void> {
      await database.write(async () => {
        await open(auditId);
        await groupOf(auditId, tally.groupId);
        const id = await questionnaires.addTally(auditId, tally, actorId, at());
        await activity.add({
          userId: actorId,
          action: 'questionnaire.counted',
          auditId,
          subject: `tally ${id}`,
          detail: { group: tally.groupId, asked: tally.asked, refused: tally.refused },
        });
      });
    },

    async removeTally(actorId: number, auditId: number, tallyId: number): Promise<void> {
      await database.write(async () => {
        await open(auditId);
        if (!(await questionnaires.removeTally(auditId, tallyId))) throw new NotFoundError();
        await activity.add({
          userId: actorId,
          action: 'questionnaire.countRemoved',
          auditId,
          subject: `tally ${tallyId}`,
        });
      });
    },
  };
}

/** The ways in which a questionnaire can be answered, in the order of its tool. */
export function modesOf(instrument: Instrument): { id: string; label: string }[] {
  const item = instrumentItemsOf(instrument).find(({ id }) => id === instrument.selfCompletion?.item);
  return item?.kind === 'choice' ? item.options.map(({ id, label }) => ({ id, label })) : [];
}
