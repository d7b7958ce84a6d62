import type { Database } from '../../platform/db/database.ts';

/** What a column or a word of a sheet was said to mean; the place of a column is `column.`. */
export interface SheetWord {
  place: string;
  /** As it is compared: in small letters, signs that look alike being one. */
  word: string;
  meaning: string;
}

export type SheetWordStore = ReturnType<typeof createSheetWordStore>;

/** What was said of the sheets of each audit, for the next sheet. */
export function createSheetWordStore(database: Database) {
  return {
    async of(auditId: number): Promise<SheetWord[]> {
      return database
        .query('sheet_words')
        .where({ audit_id: auditId })
        .orderBy('id')
        .select<SheetWord[]>('place', 'word', 'meaning');
    },

    /** Keeps what was said; what was said of the same word before gives way. */
    async keep(auditId: number, words: readonly SheetWord[]): Promise<void> {
      for (const { place, word, meaning } of words) {
        await database
          .query('sheet_words')
          .insert({ audit_id: auditId, place, word, meaning })
          .onConflict(['audit_id', 'place', 'word'])
          .merge({ meaning });
      }
    },
  };
}
