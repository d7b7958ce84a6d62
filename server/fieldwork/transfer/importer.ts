import {
  emptySheetProblem,
  itemsOf,
  readHeading,
  readRow,
  recogniseColumns,
  takesAnswers,
} from '../../../rules/index.ts';
import type { Item, SheetColumn, SheetColumns, SheetProblem, SheetRow, Tool } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import { SheetFormatError } from '../../formats/csv.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { countOf } from '../../formats/english.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';

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

/** The most case files that one sheet can bring: on SQLite others wait while they are written, and give up after five seconds. */
export const IMPORT_MAXIMUM_FILES = 10_000;
/** After so many problems it is the sheet that is wrong and not its rows, and the rest is not read. */
const MAXIMUM_PROBLEMS = 5_000;
/** How many rows a preview shows as they are. */
const PREVIEW_ROWS = 8;

/** What a sheet holds and would do, before anything is done. */
export interface SheetPreview {
  /** Empty where the sheet has no heading. */
  columns: SheetColumn[];
  /** Items of the tool that no column brings. */
  missing: Item[];
  /** The first rows under the heading, as they are. */
  firstRows: SheetLine[];
  /** Case files in the sheet, sound or not. */
  files: number;
  problems: SheetProblem[];
  /** Why the sheet could not be read to its end, or null. */
  brokeOff: string | null;
  /** Whether the sheet says itself which files are complete. */
  saysComplete: boolean;
}

interface ReadSheet extends SheetPreview {
  rows: (SheetRow & { row: number })[];
}

export interface ImportOptions {
  /** Whether files are complete of which the sheet does not say. */
  complete: boolean;
  /** Told how many of how many case files are written so far; none of it counts before the end. */
  progress?: (written: number, of: number) => void;
}

export type Importer = ReturnType<typeof createImporter>;

/** Takes case files from a sheet into an open audit: all of them, or none. */
export function createImporter(parts: {
  database: Database;
  audits: AuditRepository;
  caseFiles: CaseFileRepository;
  samples: SampleRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, caseFiles, samples, activity, tools, now } = parts;

  async function toolOf(auditId: number): Promise<Tool> {
    const audit = await audits.byId(auditId);
    if (!audit) throw new NotFoundError(`There is no audit ${auditId}.`);
    return tools.must(audit.toolId, audit.toolVersion);
  }

  /** What the rows of a sheet have wrong in this audit: groups that are not there, references that are already. */
  async function problemsIn(auditId: number, rows: ReadSheet['rows']): Promise<SheetProblem[]> {
    const problems: SheetProblem[] = [];
    const groups = new Set((await audits.groups(auditId)).map((group) => group.name.toLowerCase()));
    const seenAt = new Map<string, string>(
      (await caseFiles.references(auditId)).map((reference) => [
        reference.toLowerCase(),
        'the audit already',
      ]),
    );
    for (const { row, reference, group } of rows) {
      if (group !== '' && !groups.has(group.toLowerCase())) {
        const problem = 'is not a sample group of this audit';
        problems.push({ row, column: 'group', value: group, problem });
      }
      const earlier = seenAt.get(reference.toLowerCase());
      if (reference !== '' && earlier !== undefined) {
        problems.push({ row, column: 'reference', value: reference, problem: `is in ${earlier}` });
      } else seenAt.set(reference.toLowerCase(), `row ${row} already`);
    }
    return problems;
  }

  return {
    /** Reads a sheet for an audit and says what it holds and what is wrong with it; writes nothing. */
    async preview(auditId: number, lines: AsyncIterable<SheetLine>): Promise<SheetPreview> {
      const { rows, ...sheet } = await readCaseSheet(await toolOf(auditId), lines);
      const problems = [...sheet.problems, ...(await problemsIn(auditId, rows))];
      return { ...sheet, problems: problems.toSorted((a, b) => a.row - b.row) };
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
      const { rows, problems, brokeOff } = await readCaseSheet(await toolOf(auditId), lines);
      if (brokeOff !== null && problems.length === 0) throw new SheetFormatError(brokeOff);
      if (brokeOff !== null || (rows.length === 0 && problems.length > 0))
        throw new SheetError(problems, brokeOff ?? undefined);

      return database.write(async () => {
        const held = await audits.lock(auditId);
        if (!held || !takesAnswers(held.state)) {
          throw new StateError('Case files can only be imported into an open audit.');
        }
        const found = [...problems, ...(await problemsIn(auditId, rows))];
        if (found.length > 0) throw new SheetError(found.toSorted((a, b) => a.row - b.row));

        const groups = new Map(
          (await audits.groups(auditId)).map((group) => [group.name.toLowerCase(), group]),
        );
        const at = now().toISOString();
        await caseFiles.create(
          auditId,
          rows.flatMap((file) => {
            const group = groups.get(file.group.toLowerCase());
            if (!group) return [];
            const preAnswered = group.exclusions
              .filter((id) => !file.notRecorded.has(id))
              .map((id) => [id, 'na'] as const);
            return {
              groupId: group.id,
              reference: file.reference,
              answers: new Map([...preAnswered, ...file.answers]),
              comments: file.comments,
              comment: file.comment,
              completedAt: (file.complete ?? options.complete) ? at : null,
            };
          }),
          actorId,
          at,
          (written) => options.progress?.(written, rows.length),
        );
        await samples.begunAll(auditId, at);
        await activity.add({
          userId: actorId,
          action: 'caseFiles.imported',
          auditId,
          detail: { files: rows.length },
        });
        return rows.length;
      });
    },
  };
}

