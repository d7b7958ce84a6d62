import type { Knex } from 'knex';
import { checksOf, codeOfAnswer, Counter, GIVEN_ANSWERS } from '../../../rules/index.ts';
import type { Counts, Tool, ValueCount } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { countingValue, joinSettlements } from '../../fieldwork/caseFiles/countingAnswer.ts';
import { valueCounter } from './itemCounting.ts';

/** What stands for an answer where many are gathered in one text, one sign for each. */
const CODES = GIVEN_ANSWERS.map((answer) => ({ answer, code: String(codeOfAnswer(answer)) }));
const ZERO = '0'.charCodeAt(0);

/** What stands between answers that are gathered as they are; nobody can type it. */
const BETWEEN_VALUES = '\u001f';

export type CountedChecks = Pick<Counts, 'answers'> & { pairs: NonNullable<Counts['pairs']> };

/** Answers to checks, and those to other items that were asked for. */
export type Counted = CountedChecks & { items: ValueCount[] };

/** The answers of one first reading as one text; null or empty where it has none. */
export interface GatheredFile {
  group_id: number;
  answers: string | null;
}

/**
 * The answers that count of the reading that `reviews` is at, as one text: the items by name, then one sign for each,
 * then the answers to those that were asked for besides checks. The three are made of the same rows in the same order.
 *
 * @param settled - whether there may be settlements, which are looked up then
 */
export function gatheredAnswers(
  database: Database,
  itemIds: readonly string[],
  settled: boolean,
): Knex.QueryBuilder {
  const value = settled ? countingValue() : 'answers.value';
  const code = `case ${value} ${CODES.map((of) => `when '${of.answer}' then '${of.code}'`).join(' ')} else '0' end`;
  const joined = (what: string, by: string) =>
    database.engine === 'sqlite'
      ? `group_concat(${what}, ${by})`
      : `string_agg(${what}, ${by} order by answers.item_id)`;
  const between = database.engine === 'sqlite' ? 'char(31)' : 'chr(31)';
  const ofItems = `case when answers.item_id in (${itemIds.map(() => '?').join(', ')}) then coalesce(${value}, '') else '' end`;
  const text = [
    joined('answers.item_id', "' '"),
    joined(code, "''"),
    ...(itemIds.length > 0 ? [joined(ofItems, between)] : []),
  ].join(" || ':' || ");
  const query = database.query('answers');
  return (settled ? joinSettlements(query) : query)
    .whereRaw('answers.review_id = reviews.id')
    .select(database.query.raw(text, [...itemIds]));
}

/**
 * Counts what is gathered.
 *
 * @param itemIds - as they were gathered with
 * @param nameOf - what a group is called in the counts
 */
export function countGathered(
  tool: Tool,
  itemIds: readonly string[],
  files: readonly GatheredFile[],
  nameOf: (groupId: number) => string,
): Counted {
  const checks = checksOf(tool);
  const placeOf = new Map(checks.map(({ id }, place) => [id, place]));
  // Nearly all files have an answer to the same items, so that their names need not be read again.
  const placesOf = new Map<string, number[]>();
  const counter = new Counter(tool);
  const values = valueCounter(itemIds);
  const inOrder = new Uint8Array(checks.length);
  for (const row of files) {
    inOrder.fill(0);
    const text = row.answers || ':';
    const end = text.indexOf(':');
    const items = text.slice(0, end);
    let places = placesOf.get(items);
    if (!places) {
      places = items.split(' ').map((id) => placeOf.get(id) ?? -1);
      placesOf.set(items, places);
    }
    for (let i = 0; i < places.length; i += 1) {
      const place = places[i] ?? -1;
      if (place !== -1) inOrder[place] = text.charCodeAt(end + 1 + i) - ZERO;
    }
    const group = nameOf(row.group_id);
    counter.addCodes(group, inOrder);
    if (itemIds.length > 0 && items !== '') {
      values.add(group, items, text.slice(end + places.length + 2).split(BETWEEN_VALUES));
    }
  }
  return { ...counter.counts(), items: values.counts() };
}
