import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';
import { referenceKey, tidyReference } from '../../../rules/index.ts';

/** Where an audit has something about one case, by its reference. */
export interface HeldCase {
  auditId: number;
  /** As it is kept: of the file, or else of the list. */
  reference: string;
  /** All ways in which it is kept, of the file, its line of the list and the extract. */
  references: string[];
  /** Null where no case file was begun. */
  fileId: number | null;
  /** Its lines on the list of files to read. */
  sampledIds: number[];
}

/** Everything that is recorded of one case, as it is kept. */
export interface CaseRecord {
  begunAt: string | null;
  groupId: number | null;
  readings: {
    number: number;
    completedAt: string | null;
    comment: string;
    answers: { item: string; value: string | null; comment: string; place: string; entryOn: string }[];
    /** The recovery plan that was typed in, as it is kept; null without. */
    plan: unknown;
    notes: { kind: string; text: string; at: string }[];
  }[];
  settled: { item: string; value: string | null; reason: string; at: string }[];
  corrected: { item: string; before: string | null; after: string | null; reason: string; at: string }[];
  alerts: { seen: string; providerCase: string; urgency: string; outcome: string; at: string }[];
  /** The codes under which each of two put its texts. */
  coded: { item: string; value: string | null }[];
  /** Goals that were shown to its provider as examples, with what would be better. */
  shownGoals: { goal: string; shown: string; better: string }[];
  /** What the caseload list says of it. */
  listed: { status: string; worker: string; fields: unknown }[];
  /** Its row of an extract of the national data set. */
  extract: unknown;
}

/** How much was taken out that points at a person. */
export interface TakenOut {
  comments: number;
  texts: number;
  places: number;
  notes: number;
  plans: number;
  alerts: number;
}

interface FoundRow {
  id: number;
  audit_id: number;
  reference: string;
  case_file_id?: number | null;
}

interface CommentRow {
  case_file_id: number;
  item_id: string | null;
  comment: string;
}

interface ReviewRow {
  id: number;
  reading: number;
  completed_at: string | null;
  comment: string;
}

const WITHOUT_WORDS = '';

const MARK = 'Taken out';
/** What a case is called once its reference is taken out; nothing leads back from it. */
export const isTakenOut = (reference: string): boolean =>
  reference.toLowerCase().startsWith(`${MARK.toLowerCase()} `);

