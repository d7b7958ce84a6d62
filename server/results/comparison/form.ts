import {
  GROUP_FIELD,
  instrumentItemsOf,
  itemsOf,
  otherItemIds,
  segmentItemsOf,
} from '../../../rules/index.ts';
import type { Denominator, InstrumentItem, Tool } from '../../../rules/index.ts';
import type { RawQuery } from '../../web/listing.ts';
import { isToldBeside } from '../figures/items.ts';
import type { Breakdown } from '../figures/shown.ts';

export type { RawQuery };

/** What is held against each other: the parts of an audit by one breakdown, or audits as a whole. */
export type Compared = Breakdown | { by: 'audit' };

/** What the address of a comparison asks for. */
export interface CompareQuery {
  compared: Compared;
  /** Keys of the units to show; none for all. */
  units: string[];
  /** The units are shown as one, beside all others. */
  together: boolean;
  /** Ids of the checks, and of the questions that are none, to show; none for all. */
  checks: string[];
  /** Ids of the audits to put beside this one. */
  withAudits: number[];
  /** Of which files the percentages are. */
  denominator: ComparedDenominator;
}

/** Shares of all files say how often a check applied as well, which is nothing to compare. */
export const COMPARED_DENOMINATORS = ['applicable', 'parent'] as const satisfies Denominator[];
type ComparedDenominator = (typeof COMPARED_DENOMINATORS)[number];

/**
 * Reads what an address asks for. What the tool does not have is passed over, so that an old link still shows a
 * page; `unknown` says in words what that was.
 *
 * @param of - hasFiles: whether there are case files that fields could divide
 */
export function readCompareQuery(
  raw: RawQuery,
  tool: Tool,
  { hasFiles }: { hasFiles: boolean },
): { query: CompareQuery; unknown: string[] } {
  const unknown: string[] = [];
  const segments = new Set(hasFiles ? segmentItemsOf(tool).map(({ id }) => id) : []);
  const checkIds = new Set([
    ...itemsOf(tool).flatMap((item) => (item.kind === 'check' ? [item.id] : [])),
    ...besideItemsOf(tool).map(({ id }) => id),
  ]);

  const compared = ((): Compared => {
    const by = textsOf(raw['by'])[0] ?? 'group';
    const and = textsOf(raw['and'])[0];
    if (by === 'provider' || by === 'audit') {
      if (and !== undefined) unknown.push('a second field beside providers or whole audits');
      return { by };
    }
    if (by === GROUP_FIELD && (and === undefined || and === by)) return { by: 'group' };
    if (by !== GROUP_FIELD && !segments.has(by)) {
      unknown.push('a way of dividing the files');
      return { by: 'group' };
    }
    if (and === undefined || and === by) return { by: 'fields', fields: [by] };
    if (and !== GROUP_FIELD && !segments.has(and)) {
      unknown.push('a second field');
      return by === GROUP_FIELD ? { by: 'group' } : { by: 'fields', fields: [by] };
    }
    return { by: 'fields', fields: [by, and] };
  })();

  const checks = textsOf(raw['check']);
  if (checks.some((id) => !checkIds.has(id))) unknown.push('a check');
  const withAudits = textsOf(raw['with']);
  const ids = withAudits.filter((id) => /^[1-9]\d{0,8}$/.test(id)).map(Number);
  if (ids.length < withAudits.length) unknown.push('an audit');

  const asked = textsOf(raw['denominator'])[0];
  const denominator = COMPARED_DENOMINATORS.find((one) => one === asked);
  if (asked !== undefined && denominator === undefined) unknown.push('percentages of other files');

  // A form that changes the breakdown sends the ticks of the old one along; their keys may mean others in the new.
  const ticksOf = textsOf(raw['of'])[0];
  const units = ticksOf === undefined || ticksOf === cutKey(compared) ? textsOf(raw['unit']) : [];
  const together = textsOf(raw['together']).includes('yes');
  if (together && compared.by !== 'group') unknown.push('lines taken together that are no sample groups');
  return {
    query: {
      compared,
      units: [...new Set(units)],
      together: together && compared.by === 'group' && new Set(units).size > 1,
      checks: [...new Set(checks)].filter((id) => checkIds.has(id) && !divides(compared, id)),
      withAudits: [...new Set(ids)],
      denominator: denominator ?? 'applicable',
    },
    unknown,
  };
}

/** The questions that are no checks whose answers are told side by side. */
export function besideItemsOf(tool: Tool): InstrumentItem[] {
  const counted = new Set(otherItemIds(tool));
  return instrumentItemsOf(tool.instrument).filter(
    (item) => counted.has(item.id) && isToldBeside(item, tool),
  );
}

/** Whether files are divided by this check, so that it is all yes or all no in each line. */
export const divides = (compared: Compared, checkId: string): boolean =>
  compared.by === 'fields' && compared.fields.includes(checkId);

/** What of a comparison a file with room for one table is to hold. */
const COMPARE_PARTS = ['checks', 'items', 'scores'] as const;
export type ComparePart = (typeof COMPARE_PARTS)[number];
export const comparePartOf = (raw: RawQuery): ComparePart =>
  COMPARE_PARTS.find((part) => part === raw['part']) ?? 'checks';

/** A breakdown as one word, such as `gender,primary_drug`. */
export const cutKey = (compared: Compared): string =>
  compared.by === 'fields' ? compared.fields.join(',') : compared.by;

/** The query as it stands in an address, with its question mark; the same view has one address. */
export function searchOf(query: CompareQuery): string {
  const { compared, units, together, checks, withAudits, denominator } = query;
  const search = new URLSearchParams();
  const [by, and] = compared.by === 'fields' ? compared.fields : [compared.by];
  search.append('by', by);
  if (and !== undefined) search.append('and', and);
  for (const unit of units) search.append('unit', unit);
  if (together) search.append('together', 'yes');
  for (const check of checks) search.append('check', check);
  for (const id of withAudits) search.append('with', String(id));
  if (denominator !== 'applicable') search.append('denominator', denominator);
  return `?${search.toString()}`;
}

function textsOf(value: unknown): string[] {
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  return texts.filter((text): text is string => typeof text === 'string' && text !== '').slice(0, 500);
}
