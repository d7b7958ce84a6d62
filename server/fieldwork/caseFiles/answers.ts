/** Answers and comments by item id. */
export function textsOf(rows: { item_id: string; value: string | null; comment: string | null }[]) {
  return {
    answers: new Map(
      rows.flatMap(({ item_id, value }) => (value === null ? [] : [[item_id, value] as const])),
    ),
    comments: new Map(
      rows.flatMap(({ item_id, comment }) => (comment === null ? [] : [[item_id, comment] as const])),
    ),
  };
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
