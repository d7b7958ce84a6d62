import {
  asAskedOf,
  answersOfExcluded,
  choicesOf,
  compareReadings,
  differencesBetween,
  drawSecondReadings,
  parseAnswer,
  takesAnswers,
} from '../../../rules/index.ts';
import type { Item, ItemAgreement, SubjectWords, Tool } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { Tools } from '../../audits/tools.ts';
import type { KeptFromFiles } from '../interests/kept.ts';
import { listedFields } from '../sampling/listedFields.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { ReadingDraw, ReadingRepository } from './repository.ts';
import type { ReadingPair } from '../caseFiles/readingPairs.ts';

/** A file that is read twice, and where the lead stands with it. */
export interface ReadTwice extends ReadingPair {
  /** Both readings are complete, so that they can be compared. */
  isDone: boolean;
  /** What they say differently; nothing before both are complete. */
  differences: Item[];
  /** Those of them that the lead has not settled. */
  unsettled: Item[];
}

/** The same with what its group is not asked. */
export interface ReadTwiceInGroup extends ReadTwice {
  notAsked: ReadonlySet<string>;
}

/** All there is about the second readings of an audit. */
export interface SecondReadings {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  draws: ReadingDraw[];
  files: ReadTwice[];
  /** Of every item that is compared, in the order of the tool. */
  agreement: ItemAgreement[];
  /** Files that a draw made now would draw from. */
  candidates: number;
}

/** What the lead decides on one item; null leaves it unsettled. */
export type Decision = { value: string; reason: string } | null;

/** Somebody else has settled something of the file since the page was opened. */
export class StaleSettlementError extends StateError {
  constructor(words: SubjectWords) {
    super(
      `Somebody else has settled differences of this ${words.file} since you opened it. Nothing was saved.`,
    );
  }
}

export const REASON_MAXIMUM_LENGTH = 1000;

export type ReadingService = ReturnType<typeof createReadingService>;

