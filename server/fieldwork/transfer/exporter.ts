import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { headingOf, itemsOf, rowOf } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import { temporaryFolder } from '../../platform/temporary.ts';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { writeWorkbook } from '../../formats/workbookThread.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';
import type { Tools } from '../../audits/tools.ts';

export const EXPORT_FORMATS = ['csv', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A workbook is made in memory, a CSV file is not. */
const WORKBOOK_MAXIMUM_FILES = 20_000;

export type Exporter = ReturnType<typeof createExporter>;

/** Gives an audit's case files as a sheet that, imported again, is the same audit. */
export function createExporter(parts: {
  database: Database;
  audits: AuditRepository;
  caseFiles: CaseFileRepository;
  activity: ActivityRepository;
  tools: Tools;
}) {
  const { database, audits, caseFiles, activity, tools } = parts;
  const folder = temporaryFolder('exports');

  return {
    /**
     * Writes the first readings of an audit, in the order in which they were begun, into a temporary file: what is
     * sent is from one state of the database, and a slow receiver does not hold it.
     *
     * @returns where the file is; it is for the caller to remove
     * @throws StateError when there are too many case files for a workbook
     */
    async write(actorId: number, auditId: number, format: ExportFormat): Promise<string> {
      const file = path.join(folder(), randomUUID());
      try {
        const files = await database.read(async () => {
          const audit = await audits.byId(auditId);
          if (!audit) throw new NotFoundError();
          const tool = tools.of(audit);
          const groups = await audits.groups(auditId);
          const total = groups.reduce((sum, group) => sum + group.files, 0);
          if (format === 'xlsx' && total > WORKBOOK_MAXIMUM_FILES) {
            const most = WORKBOOK_MAXIMUM_FILES.toLocaleString('en-GB');
            throw new StateError(
              `A workbook holds at most ${most} ${audit.words.many}. Take the export as CSV.`,
            );
          }
          const groupOf = new Map(groups.map((group) => [group.id, group]));
          const beside = {
            comments: await caseFiles.itemsWith(auditId, 'comment'),
            places: await caseFiles.itemsWith(auditId, 'place'),
            entryDates: await caseFiles.itemsWith(auditId, 'entry_on'),
          };
          const rows = async function* (): AsyncGenerator<string[]> {
            for await (const reading of caseFiles.all(auditId)) {
              yield rowOf(tool, beside, {
                ...reading,
                group: groupOf.get(reading.groupId)?.name ?? '',
                exclusions: groupOf.get(reading.groupId)?.exclusions ?? [],
                complete: reading.completedAt !== null,
              });
            }
          };
          const heading = headingOf(tool, beside);
          if (format === 'csv') {
            await writeCsv(file, heading, rows());
          } else {
            const numbers = new Set(
              itemsOf(tool)
                .filter((item) => item.kind === 'rating' || (item.kind === 'field' && item.type === 'number'))
                .map((item) => heading.indexOf(item.id)),
            );
            await writeWorkbook(file, { sheet: audit.words.Many, heading, rows: rows(), numbers });
          }
          return total;
        });
        await activity.add({
          userId: actorId,
          action: 'caseFiles.exported',
          auditId,
          detail: { files, format },
        });
        return file;
      } catch (error) {
        await rm(file, { force: true });
        throw error;
      }
    },
  };
}

const CHUNK_CHARACTERS = 64 * 1024;

async function writeCsv(file: string, heading: string[], rows: AsyncIterable<string[]>): Promise<void> {
  const handle = await open(file, 'w');
  try {
    let text = CSV_BEGIN + csvLine(heading);
    for await (const row of rows) {
      text += csvLine(row);
      if (text.length < CHUNK_CHARACTERS) continue;
      await handle.writeFile(text);
      text = '';
    }
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