/** What is recorded of one case over all audits: found, told, and rid of what points at a person. */
export function createOneCase(database: Database) {
  const query = (table: string) => database.query(table);
  const reviewsOf = (fileId: number) => query('reviews').where({ case_file_id: fileId }).select('id');

  /** Rows of some audits under a reference, whatever its capitals; the databases know small letters of English only. */
  const under = (table: string, auditIds: readonly number[], reference: string) =>
    query(table)
      .whereIn('audit_id', [...auditIds])
      .whereRaw('(lower(reference) = ? or reference in (?, ?))', [
        referenceKey(reference),
        reference,
        tidyReference(reference),
      ]);

  async function plansOf(reviewIds: number[]): Promise<Map<number, unknown>> {
    const rows = await query('plans')
      .whereIn('review_id', reviewIds)
      .select<{ review_id: number; content: string }[]>('review_id', 'content');
    return new Map(rows.map((row) => [row.review_id, JSON.parse(row.content) as unknown]));
  }

  async function readingsOf(fileId: number): Promise<CaseRecord['readings']> {
    const reviews = await query('reviews')
      .where({ case_file_id: fileId })
      .orderBy('reading')
      .select<ReviewRow[]>('id', 'reading', 'completed_at', 'comment');
    const ids = reviews.map(({ id }) => id);
    const answers = await query('answers').whereIn('review_id', ids).orderBy('item_id').select<
      {
        review_id: number;
        item_id: string;
        value: string | null;
        comment: string | null;
        place: string | null;
        entry_on: string | null;
      }[]
    >('review_id', 'item_id', 'value', 'comment', 'place', 'entry_on');
    const notes = await query('file_notes')
      .whereIn('review_id', ids)
      .orderBy('id')
      .select<{ review_id: number; kind: string; text: string; written_at: string }[]>(
        'review_id',
        'kind',
        'text',
        'written_at',
      );
    const plans = await plansOf(ids);
    const answersOf = groupBy(answers, (row) => row.review_id);
    const notesOf = groupBy(notes, (row) => row.review_id);
    return reviews.map((review) => ({
      number: review.reading,
      completedAt: review.completed_at,
      comment: review.comment,
      answers: (answersOf.get(review.id) ?? []).map((row) => ({
        item: row.item_id,
        value: row.value,
        comment: row.comment ?? '',
        place: row.place ?? '',
        entryOn: row.entry_on ?? '',
      })),
      plan: plans.get(review.id) ?? null,
      notes: (notesOf.get(review.id) ?? []).map(({ kind, text, written_at: at }) => ({ kind, text, at })),
    }));
  }

  const codedOf = async (fileId: number): Promise<CaseRecord['coded']> =>
    (
      await query('codings')
        .whereIn('review_id', reviewsOf(fileId))
        .orderBy('item_id')
        .select<{ item_id: string; value: string | null }[]>('item_id', 'value')
    ).map((row) => ({ item: row.item_id, value: row.value }));

  const goalsOf = async (fileId: number): Promise<CaseRecord['shownGoals']> => {
    const rows = await query('goal_examples')
      .whereIn('review_id', reviewsOf(fileId))
      .orderBy('id')
      .select<CaseRecord['shownGoals']>('goal', 'shown', 'better');
    return rows.map(({ goal, shown, better }) => ({ goal, shown, better }));
  };

  async function listedOf({ sampledIds }: HeldCase): Promise<CaseRecord['listed']> {
    const rows = await query('sampled_files')
      .whereIn('id', sampledIds)
      .select<{ status: string; worker: string | null; fields: string | null }[]>(
        'status',
        'worker',
        'fields',
      );
    return rows.map((row) => ({
      status: row.status,
      worker: row.worker ?? '',
      fields: JSON.parse(row.fields ?? '{}') as unknown,
    }));
  }

  /** Comments that no other file of the audit has under the same item, with that item; of the whole file null. */
  async function ownComments(
    auditId: number,
    fileId: number,
  ): Promise<{ item: string | null; text: string }[]> {
    const files = query('case_files').where({ audit_id: auditId }).select('id');
    const all = [
      ...(await query('answers')
        .join('reviews', 'reviews.id', 'answers.review_id')
        .whereIn('reviews.case_file_id', files)
        .whereNotNull('answers.comment')
        .select<CommentRow[]>('reviews.case_file_id', 'answers.item_id', 'answers.comment')),
      ...(await query('reviews')
        .whereIn('case_file_id', files)
        .select<CommentRow[]>('case_file_id', database.query.raw('null as item_id'), 'comment')),
    ].filter(({ comment }) => comment !== '');
    const keyOf = (row: CommentRow) => JSON.stringify([row.item_id, row.comment]);
    const others = new Set(all.filter((row) => row.case_file_id !== fileId).map(keyOf));
    return all
      .filter((row) => row.case_file_id === fileId && !others.has(keyOf(row)))
      .map((row) => ({ item: row.item_id, text: row.comment }));
  }

  return {
    /** In which of these audits there is something under a reference, however its letters and spaces are written. */
    async find(auditIds: readonly number[], reference: string): Promise<HeldCase[]> {
      const files = await under('case_files', auditIds, reference).select<FoundRow[]>(
        'id',
        'audit_id',
        'reference',
      );
      const lines = await under('sampled_files', auditIds, reference).select<FoundRow[]>(
        'id',
        'audit_id',
        'reference',
        'case_file_id',
      );
      const extracted = await under('ndtms_clients', auditIds, reference).select<FoundRow[]>(
        'audit_id',
        'reference',
      );
      // A file that was renamed since is no more under what its line of the list says.
      const linked = lines.flatMap(({ case_file_id: id }) => (id === null || id === undefined ? [] : [id]));
      const renamed = await query('case_files')
        .whereIn('id', linked)
        .whereNotIn(
          'id',
          files.map(({ id }) => id),
        )
        .select<FoundRow[]>('id', 'audit_id', 'reference');
      const byAudit = groupBy(
        [...files, ...renamed, ...lines, ...extracted],
        ({ audit_id: auditId }) => auditId,
      );
      const fileOf = new Map([...renamed, ...files].map((row) => [row.audit_id, row]));
      return [...byAudit]
        .map(([auditId, rows]) => ({
          auditId,
          reference: fileOf.get(auditId)?.reference ?? rows[0]?.reference ?? reference,
          references: [...new Set(rows.map((row) => row.reference))],
          fileId: fileOf.get(auditId)?.id ?? null,
          sampledIds: lines.filter((line) => line.audit_id === auditId).map(({ id }) => id),
        }))
        .toSorted((a, b) => a.auditId - b.auditId);
    },

    async record(held: HeldCase): Promise<CaseRecord> {
      const { auditId, fileId, references } = held;
      const file =
        fileId === null
          ? undefined
          : await query('case_files')
              .where({ id: fileId })
              .first<{ created_at: string; group_id: number } | undefined>();
      const settled =
        fileId === null
          ? []
          : await query('settlements')
              .whereIn('review_id', reviewsOf(fileId))
              .orderBy('item_id')
              .select<
                { item_id: string; value: string | null; reason: string | null; settled_at: string }[]
              >();
      const corrected =
        fileId === null
          ? []
          : await query('answer_corrections').whereIn('review_id', reviewsOf(fileId)).orderBy('id').select<
              {
                item_id: string;
                value_before: string | null;
                value_after: string | null;
                reason: string | null;
                corrected_at: string;
              }[]
            >();
      const alerts =
        fileId === null
          ? []
          : await query('safeguarding_alerts').where({ case_file_id: fileId }).orderBy('id').select<
              {
                seen: string;
                provider_case: string | null;
                urgency: string;
                outcome: string | null;
                raised_at: string;
              }[]
            >();
      const extract = await query('ndtms_clients')
        .where({ audit_id: auditId })
        .whereIn('reference', references)
        .first<{ said: string } | undefined>();
      return {
        begunAt: file?.created_at ?? null,
        groupId: file?.group_id ?? null,
        readings: fileId === null ? [] : await readingsOf(fileId),
        settled: settled.map((row) => ({
          item: row.item_id,
          value: row.value,
          reason: row.reason ?? '',
          at: row.settled_at,
        })),
        corrected: corrected.map((row) => ({
          item: row.item_id,
          before: row.value_before,
          after: row.value_after,
          reason: row.reason ?? '',
          at: row.corrected_at,
        })),
        alerts: alerts.map((row) => ({
          seen: row.seen,
          providerCase: row.provider_case ?? '',
          urgency: row.urgency,
          outcome: row.outcome ?? '',
          at: row.raised_at,
        })),
        coded: fileId === null ? [] : await codedOf(fileId),
        shownGoals: fileId === null ? [] : await goalsOf(fileId),
        listed: await listedOf(held),
        extract: extract ? (JSON.parse(extract.said) as unknown) : null,
      };
    },

    /**
     * Takes out what points at the person of a case: its reference, and all that was written in words. Answers that were
     * chosen stay, since figures are made of them. To be called within a write.
     *
     * @param textItems - the items of the tool that are answered in words
     */
    async takeOut(held: HeldCase, textItems: readonly string[]): Promise<TakenOut> {
      const { auditId, fileId, references, sampledIds } = held;
      const mark = fileId === null ? MARK : `${MARK} F${fileId}`;
      const taken: TakenOut = { comments: 0, texts: 0, places: 0, notes: 0, plans: 0, alerts: 0 };
      if (fileId !== null) {
        const ofReadings = (table: string) => query(table).whereIn('review_id', reviewsOf(fileId));
        // Findings that were made from a comment keep it as it was.
        for (const { item, text } of await ownComments(auditId, fileId)) {
          await query('findings')
            .where({ audit_id: auditId, taken_from: text, taken_item: item })
            .update({ taken_from: null });
        }
        taken.comments =
          (await ofReadings('answers')
            .whereNotNull('comment')
            .whereNot({ comment: '' })
            .update({ comment: null })) +
          (await query('reviews')
            .where({ case_file_id: fileId })
            .whereNot({ comment: '' })
            .update({ comment: WITHOUT_WORDS }));
        taken.texts = await ofReadings('answers')
          .whereIn('item_id', [...textItems])
          .whereNotNull('value')
          .update({ value: mark });
        await ofReadings('settlements')
          .whereIn('item_id', [...textItems])
          .whereNotNull('value')
          .update({ value: mark });
        for (const side of ['value_before', 'value_after']) {
          await ofReadings('answer_corrections')
            .whereIn('item_id', [...textItems])
            .whereNotNull(side)
            .update({ [side]: mark });
        }
        await ofReadings('settlements').update({ reason: WITHOUT_WORDS });
        await ofReadings('answer_corrections').update({ reason: WITHOUT_WORDS });
        taken.places = await ofReadings('answers')
          .where((said) => said.whereNotNull('place').orWhereNotNull('entry_on'))
          .update({ place: null, entry_on: null });
        taken.notes = await ofReadings('file_notes').delete();
        taken.plans = await ofReadings('plans').delete();
        await ofReadings('goal_examples').delete();
        taken.alerts = await query('safeguarding_alerts').where({ case_file_id: fileId }).delete();
        await query('case_files').where({ id: fileId }).update({ reference: mark });
      }
      for (const id of sampledIds) {
        await query('sampled_files')
          .where({ id })
          .update({ reference: `${MARK} L${id}`, worker: null, reason: null });
      }
      await query('ndtms_clients')
        .where({ audit_id: auditId })
        .whereIn('reference', references)
        .update({ reference: mark });
      // Sheets that wait and copies on devices have the reference.
      await query('waiting_files').where({ audit_id: auditId }).delete();
      // What is kept on devices has the reference.
      await query('device_copies').where({ audit_id: auditId }).delete();
      return taken;
    },
  };
}

export type OneCase = ReturnType<typeof createOneCase>;