/** Second readings: drawn, compared, settled. */
export function createReadingService(parts: {
  database: Database;
  audits: AuditRepository;
  readings: ReadingRepository;
  samples: SampleRepository;
  keptFrom: Pick<KeptFromFiles, 'lookUp'>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
  /** Files that their respondents answered by themselves: nobody has papers to read them by. */
  answeredAlone: (audit: Audit) => Promise<ReadonlySet<number>>;
  /** A whole number from 1 to 2,147,483,647 that nobody can foresee. */
  newSeed: () => number;
}) {
  const { database, audits, readings, samples, keptFrom, activity, tools, now, answeredAlone, newSeed } =
    parts;
  const at = () => now().toISOString();

  async function open(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (!takesAnswers(audit.state)) {
      throw new StateError(
        audit.state === 'draft'
          ? 'The audit is not open yet, so nothing has been read.'
          : 'The audit is closed, so nothing can be changed. Reopen it first.',
      );
    }
    return audit;
  }

  function stand(tool: Tool, pair: ReadingPair): ReadTwice {
    const isDone = pair.first.completedAt !== null && pair.second.completedAt !== null;
    const differences = isDone ? differencesBetween(tool, pair.first.answers, pair.second.answers) : [];
    const unsettled = differences.filter((item) => !pair.settlements.has(item.id));
    return { ...pair, isDone, differences, unsettled };
  }

  const toolOf = (audit: Audit) => tools.of(audit);

  async function mustHave(audit: Audit, fileId: number): Promise<ReadTwiceInGroup> {
    const [pair] = await readings.pairs(audit.id, fileId);
    if (!pair) throw new NotFoundError();
    // What its group is not asked can be settled as not applicable, whatever the tool says.
    const group = (await audits.groups(audit.id)).find(({ id }) => id === pair.groupId);
    const exclusions = group?.exclusions ?? [];
    return { ...stand(asAskedOf(toolOf(audit), exclusions), pair), notAsked: new Set(exclusions) };
  }

  /** The files that can be drawn: somebody on the panel has to be left who has not read them, and may. */
  async function frameOf(audit: Audit) {
    const panel = [...audit.panel].filter(([, capacity]) => capacity !== 'commissioner').map(([id]) => id);
    const candidates = await readings.candidates(audit.id);
    const alone = await answeredAlone(audit);
    const kept = await keptFrom.lookUp(audit.id);
    return candidates.filter(
      ({ file, group, reference, readers }) =>
        !alone.has(file) &&
        panel.some(
          (id) => !readers.includes(id) && !kept({ groupId: group, reference, fileId: file }).has(id),
        ),
    );
  }

  return {
    /** Everything for the lead's page, from one state of the database. */
    of: (auditId: number): Promise<SecondReadings> =>
      database.read(async () => {
        const audit = await audits.byId(auditId);
        if (!audit) throw new NotFoundError();
        const tool = toolOf(audit);
        const files = (await readings.pairs(auditId)).map((pair) => stand(tool, pair));
        return {
          audit,
          tool,
          groups: await audits.groups(auditId),
          draws: await readings.draws(auditId),
          files,
          agreement: compareReadings(
            tool,
            files
              .filter((file) => file.isDone)
              .map(({ first, second }) => ({ first: first.answers, second: second.answers })),
          ),
          candidates: (await frameOf(audit)).length,
        };
      }),

    file: async (audit: Audit, fileId: number): Promise<ReadTwiceInGroup> => mustHave(audit, fileId),

    /** The files with differences that are not settled and that this person may settle, in the order of the lead's page. */
    async toSettle(audit: Audit, userId: number): Promise<ReadTwice[]> {
      const kept = await keptFrom.lookUp(audit.id);
      return (await readings.pairs(audit.id))
        .map((pair) => stand(toolOf(audit), pair))
        .filter((file) => file.unsettled.length > 0 && !kept(file).has(userId));
    },

    /**
     * What is left to do with second readings: files that are not read twice, differences to be settled; and how many
     * second readings are not complete, and of those begun.
     */
    async leftToDo(
      audit: Audit,
    ): Promise<{ unread: number; unsettled: number; incomplete: number; begun: number }> {
      const tool = toolOf(audit);
      const files = (await readings.pairs(audit.id)).map((pair) => stand(tool, pair));
      const incomplete = files.filter((file) => file.second.completedAt === null);
      return {
        unread: files.filter((file) => !file.isDone).length,
        unsettled: files.reduce((sum, file) => sum + file.unsettled.length, 0),
        incomplete: incomplete.length,
        begun: incomplete.filter((file) => file.second.readers.length > 0).length,
      };
    },

    /**
     * Draws files to be read again from those that are completely read and not drawn yet.
     *
     * @returns how many were drawn
     */
    async draw(
      actorId: number,
      auditId: number,
      wish: { percent: number; oneAGroup: boolean },
    ): Promise<number> {
      return database.write(async () => {
        const audit = await open(auditId);
        const frame = await frameOf(audit);
        if (frame.length === 0) {
          throw new InputError([
            {
              field: 'percent',
              text: `There is no ${audit.words.file} to draw from: the first reading has to be complete, and somebody on the panel has to be left who has not read the ${audit.words.file}.`,
            },
          ]);
        }
        const seed = newSeed();
        const drawn = drawSecondReadings(frame, { ...wish, seed });
        const exclusions = new Map(
          (await audits.groups(auditId)).map((group) => [group.id, group.exclusions]),
        );
        const drawnAt = at();
        const drawId = await readings.addDraw(
          auditId,
          { ...wish, seed, frame, drawn: drawn.length, drawnAt },
          actorId,
        );
        const chosen = new Set(drawn);
        const begun = [];
        for (const { file, group, reference, version } of frame.filter((each) => chosen.has(each.file))) {
          const answers = new Map([
            ...(await listedFields(samples, toolOf(audit), auditId, reference)),
            ...answersOfExcluded(toolOf(audit), exclusions.get(group) ?? []),
          ]);
          begun.push({ file, startVersion: version + 1, answers });
        }
        await readings.addSecondReadings(drawId, begun, drawnAt);
        await activity.add({
          userId: actorId,
          action: 'readings.drawn',
          auditId,
          subject: `draw ${drawId}`,
          detail: { files: drawn.length, of: frame.length, seed },
        });
        return drawn.length;
      });
    },

    /** Takes a file that was drawn off the list again, as long as nobody has begun its second reading. */
    async withdraw(actorId: number, auditId: number, fileId: number): Promise<void> {
      await database.write(async () => {
        const audit = await open(auditId);
        const file = await mustHave(audit, fileId);
        if (file.second.readers.length > 0) {
          throw new StateError(
            `Somebody has begun to read this ${audit.words.file} a second time, so it stays on the list.`,
          );
        }
        await readings.remove(file.second.readingId);
        await activity.add({
          userId: actorId,
          action: 'reading.withdrawn',
          auditId,
          subject: `case file ${fileId}`,
        });
      });
    },

    /** Lets both readings of a file be changed again; what was settled between them no longer holds. */
    async reopen(actorId: number, auditId: number, fileId: number): Promise<void> {
      await database.write(async () => {
        const audit = await open(auditId);
        const file = await mustHave(audit, fileId);
        if (!file.isDone)
          throw new StateError(`The two readings of this ${audit.words.file} are not both complete.`);
        const settled = [...file.settlements.keys()];
        await readings.unsettle(file.first.readingId, settled);
        await readings.reopen(file.second, at());
        await audits.touch(auditId, at());
        await activity.add({
          userId: actorId,
          action: 'reading.reopened',
          auditId,
          subject: `case file ${fileId}`,
          detail: { settledBefore: settled.length },
        });
      });
    },

    /**
     * Settles differences of a file: the answers decided on count from then on, and both readings stay as they are.
     *
     * @param decisions - by item id; differences that are not named stay as they stand
     * @param seen - what the page said was settled, see settledMark
     * @returns how many decisions were new or changed
     * @throws StaleSettlementError when somebody else has settled something since; nothing is written then
     */
    async settle(
      actorId: number,
      auditId: number,
      fileId: number,
      decisions: ReadonlyMap<string, Decision>,
      seen: string,
    ): Promise<number> {
      return database.write(async () => {
        const audit = await open(auditId);
        const file = await mustHave(audit, fileId);
        if (settledMark(file) !== seen) throw new StaleSettlementError(audit.words);
        const errors: FieldError[] = [];
        const settled: { itemId: string; value: string | null; reason: string }[] = [];
        const taken: string[] = [];
        for (const [itemId, decision] of decisions) {
          const item = file.differences.find((each) => each.id === itemId);
          if (!item) throw new NotFoundError('There is no such difference between the readings.');
          const before = file.settlements.get(itemId);
          if (decision === null) {
            if (before) taken.push(itemId);
            continue;
          }
          const parsed = parseAnswer(item, decision.value);
          if ('problem' in parsed || !settlementsOf(item, file).includes(parsed.value)) {
            errors.push({ field: `settle.${itemId}`, text: `${item.label}: choose one of the answers.` });
          } else if (before?.value !== parsed.value || before.reason !== decision.reason) {
            settled.push({ itemId, value: parsed.value, reason: decision.reason });
          }
        }
        if (errors.length > 0) throw new InputError(errors);
        if (settled.length + taken.length === 0) return 0;
        const when = at();
        for (const { itemId, value, reason } of settled) {
          await readings.settle(file.first.readingId, itemId, { value, reason }, actorId, when);
        }
        if (taken.length > 0) await readings.unsettle(file.first.readingId, taken);
        await audits.touch(auditId, when);
        await activity.add({
          userId: actorId,
          action: 'answers.settled',
          auditId,
          subject: `case file ${fileId}`,
          detail: {
            ...(settled.length > 0 ? { settled: settled.map(({ itemId }) => itemId) } : {}),
            ...(taken.length > 0 ? { unsettled: taken } : {}),
          },
        });
        return settled.length + taken.length;
      });
    },
  };
}

/**
 * What a difference can be settled on, for the page and for what is taken alike: a check or a rating on any of its answers,
 * anything else on what one of the readers said, or on not applicable where the group is not asked it. null: not recorded.
 */
export function settlementsOf(item: Item, file: ReadTwiceInGroup): (string | null)[] {
  if (item.kind !== 'field') return [...choicesOf(item).map(({ value }) => value), null];
  const said = [file.first, file.second].map((reading) => reading.answers.get(item.id) ?? null);
  const letOff = file.notAsked.has(item.id) && 'na' in item && item.na ? ['na'] : [];
  return [...new Set([...said, ...letOff, null])];
}

/** What is settled of a file, in a word that changes whenever any of it does. */
export function settledMark(file: ReadingPair): string {
  const times = [...file.settlements].map(([itemId, { settledAt }]) => `${itemId} ${settledAt}`);
  return [file.second.version, ...times.toSorted()].join(' ');
}
