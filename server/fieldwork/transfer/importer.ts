import {
  answersOfExcluded,
  CASE_FILES,
  createReferenceBook,
  foldGroup,
  foldHeading,
  GROUP_PLACE,
  hiddenRowsProblem,
  takesAnswers,
} from '../../../rules/index.ts';
import type { SheetProblem } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import { SheetFormatError } from '../../formats/csv.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { countOf } from '../../formats/english.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import { readCaseSheet } from './caseSheet.ts';
import type { CaseSheet } from './caseSheet.ts';
import { remembered, toRemember } from './questions.ts';
import { leftOutNotes, NO_CHOICES, soundRows } from './sheetReading.ts';
import type { SheetChoices, SheetPreview } from './sheetReading.ts';
import type { SheetWordStore } from './wordStore.ts';

/** A sheet that cannot be taken, with every problem found; nothing of it was imported. */
export class SheetError extends Error {
  readonly problems: SheetProblem[];
  /** @param brokeOff - why the sheet could not be read to its end, if so */
  constructor(problems: SheetProblem[], brokeOff?: string) {
    const found = `The sheet has ${countOf(problems.length, 'problem')}; nothing was imported.`;
    super(brokeOff === undefined ? found : `${found} ${brokeOff}`);
    this.problems = problems;
  }
}

export interface ImportOptions {
  /** Whether files are complete of which the sheet does not say. */
  complete: boolean;
  choices?: SheetChoices;
  /**
   * Takes the sound rows of a sheet and leaves out those with a problem, of which it is told; without it, a sheet with
   * any problem is refused.
   */
  leaveOut?: (problems: SheetProblem[]) => void;
  /** Told what is worth knowing and no problem. */
  note?: (text: string) => void;
  /** Told how many of how many case files are written so far; none of it counts before the end. */
  progress?: (written: number, of: number) => void;
  /** Called last within the transaction with how many case files there are; nothing counts where it fails. */
  last?: (files: number) => Promise<void>;
}

export type Importer = ReturnType<typeof createImporter>;

