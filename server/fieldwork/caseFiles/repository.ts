import type { Database } from '../../platform/db/database.ts';
import { createCaseFileStore } from './caseFiles.ts';
import { createReadingStore } from './readings.ts';
import { createWholeFileStore } from './wholeFiles.ts';

export type ReviewRepository = ReturnType<typeof createReviewRepository>;

/** Case files with their readings: the stores of the room as one. */
export const createReviewRepository = (database: Database) => ({
  ...createCaseFileStore(database),
  ...createReadingStore(database),
  ...createWholeFileStore(database),
});
