import type { ValueCount } from '../../../rules/index.ts';
import { countingValue, hasSettlements, joinSettlements } from '../../fieldwork/caseFiles/countingAnswer.ts';
import { firstReadings } from '../../fieldwork/caseFiles/queries.ts';
import type { Database } from '../../platform/db/database.ts';

/**
 * Counts the values of some items from what is gathered file by file.
 */
export function valueCounter(itemIds: readonly string[]) {
  /** By group and position of the item. */
  const counted = new Map<string, Map<string, number>[]>();
  // Nearly all files have an answer to the same items, so that their names need not be read again.
  const placesIn = new Map<string, { at: number; item: number }[]>();
  const placesOf = (items: string) =>
    items.split(' ').flatMap((id, at) => {
      const item = itemIds.indexOf(id);
      return item === -1 ? [] : [{ at, item }];
    });
  return {
    /**
     * @param items - the ids of a file's answers, with a space between them
     * @param values - the answer to each, empty where there is none
     */
    add(group: string, items: string, values: readonly string[]): void {
      const places = placesIn.get(items) ?? placesOf(items);
      placesIn.set(items, places);
      const own = counted.get(group) ?? itemIds.map(() => new Map<string, number>());
      counted.set(group, own);
      for (const { at, item } of places) {
        const value = values[at] ?? '';
        if (value !== '') own[item]?.set(value, (own[item]?.get(value) ?? 0) + 1);
      }
    },
    counts: (): ValueCount[] =>
      [...counted].flatMap(([group, items]) =>
        items.flatMap((values, i) =>
          [...values].map(([value, records]) => ({ group, item: itemIds[i] ?? '', value, records })),
        ),
      ),
  };
}

/** Counts the answers to items that are no checks with one query that groups them, of one audit at a time. */
export function createItemCounting(database: Database) {
  return {
    /**
     * How many first readings of each group have each value of some items; what is not recorded is not in it. To be
     * called within one read, so that the counts fit the number of files.
     *
     * @param nameOf - the names of the audit's sample groups by id
     */
    async ofAudit(
      auditId: number,
      itemIds: readonly string[],
      nameOf: ReadonlyMap<number, string>,
    ): Promise<ValueCount[]> {
      if (itemIds.length === 0) return [];
      const settled = await hasSettlements(database, auditId);
      const value = settled ? countingValue() : 'answers.value';
      const query = firstReadings(database)
        .where('case_files.audit_id', auditId)
        .join('answers', 'answers.review_id', 'reviews.id')
        .whereIn('answers.item_id', [...itemIds])
        .whereRaw(`${value} is not null`);
      const rows: { group_id: number; item_id: string; value: string; files: number | string }[] = await (
        settled ? joinSettlements(query) : query
      )
        .groupByRaw(`case_files.group_id, answers.item_id, ${value}`)
        .select(
          'case_files.group_id',
          'answers.item_id',
          database.query.raw(`${value} as value`),
          database.query.raw('count(*) as files'),
        );
      return rows.map(({ group_id, item_id: item, value: kept, files }) => ({
        group: nameOf.get(group_id) ?? '',
        item,
        value: kept,
        records: Number(files),
      }));
    },
  };
}