/** Takes case files from a sheet into an open audit: all of them, or none. */
export function createImporter(parts: {
  database: Database;
  audits: AuditRepository;
  caseFiles: CaseFileRepository;
  samples: SampleRepository;
  sheetWords: SheetWordStore;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, caseFiles, samples, sheetWords, activity, tools, now } = parts;

  /** Reads a sheet by the tool and the groups of an audit. */
  async function read(
    auditId: number,
    lines: AsyncIterable<SheetLine>,
    choices: SheetChoices,
  ): Promise<CaseSheet> {
    const audit = await audits.byId(auditId);
    if (!audit) throw new NotFoundError(`There is no audit ${auditId}.`);
    const groups = await audits.groups(auditId);
    const exclusions = new Map(groups.map((group) => [foldGroup(group.name), group.exclusions]));
    return readCaseSheet(tools.of(audit), lines, choices, {
      onlyGroup: groups.length === 1 ? (groups[0]?.name ?? '') : '',
      today: dayInBritain(now()),
      exclusionsOf: (group) => exclusions.get(foldGroup(group)) ?? [],
    });
  }

  /** What the rows of a sheet have wrong in this audit: groups that are not there, references that are already. */
  async function problemsIn(auditId: number, rows: CaseSheet['rows']): Promise<SheetProblem[]> {
    const problems: SheetProblem[] = [];
    const groups = new Set((await audits.groups(auditId)).map((group) => foldGroup(group.name)));
    const repeated = createReferenceBook(await caseFiles.references(auditId));
    for (const { row, reference, group } of rows) {
      if (group !== '' && !groups.has(foldGroup(group))) {
        const problem = 'is not a sample group of this audit';
        problems.push({ row, column: 'group', value: group, problem, unknownIn: GROUP_PLACE });
      }
      const problem = repeated(row, reference);
      if (problem !== null) problems.push({ row, column: 'reference', value: reference, problem });
    }
    return problems;
  }

  /** Writes the case files of a sheet that was read, in one transaction; returns how many. */
  async function write(
    actorId: number | null,
    auditId: number,
    sheet: CaseSheet,
    options: ImportOptions,
  ): Promise<number> {
    const choices = options.choices ?? NO_CHOICES;
    const { rows, problems, brokeOff } = sheet;
    const notes = [sheet.headingNote, rememberedNote(sheet, choices), ...leftOutNotes(sheet.columns)];
    for (const note of notes) if (note !== '') options.note?.(note);
    const unasked = choices.hidden === null ? hiddenRowsProblem(sheet.hidden) : null;
    if (unasked) problems.push(unasked);
    if (brokeOff !== null && problems.length === 0) throw new SheetFormatError(brokeOff);
    if (brokeOff !== null || (rows.length === 0 && problems.length > 0))
      throw new SheetError(problems, brokeOff ?? undefined);

    return database.write(async () => {
      const held = await audits.lock(auditId);
      if (!held || !takesAnswers(held.state)) {
        throw new StateError(`${(held?.words ?? CASE_FILES).Many} can only be imported into an open audit.`);
      }
      const found = [...problems, ...(await problemsIn(auditId, rows))].toSorted((a, b) => a.row - b.row);
      const sound = options.leaveOut ? soundRows(rows, found) : rows;
      if (!sound || (found.length > 0 && !options.leaveOut)) throw new SheetError(found);
      options.leaveOut?.(found);

      const groups = new Map((await audits.groups(auditId)).map((group) => [foldGroup(group.name), group]));
      const at = now().toISOString();
      await caseFiles.create(
        auditId,
        sound.flatMap((file) => {
          const group = groups.get(foldGroup(file.group));
          if (!group) return [];
          const preAnswered = [...answersOfExcluded(tools.of(held), group.exclusions)].filter(
            ([id]) => !file.notRecorded.has(id),
          );
          return {
            groupId: group.id,
            reference: file.reference,
            answers: new Map([...preAnswered, ...file.answers]),
            comments: file.comments,
            places: file.places,
            entryDates: file.entryDates,
            comment: file.comment,
            completedAt: (file.complete ?? options.complete) ? at : null,
          };
        }),
        actorId,
        at,
        (written) => options.progress?.(written, sound.length),
      );
      await samples.begunAll(auditId, at);
      await sheetWords.keep(auditId, toRemember(sheet, choices));
      await activity.add({
        userId: actorId,
        action: 'caseFiles.imported',
        auditId,
        detail: { files: sound.length },
      });
      await options.last?.(sound.length);
      return sound.length;
    });
  }

  return {
    /** What is known of a sheet before anybody was asked: what was said of the audit's sheets before. */
    async choices(auditId: number): Promise<SheetChoices> {
      const groups = (await audits.groups(auditId)).map(({ name }) => name);
      return { ...NO_CHOICES, ...remembered(await sheetWords.of(auditId), groups) };
    },

    /** Reads a sheet for an audit and says what it holds and what is wrong with it; writes nothing. */
    async preview(
      auditId: number,
      lines: AsyncIterable<SheetLine>,
      choices: SheetChoices = NO_CHOICES,
    ): Promise<SheetPreview> {
      const { rows, leave, ...sheet } = await read(auditId, lines, choices);
      try {
        const problems = [...sheet.problems, ...(await problemsIn(auditId, rows))];
        return { ...sheet, problems: problems.toSorted((a, b) => a.row - b.row) };
      } finally {
        leave();
      }
    },

    /**
     * @param lines - the sheet, its heading first
     * @returns how many case files were imported
     * @throws SheetError with all problems
     */
    async importCaseFiles(
      actorId: number | null,
      auditId: number,
      lines: AsyncIterable<SheetLine>,
      options: ImportOptions = { complete: false },
    ): Promise<number> {
      // The sheet is read before the transaction begins, so that a slow source does not hold the database.
      const sheet = await read(auditId, lines, options.choices ?? NO_CHOICES);
      try {
        return await write(actorId, auditId, sheet, options);
      } finally {
        sheet.leave();
      }
    },
  };
}

/** Says which columns are taken as somebody said of an earlier sheet, where nothing was said of this one. */
function rememberedNote({ columns }: CaseSheet, choices: SheetChoices): string {
  const named = columns.flatMap(({ index, heading }) => {
    const meaning = choices.columns.has(index) ? undefined : choices.headings.get(foldHeading(heading));
    if (meaning === undefined) return [];
    return [`“${heading.trim()}” ${meaning === 'out' ? 'is left out' : `is taken for ${meaning}`}`];
  });
  return named.length === 0 ? '' : `As was said of an earlier sheet of this audit: ${named.join('; ')}.`;
}
