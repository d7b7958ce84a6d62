import {
  agreedOf,
  askedInTraining,
  askedOf,
  driftOf,
  driftsTogether,
  guidanceOf,
  judgedOf,
  setupMayChange,
  trainingResults,
  trainingText,
} from '../../../rules/index.ts';
import type {
  Agreed,
  Answers,
  Drift,
  Guidance,
  ReaderAnswer,
  Tool,
  TrainingChoice,
  TrainingFile,
  TrainingResult,
  TrainingSet,
} from '../../../rules/index.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { TrainingSets } from '../../audits/trainingSets.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { createReadingPairs, PairedReading, ReadingPair } from '../caseFiles/readingPairs.ts';
import type { TrainingReading, TrainingStore } from './store.ts';

/** A made-up file as one reader stands with it. */
export interface FileOfReader {
  file: TrainingFile;
  /** What is asked about it. */
  asked: Tool;
  /** Null while it is not read. */
  results: TrainingResult[] | null;
}

/** How a reader stands with the training of an audit. */
export interface ReaderTraining {
  choice: TrainingChoice;
  files: FileOfReader[];
  /** Their own answers that can be held against settled ones, in made-up files and in those read twice. */
  answers: ReaderAnswer[];
}

/** A reader of the panel, as the lead sees them. */
export interface ReaderStanding {
  userId: number;
  name: string;
  madeUpRead: number;
  madeUp: Agreed;
  twice: Agreed;
  /** Of files read twice; p is corrected for there being several readers. */
  drift: Drift;
  byItem: ReadonlyMap<string, Agreed>;
}

/** All readers of an audit beside each other, and what they make of each check. */
export interface ReadersFound {
  tool: Tool;
  set: TrainingSet | undefined;
  choice: TrainingChoice | null;
  /** Whether training can still be chosen: nothing is begun yet. */
  mayStillChoose: boolean;
  readers: ReaderStanding[];
  guidance: Guidance[];
  /** Files that are read twice to the end, by one person each time. */
  readTwice: number;
}

type AuditOfTool = Pick<Audit, 'id' | 'state' | 'toolId' | 'toolVersion'>;

const MADE_UP = 'made up ';

export type TrainingService = ReturnType<typeof createTrainingService>;

