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
