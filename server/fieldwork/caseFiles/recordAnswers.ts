import type { Database } from '../../platform/db/database.ts';
import { countingValue, hasSettlements, joinSettlements } from './countingAnswer.ts';
import { firstReadings } from './queries.ts';

/** A record with the answers that count, to be scored. */
export interface RecordAnswers {
  fileId: number;
  groupId: number;
  reference: string;
  completedAt: string | null;
  /** By item id, and by criterion id for judgements; what is not recorded is not in it. */
  answers: Map<string, string>;
}

/** Between an item and its answer, and between answers: no kept id, number or date has these signs. */
const [BETWEEN_PARTS, BETWEEN_ANSWERS] = ['\u001F', '\u001E'];

interface Row {
  id: number;
  group_id: number;
  reference: string;
  completed_at: string | null;
  answers: string | null;
}

/** Which answers: those that count, or those of the first reading, whatever was settled in their place. */
type Which = 'counting' | 'first';

/** Whole records, each as one row: an answer a row would take longer to carry than to score. */
export function createRecordAnswers(database: Database) {
  return {
    /**
     * The records of an audit in the order in which they were begun. To be called within one read.
     *
     * @param ids - of the items and criteria that are asked for; no free text, which may hold any sign
     * @param which - the answers that count, unless those of the first reading are asked for
     */
    async of(auditId: number, ids: readonly string[], which: Which = 'counting'): Promise<RecordAnswers[]> {
      const settled = which === 'counting' && (await hasSettlements(database, auditId));
      const value = settled ? countingValue() : 'answers.value';
      const query = database.query('answers');
      const answers = (settled ? joinSettlements(query) : query)
        .whereRaw('answers.review_id = reviews.id')
        .whereIn('answers.item_id', [...ids])
        .whereRaw(`(${value}) is not null`)
        .select(
          database.query.raw(`string_agg(answers.item_id || ? || (${value}), ?)`, [
            BETWEEN_PARTS,
            BETWEEN_ANSWERS,
          ]),
        );
      const rows: Row[] = await firstReadings(database)
        .where('case_files.audit_id', auditId)
        .orderBy('case_files.id')
        .select(
          'case_files.id',
          'case_files.group_id',
          'case_files.reference',
          'reviews.completed_at',
          answers.as('answers'),
        );
      return rows.map((row) => ({
        fileId: row.id,
        groupId: row.group_id,
        reference: row.reference,
        completedAt: row.completed_at,
        answers: answersIn(row.answers),
      }));
    },
  };
}

function answersIn(text: string | null): Map<string, string> {
  const answers = new Map<string, string>();
  if (text === null) return answers;
  for (const pair of text.split(BETWEEN_ANSWERS)) {
    const at = pair.indexOf(BETWEEN_PARTS);
    answers.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return answers;
}