/** Made-up files that readers learn by, and how readers agree with what is settled. */
export function createTrainingService(parts: {
  database: Database;
  audits: AuditRepository;
  accounts: AccountRepository;
  training: TrainingStore;
  sets: TrainingSets;
  pairs: ReturnType<typeof createReadingPairs>;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, accounts, training, sets, pairs, activity, tools, now } = parts;

  const setOf = ({ toolId, toolVersion }: Pick<Audit, 'toolId' | 'toolVersion'>) =>
    sets.of(toolId, toolVersion);

  // Only a tool that has made-up files costs a question to the database.
  const choiceOf = async (
    audit: Pick<Audit, 'id' | 'toolId' | 'toolVersion'>,
  ): Promise<TrainingChoice | null> => (setOf(audit) ? training.choiceOf(audit.id) : null);

  /** How many made-up files somebody has to read before the first file, audit by audit. */
  async function waitingIn(of: readonly AuditOfTool[], userId: number): Promise<ReadonlyMap<number, number>> {
    const asked = of.filter((audit) => setupMayChange(audit.state) && setOf(audit));
    return asked.length === 0
      ? new Map()
      : training.waiting(
          asked.map(({ id }) => id),
          userId,
        );
  }

  /** What made-up files say of a reader's answers. */
  const madeUpAnswers = (
    tool: Tool,
    set: TrainingSet,
    readings: readonly TrainingReading[],
  ): ReaderAnswer[] =>
    readings.flatMap(({ userId, fileId, answers }) => {
      const file = set.files.find(({ id }) => id === fileId);
      return (file ? trainingResults(tool, file, answers) : []).flatMap(({ item, own, agrees }) =>
        own === null
          ? []
          : [{ readerId: userId, itemId: item.id, file: `${MADE_UP}${fileId}`, answer: own, agrees }],
      );
    });

  const begun = async (auditId: number) => (await audits.groups(auditId)).some(({ files }) => files > 0);

  return {
    setOf,
    choiceOf,

    /** What reports say of it, audit by audit; those of which there is nothing to say are not in it. */
    async textsOf(of: readonly Audit[]): Promise<ReadonlyMap<number, string>> {
      const texts = new Map<number, string>();
      for (const audit of of) {
        const text = trainingText(await choiceOf(audit), audit.words);
        if (text !== '') texts.set(audit.id, text);
      }
      return texts;
    },

    waitingIn,
    /** How many made-up files somebody has to read before the first file. */
    waiting: async (audit: AuditOfTool, userId: number): Promise<number> =>
      (await waitingIn([audit], userId)).get(audit.id) ?? 0,

    /**
     * Chooses whether readers read made-up files first.
     *
     * @param reason - why not; null where they do
     * @throws StateError where the tool has none, or files are begun: what reports say was asked of readers before that
     * stays
     */
    async choose(actorId: number, auditId: number, reason: string | null): Promise<void> {
      await database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        const set = setOf(audit);
        if (!set) throw new StateError('This version of the tool has no made-up files.');
        if (!setupMayChange(audit.state)) {
          throw new StateError('The audit is closed, so nothing was changed. Its lead can reopen it.');
        }
        if (await begun(auditId)) {
          throw new StateError(
            `A ${audit.words.file} is begun, so what was chosen before the first stays. Nothing was changed.`,
          );
        }
        const choice = { files: reason === null ? set.files.length : 0, reason: reason ?? '' };
        await training.choose(auditId, choice, actorId, now().toISOString());
        await activity.add({
          userId: actorId,
          action: 'training.chosen',
          auditId,
          detail: { files: choice.files },
        });
      });
    },

    /** How one reader stands; null where the panel reads no made-up files. */
    ofReader: (audit: Audit, userId: number): Promise<ReaderTraining | null> =>
      database.read(async () => {
        const choice = await training.choiceOf(audit.id);
        const set = setOf(audit);
        if (!choice || choice.files === 0 || !set) return null;
        const tool = tools.of(audit);
        const readings = await training.readings(audit.id, userId);
        const twice = pairAnswers(tool, await pairs.pairs(audit.id));
        return {
          choice,
          files: set.files.map((file) => {
            const reading = readings.find(({ fileId }) => fileId === file.id);
            return {
              file,
              asked: askedInTraining(tool, file),
              results: reading ? trainingResults(tool, file, reading.answers) : null,
            };
          }),
          answers: [
            ...madeUpAnswers(tool, set, readings),
            ...twice.filter(({ readerId }) => readerId === userId),
          ],
        };
      }),

    /**
     * Keeps what somebody answered about a made-up file, once: afterwards what is settled is known.
     *
     * @throws InputError that names what is not answered
     */
    async read(
      actorId: number,
      audit: Audit,
      { file, asked }: FileOfReader,
      answers: Answers,
    ): Promise<void> {
      const open = askedOf(asked).filter(({ id }) => !answers.has(id));
      if (open.length > 0) {
        throw new InputError(
          open.map(({ id, label }) => ({
            field: `answer.${id}`,
            text: `${label} Answer it, as you would in a ${audit.words.file}: what is settled is shown only then.`,
          })),
        );
      }
      await database.write(async () => {
        const held = await audits.hold(audit.id);
        if (!held || !setupMayChange(held.state)) {
          throw new StateError('The audit is closed, so nothing was kept.');
        }
        const readAt = now().toISOString();
        // Pressed twice, it was read once.
        if (!(await training.add(audit.id, { userId: actorId, fileId: file.id, answers, readAt }))) return;
        await activity.add({
          userId: actorId,
          action: 'training.read',
          auditId: audit.id,
          subject: file.title,
        });
      });
    },

    /** All readers beside each other, for the lead. */
    readers: (auditId: number): Promise<ReadersFound> =>
      database.read(async () => {
        const audit = await audits.byId(auditId);
        if (!audit) throw new NotFoundError();
        const tool = tools.of(audit);
        const set = setOf(audit);
        const readings = set ? await training.readings(auditId, null) : [];
        const found = await pairs.pairs(auditId);
        const twice = pairAnswers(tool, found);
        const all = [...(set ? madeUpAnswers(tool, set, readings) : []), ...twice];
        const onPanel = [...audit.panel].flatMap(([id, capacity]) => (capacity === 'auditor' ? [id] : []));
        const ids = [...new Set([...onPanel, ...all.map(({ readerId }) => readerId)])];
        const names = new Map((await accounts.list()).map(({ id, name }) => [id, name] as const));
        return {
          tool,
          set,
          choice: await training.choiceOf(auditId),
          mayStillChoose: !(await begun(auditId)),
          readers: withDriftCorrected(
            ids.map((userId) =>
              standingOf(userId, names.get(userId) ?? 'Somebody', { readings, all, twice }),
            ),
          ).toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB')),
          guidance: judgedOf(tool).map(({ id }) => guidanceOf(id, all)),
          readTwice: new Set(twice.map(({ file }) => file)).size,
        };
      }),
  };
}

