import { emptySheetProblem, readHeading, readRow, takesAnswers } from '../../rules/index.ts';
import type { SheetColumns, SheetProblem, SheetRow } from '../../rules/index.ts';
import type { ActivityRepository } from '../activity/repository.ts';
import type { AuditRepository } from '../audits/repository.ts';
import type { Database } from '../db/database.ts';
import { NotFoundError, StateError } from '../errors.ts';
import { SheetFormatError } from '../formats/csv.ts';
import type { SheetLine } from '../formats/csv.ts';
import { countOf } from '../formats/words.ts';
import type { SampleRepository } from '../sampling/repository.ts';
import type { Tools } from '../tools.ts';
import type { ReviewRepository } from './repository.ts';

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

export type Importer = ReturnType<typeof createImporter>;

/** Takes case files from a sheet into an open audit: all of them, or none. */
export function createImporter(parts: {
  database: Database;
  audits: AuditRepository;
  reviews: ReviewRepository;
  samples: SampleRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, reviews, samples, activity, tools, now } = parts;
  return {
    /**
     * @param lines - the sheet, its heading first
     * @returns how many case files were imported
     * @throws SheetError with all problems
     */
    async importCaseFiles(
      actorId: number | null,
      auditId: number,
      lines: AsyncIterable<SheetLine>,
      options: { complete: boolean } = { complete: false },
    ): Promise<number> {
      const audit = await audits.byId(auditId);
      if (!audit) throw new NotFoundError(`There is no audit ${auditId}.`);
      const tool = tools.must(audit.toolId, audit.toolVersion);

      // The sheet is read before the transaction begins, so that a slow source does not hold the database.
      const problems: SheetProblem[] = [];
      const rows: (SheetRow & { row: number })[] = [];
      let columns: SheetColumns | null = null;
      try {
        for await (const { row, cells } of lines) {
          if (columns === null) {
            const heading = readHeading(tool, cells, row);
            if ('problems' in heading) throw new SheetError(heading.problems);
            columns = heading.columns;
            continue;
          }
          const read = readRow(columns, cells, row, { checkReference: true });
          problems.push(...read.problems);
          rows.push({ ...read.caseFile, row });
        }
      } catch (error) {
        // What was found before the text broke off is worth knowing too.
        if (!(error instanceof SheetFormatError) || problems.length === 0) throw error;
        throw new SheetError(problems, error.message);
      }
      const empty = emptySheetProblem(columns !== null, rows.length);
      if (empty) throw new SheetError([empty]);

      return database.write(async () => {
        const held = await audits.lock(auditId);
        if (!held || !takesAnswers(held.state)) {
          throw new StateError('Case files can only be imported into an open audit.');
        }
        const groups = new Map(
          (await audits.groups(auditId)).map((group) => [group.name.toLowerCase(), group]),
        );
        const seenAt = new Map<string, string>(
          (await reviews.references(auditId)).map((reference) => [
            reference.toLowerCase(),
            'the audit already',
          ]),
        );
        for (const { row, reference, group } of rows) {
          if (group !== '' && !groups.has(group.toLowerCase())) {
            problems.push({
              row,
              column: 'group',
              value: group,
              problem: 'is not a sample group of this audit',
            });
          }
          const earlier = seenAt.get(reference.toLowerCase());
          if (reference !== '' && earlier !== undefined) {
            problems.push({ row, column: 'reference', value: reference, problem: `is in ${earlier}` });
          } else seenAt.set(reference.toLowerCase(), `row ${row} already`);
        }
        if (problems.length > 0) throw new SheetError(problems.toSorted((a, b) => a.row - b.row));

        const at = now().toISOString();
        await reviews.create(
          auditId,
          rows.flatMap(({ reference, group, answers }) => {
            const found = groups.get(group.toLowerCase());
            if (!found) return [];
            const preAnswered = found.exclusions.map((id) => [id, 'na'] as const);
            return {
              groupId: found.id,
              reference,
              answers: new Map([...preAnswered, ...answers]),
              completedAt: options.complete ? at : null,
            };
          }),
          actorId,
          at,
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
