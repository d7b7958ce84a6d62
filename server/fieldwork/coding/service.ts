import { agreementOfPairs, codedTextsOf, guard, takesAnswers } from '../../../rules/index.ts';
import type { CodedText, GuardSpot, Instrument, PairAgreement } from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { CodedTextLine, CodedTextStore } from '../caseFiles/codedTexts.ts';
import type { KeptFrom, KeptFromFiles } from '../interests/kept.ts';
import type { GuardOfTexts } from './guardOfTexts.ts';

/** Where a text stands: coded by nobody, by one, by two who agree or not, settled, or given its code elsewhere. */
export type CodingState = 'none' | 'once' | 'agreed' | 'differs' | 'settled' | 'elsewhere';

export interface StandingText extends CodedTextLine {
  state: CodingState;
  /** What in the text may tell who somebody is. */
  spots: GuardSpot[];
  /** Whether the person who looks is kept from it by what they declared. */
  isKept: boolean;
}

/** All there is about one coded item of an audit. */
export interface ItemCoding extends CodedText {
  texts: StandingText[];
  agreement: PairAgreement;
  /** How many texts this person can code now: those they have not coded, and that two others have not. */
  left: number;
}

export interface AuditCoding {
  audit: Audit;
  instrument: Instrument;
  groups: SampleGroup[];
  items: ItemCoding[];
}

/** One text before somebody who codes it: nothing of what anybody else said of it. */
export interface TextToCode {
  coded: CodedText;
  audit: Audit;
  group: SampleGroup | undefined;
  fileId: number;
  reference: string;
  text: string;
  spots: GuardSpot[];
  /** The own code, as long as it can be changed. */
  own: string | null;
  left: number;
}

export type CodingService = ReturnType<typeof createCodingService>;

/**
 * Texts put under codes by two people, apart. Not by second readings: those are of whole records, by somebody who has the
 * papers, while here nobody reads anything but one text, and what a respondent ticked is not to be answered again.
 */
