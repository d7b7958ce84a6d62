import type { Knex } from 'knex';
import { checksOf, Counter } from '../../rules/index.ts';
import type { Check, Counts, Tool } from '../../rules/index.ts';
import type { Database } from '../db/database.ts';
import { countingValue, joinSettlements } from './countingValue.ts';

const FIRST_READING = 1;
/** Every answer that can be recorded to a check; a field may hold one of these words as well. */
const ANSWERS = ['yes', 'no', 'na'] as const;
/** Texts of fields are longer and not worth carrying; to ask for each of the answers takes longer than this. */
const LONGEST_ANSWER = Math.max(...ANSWERS.map((answer) => answer.length));

type Counted = Pick<Counts, 'answers' | 'pairs'>;

/**
 * Counts the answers that count of all first readings of an audit, by group, check and answer.
 *
 * The two engines are asked differently, because each is slow at what the other is quick at. SQLite sorts every answer
 * before it can group; it gives the answers of one file as one text instead, and they are counted here. PostgreSQL
 * groups by hashing, with several processes. `npm run bench` holds both against the bare GROUP BY.
 */
export function createCounting(database: Database) {
  const firstReadings = (auditId: number): Knex.QueryBuilder =>
    database
      .query('case_files')
      .join('reviews', (join) =>
        join.on('reviews.case_file_id', 'case_files.id').andOnVal('reviews.reading', FIRST_READING),
      )
      .where('case_files.audit_id', auditId);

  /** Most audits have none, and need not look one up for each answer. */
  async function hasSettlements(auditId: number): Promise<boolean> {
    const row: unknown = await firstReadings(auditId)
      .join('settlements', 'settlements.review_id', 'reviews.id')
      .first('settlements.review_id');
    return row !== undefined;
  }

  async function fileByFile(auditId: number, tool: Tool, nameOf: Map<number, string>): Promise<Counted> {
    const settled = await hasSettlements(auditId);
    const value = settled ? countingValue() : 'answers.value';
    const query = database.query('answers');
    const answers = (settled ? joinSettlements(query) : query)
      .whereRaw('answers.review_id = reviews.id')
      .whereRaw(`length(${value}) <= ${LONGEST_ANSWER}`)
      .select(database.query.raw(`group_concat(answers.item_id || ' ' || ${value})`));
    const rows: { group_id: number; answers: string | null }[] = await firstReadings(auditId).select(
      'case_files.group_id',
      answers.as('answers'),
    );

    const checks = checksOf(tool);
    const known = new Map<string, { place: number; answer: string }>(
      checks.flatMap(({ id }, place) => ANSWERS.map((answer) => [`${id} ${answer}`, { place, answer }])),
    );
    const counter = new Counter(tool);
    for (const row of rows) {
      const inOrder = Array.from<string | undefined>({ length: checks.length });
      for (const text of row.answers?.split(',') ?? []) {
        const found = known.get(text);
        if (found) inOrder[found.place] = found.answer;
      }
      counter.addInOrder(nameOf.get(row.group_id) ?? '', inOrder);
    }
    return counter.counts();
  }

  interface CountRow {
    group_id: number;
    item_id: string;
    value: string;
    files: number | string;
  }

  async function grouped(auditId: number, tool: Tool, nameOf: Map<number, string>): Promise<Counted> {
    const settled = await hasSettlements(auditId);
    const settle = (query: Knex.QueryBuilder, ...tables: [] | [string, string]) =>
      settled ? joinSettlements(query, ...tables) : query;
    const value = settled ? countingValue() : 'answers.value';
    const checks = checksOf(tool);
    const ids = new Set(checks.map((check) => check.id));
    const answersOf = () => settle(firstReadings(auditId).join('answers', 'answers.review_id', 'reviews.id'));
    const toCount = (row: CountRow) => ({
      group: nameOf.get(row.group_id) ?? '',
      check: row.item_id,
      answer: row.value,
      files: Number(row.files),
    });

    const rows: CountRow[] = await answersOf()
      .whereRaw(`length(${value}) <= ${LONGEST_ANSWER}`)
      .groupByRaw(`case_files.group_id, answers.item_id, ${value}`)
      .select(
        'case_files.group_id',
        'answers.item_id',
        database.query.raw(`${value} as value`),
        database.query.raw('count(*) as files'),
      );

    const pairs: Counted['pairs'] = [];
    const parentValue = settled ? countingValue('parents', 'parents_settled') : 'parents.value';
    for (const { needed, children } of dependencies(checks)) {
      const others = ANSWERS.filter((answer) => answer !== needed.answer);
      const paired = answersOf().join('answers as parents', (join) =>
        join.on('parents.review_id', 'answers.review_id').andOnVal('parents.item_id', needed.item),
      );
      const found: (CountRow & { parent_value: string })[] = await settle(
        paired,
        'parents',
        'parents_settled',
      )
        .whereIn('answers.item_id', children)
        .whereRaw(`(${value}) = ?`, ['yes'])
        .whereRaw(`(${parentValue}) in (${others.map(() => '?').join(', ')})`, others)
        .groupByRaw(`case_files.group_id, answers.item_id, ${value}, ${parentValue}`)
        .select(
          'case_files.group_id',
          'answers.item_id',
          database.query.raw(`${value} as value`),
          database.query.raw(`${parentValue} as parent_value`),
          database.query.raw('count(*) as files'),
        );
      pairs.push(...found.map((row) => ({ ...toCount(row), parentAnswer: row.parent_value })));
    }
    return { answers: rows.filter((row) => ids.has(row.item_id)).map(toCount), pairs };
  }

  return {
    /** @param nameOf - the names of the audit's sample groups by id */
    ofAudit: (auditId: number, tool: Tool, nameOf: Map<number, string>): Promise<Counted> =>
      database.engine === 'sqlite' ? fileByFile(auditId, tool, nameOf) : grouped(auditId, tool, nameOf),
  };
}

/** What checks need to make sense, each with the checks that need it. */
function dependencies(checks: Check[]): { needed: { item: string; answer: string }; children: string[] }[] {
  const found = new Map<string, { needed: { item: string; answer: string }; children: string[] }>();
  for (const { id, dependsOn } of checks) {
    if (!dependsOn) continue;
    const key = `${dependsOn.item} ${dependsOn.answer}`;
    const entry = found.get(key) ?? { needed: dependsOn, children: [] };
    entry.children.push(id);
    found.set(key, entry);
  }
  return [...found.values()];
}
