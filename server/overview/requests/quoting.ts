import type { Database } from '../../platform/db/database.ts';

/** Finds where words of a case are written again: in the records of its audit, and in those of the partnership. */
export function createQuoting(database: Database) {
  const query = (table: string) => database.query(table);
  const plansOf = (auditId: number) => query('improvement_plans').where({ audit_id: auditId }).select('id');
  const actionsOf = (auditId: number) =>
    query('plan_actions').whereIn('plan_id', plansOf(auditId)).select('id');

  /** Where people write in words of their own, by what it is called, and what they wrote there. */
  async function written(auditId: number): Promise<[place: string, texts: Text[]][]> {
    // By the ids of what belongs to an organisation itself, so that nobody else's is looked at.
    const lines = (await query('delivery_lines').pluck('id')) as number[];
    const meetings = (await query('review_meetings').pluck('id')) as number[];
    return [
      [
        'A query about a report, or its answer',
        await query('report_queries')
          .whereIn('report_id', query('reports').where({ audit_id: auditId }).select('id'))
          .select<Text[]>('text', 'answer'),
      ],
      [
        'An improvement plan',
        await query('improvement_plans')
          .where({ audit_id: auditId })
          .select<Text[]>('comment', 'nothing_to_answer'),
      ],
      [
        'An action of an improvement plan',
        await query('plan_actions').whereIn('plan_id', plansOf(auditId)).select<Text[]>('action', 'measure'),
      ],
      [
        'A note about an action of an improvement plan',
        await query('plan_notes').whereIn('action_id', actionsOf(auditId)).select<Text[]>('text'),
      ],
      [
        'A line of a delivery plan',
        await query('delivery_lines').whereIn('id', lines).select<Text[]>('heading', 'action', 'measure'),
      ],
      [
        'A note about a line of a delivery plan',
        await query('delivery_notes').whereIn('action_id', lines).select<Text[]>('text'),
      ],
      [
        'The agenda or a decision of a meeting',
        await query('review_agenda').whereIn('meeting_id', meetings).select<Text[]>('text', 'decision'),
      ],
    ];
  }

  return {
    /** In which places any of these words stand, besides reports and findings. */
    places: async (auditId: number, words: readonly string[]): Promise<string[]> =>
      (await written(auditId)).flatMap(([place, rows]) =>
        rows.some((row) => Object.values(row).some((text) => isQuotedIn(text ?? '', words))) ? [place] : [],
      ),
  };
}

type Text = Record<string, string | null>;

const LETTER = /[\p{L}\p{N}]/u;

/** Whether one of these words stands in a text by itself, whatever its capitals: "BR-1" is not in "BR-12". */
export function isQuotedIn(text: string, words: readonly string[]): boolean {
  const within = text.toLowerCase();
  return words.some((word) => {
    const sought = word.trim().toLowerCase();
    if (sought === '') return false;
    for (let at = within.indexOf(sought); at >= 0; at = within.indexOf(sought, at + 1)) {
      const before = within[at - 1] ?? ' ';
      const after = within[at + sought.length] ?? ' ';
      if (!LETTER.test(before) && !LETTER.test(after)) return true;
    }
    return false;
  });
}

export type Quoting = ReturnType<typeof createQuoting>;
