import type { Knex } from 'knex';
import { checksOf, GIVEN_ANSWERS } from '../../../rules/index.ts';
import type { Check, Tool } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { countingValue, hasSettlements, joinSettlements } from '../../fieldwork/caseFiles/countingAnswer.ts';
import { firstReadings } from '../../fieldwork/caseFiles/queries.ts';
import { countGathered, gatheredAnswers } from './gathering.ts';
import type { Counted, CountedChecks, GatheredFile } from './gathering.ts';
import { createItemCounting } from './itemCounting.ts';

/** Texts of fields are longer and not worth carrying; to ask for each of the answers takes longer than this. */
const LONGEST_ANSWER = Math.max(...GIVEN_ANSWERS.map((answer) => answer.length));
/**
 * Counts the answers that count of all first readings of an audit, by group, check and answer.
 *
 * The two engines are asked differently, because each is slow at what the other is quick at. SQLite sorts every answer
 * before it can group; it gives the answers of one file as one text instead, and they are counted here. PostgreSQL
 * groups by hashing, with several processes. `npm run bench` holds both against the bare GROUP BY.
 *
 * Answers to items that are no checks come along where they are asked for: SQLite has each answer in hand anyhow.
 */
export function createCounting(database: Database) {
  const readingsOf = (auditId: number): Knex.QueryBuilder =>
    firstReadings(database).where('case_files.audit_id', auditId);

  const itemCounting = createItemCounting(database);

  async function fileByFile(
    auditId: number,
    tool: Tool,
    nameOf: ReadonlyMap<number, string>,
    itemIds: readonly string[],
  ): Promise<Counted> {
    const settled = await hasSettlements(database, auditId);
    const files: GatheredFile[] = await readingsOf(auditId).select(
      'case_files.group_id',
      gatheredAnswers(database, itemIds, settled).as('answers'),
    );
    return countGathered(tool, itemIds, files, (groupId) => nameOf.get(groupId) ?? '');
  }

  /** Answers by group, check and answer, and how many of each are in files with each answer to the check they hang on. */
  async function grouped(
    auditId: number,
    tool: Tool,
    nameOf: ReadonlyMap<number, string>,
  ): Promise<CountedChecks> {
    const settled = await hasSettlements(database, auditId);
    const value = settled ? countingValue() : 'answers.value';
    const needs = needsOf(checksOf(tool));
    const query = readingsOf(auditId);
    for (const { item, as, settledAs, answers } of needs) {
      void query.leftJoin(`answers as ${as}`, (join) => {
        join.on(`${as}.review_id`, 'reviews.id').andOnVal(`${as}.item_id`, item);
        if (!settled)
          join.onIn(
            `${as}.value`,
            answers.map(({ answer }) => answer),
          );
      });
      if (settled) void joinSettlements(query, as, settledAs);
    }
    void query.join('answers', 'answers.review_id', 'reviews.id');
    if (settled) void joinSettlements(query);
    const beside = needs.flatMap(({ as, settledAs, answers }) => {
      const parentValue = settled ? countingValue(as, settledAs) : `${as}.value`;
      return answers.map(({ answer, column }) =>
        database.query.raw(`count(*) filter (where (${parentValue}) = '${answer}') as ${column}`),
      );
    });
    // Files are joined first, as it is written here: their answers, by far the most, then need one lookup each. The
    // planner takes the condition on the length for rarer than it is and would look up files and groups for each.
    await database.query.raw('set local join_collapse_limit = 1');
    const rows: CountRow[] = await query
      .whereRaw(`octet_length(${value}) <= ${LONGEST_ANSWER}`)
      .groupByRaw(`case_files.group_id, answers.item_id, ${value}`)
      .select(
        'case_files.group_id',
        'answers.item_id',
        database.query.raw(`${value} as value`),
        database.query.raw('count(*) as files'),
        ...beside,
      );
    await database.query.raw('set local join_collapse_limit to default');

    return toCounts(rows, checksOf(tool), needs, nameOf);
  }

  return {
    /**
     * To be called within one read.
     *
     * @param nameOf - the names of the audit's sample groups by id
     * @param itemIds - the items of which every answer is counted, too
     */
    async ofAudit(
      auditId: number,
      tool: Tool,
      nameOf: ReadonlyMap<number, string>,
      itemIds: readonly string[],
    ): Promise<Counted> {
      if (database.engine === 'sqlite') return fileByFile(auditId, tool, nameOf, itemIds);
      const checks = await grouped(auditId, tool, nameOf);
      return { ...checks, items: await itemCounting.ofAudit(auditId, itemIds, nameOf) };
    },
  };
}

type CountRow = { group_id: number; item_id: string; value: string; files: number | string } & Record<
  `beside_${number}_${string}`,
  number | string
>;

/** What checks need, each under the name that the query calls it by, with a column for every answer to it. */
function needsOf(checks: Check[]) {
  return dependencies(checks).map((need, n) => ({
    ...need,
    as: `parents_${n}`,
    settledAs: `parents_settled_${n}`,
    answers: GIVEN_ANSWERS.map((answer) => ({
      answer,
      column: `beside_${n}_${answer}` as const,
    })),
  }));
}

function toCounts(
  rows: CountRow[],
  checks: Check[],
  needs: ReturnType<typeof needsOf>,
  nameOf: ReadonlyMap<number, string>,
): CountedChecks {
  const ids = new Set(checks.map((check) => check.id));
  const counts: CountedChecks = { answers: [], pairs: [] };
  for (const row of rows) {
    if (!ids.has(row.item_id)) continue;
    const count = { group: nameOf.get(row.group_id) ?? '', check: row.item_id, answer: row.value };
    counts.answers.push({ ...count, files: Number(row.files) });
    for (const { children, answers } of needs) {
      if (!children.has(row.item_id)) continue;
      for (const { answer: parentAnswer, column } of answers) {
        const files = Number(row[column]);
        if (files > 0) counts.pairs.push({ ...count, parentAnswer, files });
      }
    }
  }
  return counts;
}

/** What checks need to make sense, each with the checks that need it. */
export function dependencies(checks: Check[]): { item: string; answer: string; children: Set<string> }[] {
  const found = new Map<string, { item: string; answer: string; children: Set<string> }>();
  for (const { id, dependsOn } of checks) {
    if (!dependsOn) continue;
    const key = `${dependsOn.item} ${dependsOn.answer}`;
    const entry = found.get(key) ?? { ...dependsOn, children: new Set() };
    entry.children.add(id);
    found.set(key, entry);
  }
  return [...found.values()];
}