export function createCodingService(parts: {
  database: Database;
  audits: AuditRepository;
  codedTexts: CodedTextStore;
  guardOf: GuardOfTexts;
  keptFrom: Pick<KeptFromFiles, 'lookUp'>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, codedTexts, guardOf, keptFrom, activity, tools, now } = parts;
  const at = () => now().toISOString();

  /** @throws NotFoundError for an audit whose tool has nothing to code, or not this */
  function codedIn(audit: Audit, itemId?: string) {
    const instrument = tools.find(audit.toolId, audit.toolVersion)?.instrument;
    const all = instrument ? codedTextsOf(instrument) : [];
    const one = itemId === undefined ? all[0] : all.find(({ code }) => code.id === itemId);
    if (!instrument || !one) throw new NotFoundError();
    return { instrument, all, one };
  }

  async function open(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (takesAnswers(audit.state)) return audit;
    throw new StateError(
      audit.state === 'draft'
        ? 'The audit is not open yet, so there is nothing to code.'
        : 'The audit is closed, so no code can be changed. Its lead can reopen it.',
    );
  }

  async function textOf(auditId: number, { text, code }: CodedText, fileId: number): Promise<CodedTextLine> {
    const [line] = await codedTexts.texts(auditId, text.id, code.id, fileId);
    if (!line) throw new NotFoundError('There is no text to code here, or not any more.');
    return line;
  }

  const isCodeOf = ({ code }: CodedText, value: string) => code.options.some(({ id }) => id === value);

  return {
    /** How far the coding of an audit is, for one of its panel. */
    of: (auditId: number, viewerId: number): Promise<AuditCoding> =>
      database.read(async () => {
        const audit = await audits.byId(auditId);
        if (!audit) throw new NotFoundError();
        const { instrument, all } = codedIn(audit);
        const groups = await audits.groups(auditId);
        const context = await guardOf(audit, instrument, groups);
        const kept = await keptFrom.lookUp(auditId);
        const items: ItemCoding[] = [];
        for (const coded of all) {
          const lines = await codedTexts.texts(auditId, coded.text.id, coded.code.id);
          const pairs = lines.flatMap(({ codings: [first, second] }) =>
            first && second ? [[first.value, second.value] as const] : [],
          );
          const texts = lines.map((line) => ({
            ...line,
            state: stateOf(line),
            spots: guard(line.text, context),
            isKept: kept(line).has(viewerId),
          }));
          items.push({
            ...coded,
            texts,
            agreement: agreementOfPairs(
              coded.code.options.map(({ id }) => id),
              pairs,
            ),
            left: texts.filter((line) => isLeftFor(line, viewerId, kept)).length,
          });
        }
        return { audit, instrument, groups, items };
      }),

    /** The next text that this person can code, of those begun first; null where none is left. */
    async next(auditId: number, itemId: string, viewerId: number): Promise<number | null> {
      const audit = await audits.byId(auditId);
      if (!audit) throw new NotFoundError();
      const { one } = codedIn(audit, itemId);
      const lines = await codedTexts.texts(auditId, one.text.id, one.code.id);
      const kept = await keptFrom.lookUp(auditId);
      const left = lines.filter((line) => isLeftFor(line, viewerId, kept));
      // What one has coded first, so that pairs come about early.
      const next = left.find(({ codings }) => codings.length === 1) ?? left[0];
      return next?.fileId ?? null;
    },

    /** One text for somebody to code, blind to whatever another person said of it. */
    text: (auditId: number, itemId: string, fileId: number, viewerId: number): Promise<TextToCode> =>
      database.read(async () => {
        const audit = await audits.byId(auditId);
        if (!audit) throw new NotFoundError();
        const { instrument, one } = codedIn(audit, itemId);
        const lines = await codedTexts.texts(auditId, one.text.id, one.code.id);
        const line = lines.find((each) => each.fileId === fileId);
        if (!line) throw new NotFoundError('There is no text to code here, or not any more.');
        const own = line.codings.find(({ userId }) => userId === viewerId);
        const kept = await keptFrom.lookUp(auditId);
        if (!isLeftFor(line, viewerId, kept) && (!own || line.codings.length > 1)) {
          throw new StateError(
            own
              ? 'You and somebody else have both coded this text, so your code stays. Where the two differ, the lead settles it.'
              : 'This text has its codes already.',
          );
        }
        const groups = await audits.groups(auditId);
        return {
          coded: one,
          audit,
          group: groups.find(({ id }) => id === line.groupId),
          fileId,
          reference: line.reference,
          text: line.text,
          spots: guard(line.text, await guardOf(audit, instrument, groups)),
          own: own?.value ?? null,
          left: lines.filter((each) => isLeftFor(each, viewerId, kept)).length,
        };
      }),

    /**
     * Keeps somebody's code of a text. Where it is the second and both say the same, that counts from now on; else the
     * lead settles it.
     */
    async code(
      actorId: number,
      auditId: number,
      itemId: string,
      fileId: number,
      value: string,
    ): Promise<void> {
      await database.write(async () => {
        const audit = await open(auditId);
        const { one } = codedIn(audit, itemId);
        const line = await textOf(auditId, one, fileId);
        if (!isCodeOf(one, value)) throw new InputError([{ field: 'code', text: 'Choose a code.' }]);
        const own = line.codings.find(({ userId }) => userId === actorId);
        const other = line.codings.find(({ userId }) => userId !== actorId);
        if (line.codings.length > 1 || (!own && stateOf(line) === 'elsewhere')) {
          throw new StateError('This text has its codes already, so nothing was saved.');
        }
        const coder = own?.coder ?? (other ? 2 : 1);
        await codedTexts.code(line.readingId, itemId, { coder, value, userId: actorId }, at());
        // A single code that counted already goes with its person's mind, and waits for the lead once another differs.
        const counts = other ? (other.value === value ? value : null) : line.counting === null ? null : value;
        if (counts !== line.counting) await codedTexts.setCode(line.readingId, itemId, counts, actorId, at());
        await activity.add({
          userId: actorId,
          action: 'text.coded',
          auditId,
          subject: `case file ${fileId}`,
          detail: { item: itemId, coder },
        });
      });
    },

    /** The lead's word where two codes differ; both stay as they are. */
    async settle(
      actorId: number,
      auditId: number,
      itemId: string,
      fileId: number,
      value: string,
    ): Promise<void> {
      await database.write(async () => {
        const audit = await open(auditId);
        const { one } = codedIn(audit, itemId);
        const line = await textOf(auditId, one, fileId);
        const state = stateOf(line);
        if (state !== 'differs' && state !== 'settled') {
          throw new StateError('There are not two codes of this text that differ.');
        }
        if (!isCodeOf(one, value)) {
          throw new InputError([{ field: settleField(fileId), text: `${line.reference}: choose a code.` }]);
        }
        await codedTexts.setCode(line.readingId, itemId, value, actorId, at());
        await activity.add({
          userId: actorId,
          action: 'text.codeSettled',
          auditId,
          subject: `case file ${fileId}`,
          detail: { item: itemId },
        });
      });
    },

    /**
     * Lets the code of one person count wherever there is no second, as where nobody is left to give one.
     *
     * @returns how many
     */
    async countSingle(actorId: number, auditId: number, itemId: string): Promise<number> {
      return database.write(async () => {
        const audit = await open(auditId);
        const { one } = codedIn(audit, itemId);
        const lines = await codedTexts.texts(auditId, one.text.id, one.code.id);
        const single = lines.filter((line) => stateOf(line) === 'once' && line.counting === null);
        for (const { readingId, codings } of single) {
          const [only] = codings;
          if (only) await codedTexts.setCode(readingId, itemId, only.value, actorId, at());
        }
        await activity.add({
          userId: actorId,
          action: 'texts.codedOnceCounted',
          auditId,
          detail: { item: itemId, texts: single.length },
        });
        return single.length;
      });
    },
  };
}

/** What the choice of the lead on one text is called in its form. */
export const settleField = (fileId: number): string => `settle-${fileId}`;

function stateOf({ codings, counting }: CodedTextLine): CodingState {
  const [first, second] = codings;
  if (!first) return counting === null ? 'none' : 'elsewhere';
  if (!second) return 'once';
  if (first.value === second.value) return 'agreed';
  return counting === null ? 'differs' : 'settled';
}

/** Whether somebody can still give one of the two codes. */
const isLeftFor = (line: CodedTextLine, userId: number, kept: KeptFrom): boolean =>
  !kept(line).has(userId) &&
  line.codings.length < 2 &&
  stateOf(line) !== 'elsewhere' &&
  line.codings.every((coding) => coding.userId !== userId);
