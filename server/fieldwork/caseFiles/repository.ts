import type { Database } from '../../platform/db/database.ts';
import { createCaseFileStore } from './caseFiles.ts';
import { createReadingStore } from './readings.ts';
import { createNotApplicableStore } from './notApplicable.ts';
import { createCountedCaseFileStore } from './countedCaseFiles.ts';

export type CaseFileRepository = ReturnType<typeof createCaseFileRepository>;

/** Case files with their readings: the stores of the room as one. */
export const createCaseFileRepository = (database: Database) => ({
  ...createCaseFileStore(database),
  ...createReadingStore(database),
  ...createNotApplicableStore(database),
  ...createCountedCaseFileStore(database),
});
