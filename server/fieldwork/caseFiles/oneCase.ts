import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';
import { tidyReference } from '../../../rules/index.ts';

/** Where an audit has something about one case, by its reference. */
export interface HeldCase {
  auditId: number;
  /** As it is kept. */
  reference: string;
  /** Null where no case file was begun. */
  fileId: number | null;
  /** Its line on the list of files to read; null where it is not on it. */
  sampledId: number | null;
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
  /** What the caseload list says of it. */
  listed: { status: string; worker: string; fields: unknown } | null;
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

interface ReviewRow {
  id: number;
  reading: number;
  completed_at: string | null;
  comment: string;
}

const WITHOUT_WORDS = '';

/** What is recorded of one case over all audits: found, told, and rid of what points at a person. */
export function createOneCase(database: Database) {
  const query = (table: string) => database.query(table);
  const reviewsOf = (fileId: number) => query('reviews').where({ case_file_id: fileId }).select('id');

  /** As people write one reference. */
  const spellings = (reference: string): string[] => {
    const tidy = tidyReference(reference);
    return [...new Set([reference, tidy, tidy.toUpperCase(), tidy.toLowerCase()])];
  };

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

  async function listedOf({ auditId, sampledId }: HeldCase): Promise<CaseRecord['listed']> {
    if (sampledId === null) return null;
    const row = await query('sampled_files')
      .where({ audit_id: auditId, id: sampledId })
      .first<{ status: string; worker: string | null; fields: string | null } | undefined>();
    if (!row) return null;
    return {
      status: row.status,
      worker: row.worker ?? '',
      fields: JSON.parse(row.fields ?? '{}') as unknown,
    };
  }

  return {
    /** In which of these audits there is something under a reference, however its letters and spaces are written. */
    async find(auditIds: readonly number[], reference: string): Promise<HeldCase[]> {
      const asked = spellings(reference);
      const within = (table: string) =>
        query(table)
          .whereIn('audit_id', [...auditIds])
          .whereIn('reference', asked);
      const files = await within('case_files').select<{ id: number; audit_id: number; reference: string }[]>(
        'id',
        'audit_id',
        'reference',
      );
      const sampled = await within('sampled_files').select<
        { id: number; audit_id: number; reference: string; case_file_id: number | null }[]
      >('id', 'audit_id', 'reference', 'case_file_id');
      const extracted = await within('ndtms_clients').select<{ audit_id: number; reference: string }[]>(
        'audit_id',
        'reference',
      );
      const found = new Map<string, HeldCase>();
      const add = (auditId: number, kept: string, more: Partial<HeldCase>) => {
        const key = `${auditId} ${kept}`;
        const before = found.get(key) ?? { auditId, reference: kept, fileId: null, sampledId: null };
        found.set(key, { ...before, ...more });
      };
      for (const row of files) add(row.audit_id, row.reference, { fileId: row.id });
      for (const row of sampled) add(row.audit_id, row.reference, { sampledId: row.id });
      for (const row of extracted) add(row.audit_id, row.reference, {});
      return [...found.values()].toSorted((a, b) => a.auditId - b.auditId);
    },

    async record(held: HeldCase): Promise<CaseRecord> {
      const { auditId, fileId, reference } = held;
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
        .where({ audit_id: auditId, reference })
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
        listed: await listedOf(held),
        extract: extract ? (JSON.parse(extract.said) as unknown) : null,
      };
    },

    /**
     * Takes out what points at the person of a case: its reference, and all that was written in words. Answers that were
     * chosen stay, since figures are made of them. To be called within a write.
     *
     * @param mark - what the case is called from now on
     * @param textItems - the items of the tool that are answered in words
     */
    async takeOut(held: HeldCase, mark: string, textItems: readonly string[]): Promise<TakenOut> {
      const { auditId, fileId, reference } = held;
      const taken: TakenOut = { comments: 0, texts: 0, places: 0, notes: 0, plans: 0, alerts: 0 };
      if (fileId !== null) {
        const ofReadings = (table: string) => query(table).whereIn('review_id', reviewsOf(fileId));
        // Findings that were made from a comment keep it as it was.
        const comments = await ofReadings('answers').whereNotNull('comment').pluck<string[]>('comment');
        const onFile = await query('reviews').where({ case_file_id: fileId }).pluck<string[]>('comment');
        await query('findings')
          .where({ audit_id: auditId })
          .whereIn(
            'taken_from',
            [...comments, ...onFile].filter((text) => text !== ''),
          )
          .update({ taken_from: null });
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
        await ofReadings('answer_corrections')
          .whereIn('item_id', [...textItems])
          .update({ value_before: mark, value_after: mark });
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
      await query('sampled_files')
        .where({ audit_id: auditId, reference })
        .update({ reference: mark, worker: null, reason: null });
      await query('ndtms_clients').where({ audit_id: auditId, reference }).update({ reference: mark });
      // What is kept on devices has the reference.
      await query('device_copies').where({ audit_id: auditId }).delete();
      return taken;
    },
  };
}

export type OneCase = ReturnType<typeof createOneCase>;