/** Reads a sheet to its end, or to where going on makes no sense. */
async function readCaseSheet(tool: Tool, lines: AsyncIterable<SheetLine>): Promise<ReadSheet> {
  const sheet: ReadSheet = {
    columns: [],
    missing: [],
    firstRows: [],
    files: 0,
    problems: [],
    brokeOff: null,
    saysComplete: false,
    rows: [],
  };
  const { rows, problems, firstRows } = sheet;
  let columns: SheetColumns | null = null;
  let hasHeading = false;
  try {
    for await (const line of lines) {
      if (!hasHeading) {
        hasHeading = true;
        const heading = readHeading(tool, line.cells, line.row);
        sheet.columns = recogniseColumns(tool, line.cells);
        const brought = new Set(
          sheet.columns.flatMap(({ meaning }) => (meaning.kind === 'answer' ? meaning.item.id : [])),
        );
        sheet.missing = itemsOf(tool).filter((item) => !brought.has(item.id));
        sheet.saysComplete = sheet.columns.some(({ meaning }) => meaning.kind === 'complete');
        if ('problems' in heading) problems.push(...heading.problems);
        else columns = heading.columns;
        continue;
      }
      if (firstRows.length < PREVIEW_ROWS) firstRows.push(line);
      if (columns === null) {
        // Without its columns no row can be judged, but the first ones help to see what is wrong.
        if (firstRows.length === PREVIEW_ROWS) break;
        continue;
      }
      if (rows.length === IMPORT_MAXIMUM_FILES) {
        const most = IMPORT_MAXIMUM_FILES.toLocaleString('en-GB');
        const problem = `there are more than ${most} case files, the most that one sheet can bring; split it`;
        problems.push({ row: line.row, column: '', value: '', problem });
        break;
      }
      const read = readRow(columns, line.cells, line.row, { checkReference: true });
      problems.push(...read.problems);
      rows.push({ ...read.caseFile, row: line.row });
      if (problems.length >= MAXIMUM_PROBLEMS) {
        sheet.brokeOff = 'After so many problems the rest was not read.';
        break;
      }
    }
  } catch (error) {
    // What was found before the text broke off is worth knowing too.
    if (!(error instanceof SheetFormatError)) throw error;
    sheet.brokeOff = error.message;
    return { ...sheet, files: rows.length };
  }
  sheet.files = rows.length;
  const empty = columns === null && hasHeading ? null : emptySheetProblem(hasHeading, rows.length);
  if (empty) problems.push(empty);
  return sheet;
}
