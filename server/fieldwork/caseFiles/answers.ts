import type { Knex } from 'knex';

/** What a row of the answers holds beside whose and which it is. */
export interface AnswerContent {
  value: string | null;
  comment: string | null;
  /** Where in the file it was seen: a page, a document. */
  place: string | null;
  /** YYYY-MM-DD: the day of the entry there. */
  entry_on: string | null;
}

/** The columns of {@link AnswerContent}. */
export const ANSWER_CONTENT = ['value', 'comment', 'place', 'entry_on'] as const;

/** Leaves of answers those rows that hold nothing at all. */
export const holdingNothing = (query: Knex.QueryBuilder): Knex.QueryBuilder =>
  ANSWER_CONTENT.reduce((found, column) => found.whereNull(column), query);

/** Answers, comments and where they were seen, by item id. */
export function textsOf(rows: readonly (AnswerContent & { item_id: string })[]) {
  const of = (column: keyof AnswerContent): ReadonlyMap<string, string> =>
    new Map(
      rows.flatMap((row) => {
        const text = row[column];
        return text === null ? [] : [[row.item_id, text] as const];
      }),
    );
  return { answers: of('value'), comments: of('comment'), places: of('place'), entryDates: of('entry_on') };
}

/** What is known by item with changes put in; what is changed to null is taken away. */
export function withChanges<T>(
  known: ReadonlyMap<string, T>,
  changes: ReadonlyMap<string, T | null>,
): Map<string, T> {
  const changed = new Map(known);
  for (const [id, value] of changes) {
    if (value === null) changed.delete(id);
    else changed.set(id, value);
  }
  return changed;
}