/** What can be told of a reading that one person made to its end; a shared one says nothing of either. */
const soleReader = ({ readerIds, completedAt }: PairedReading): number | null =>
  readerIds.length === 1 && completedAt !== null ? (readerIds[0] ?? null) : null;

/**
 * The answers of files that are read twice, each against what is settled or what both say, in the order in which they were
 * completed. A difference that nobody has settled says only that two readers differ.
 */
function pairAnswers(tool: Tool, found: readonly ReadingPair[]): ReaderAnswer[] {
  const done = found.filter(({ first, second }) => first.completedAt !== null && second.completedAt !== null);
  const items = judgedOf(tool);
  return done
    .flatMap(({ fileId, first, second, settlements }) =>
      [first, second].map((reading) => ({ fileId, reading, first, second, settlements })),
    )
    .toSorted((a, b) => (a.reading.completedAt ?? '').localeCompare(b.reading.completedAt ?? ''))
    .flatMap(({ fileId, reading, first, second, settlements }) => {
      const readerId = soleReader(reading);
      if (readerId === null) return [];
      return items.flatMap(({ id }): ReaderAnswer[] => {
        const answer = reading.answers.get(id);
        if (answer === undefined) return [];
        const said = first.answers.get(id);
        const right = settlements.has(id)
          ? (settlements.get(id)?.value ?? null)
          : said === second.answers.get(id)
            ? (said ?? null)
            : null;
        return [
          {
            readerId,
            itemId: id,
            file: `read twice ${fileId}`,
            answer,
            agrees: right === null ? null : right === answer,
          },
        ];
      });
    });
}

function standingOf(
  userId: number,
  name: string,
  of: { readings: readonly TrainingReading[]; all: readonly ReaderAnswer[]; twice: readonly ReaderAnswer[] },
): ReaderStanding {
  const own = of.all.filter(({ readerId }) => readerId === userId);
  const twice = of.twice.filter(({ readerId }) => readerId === userId);
  const filesInOrder = [...new Set(twice.map(({ file }) => file))];
  return {
    userId,
    name,
    madeUpRead: of.readings.filter((reading) => reading.userId === userId).length,
    madeUp: agreedOf(own.filter(({ file }) => file.startsWith(MADE_UP))),
    twice: agreedOf(twice),
    drift: driftOf(filesInOrder.map((file) => agreedOf(twice.filter((one) => one.file === file)))),
    byItem: new Map(
      [...new Set(own.map(({ itemId }) => itemId))].map((id) => [
        id,
        agreedOf(own.filter(({ itemId }) => itemId === id)),
      ]),
    ),
  };
}

function withDriftCorrected(readers: ReaderStanding[]): ReaderStanding[] {
  const drifts = driftsTogether(readers.map(({ drift }) => drift));
  return readers.map((reader, i) => ({ ...reader, drift: drifts[i] ?? reader.drift }));
}
