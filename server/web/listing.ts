/** What a list is narrowed to, as it stands in its address: so that it works without script and can be passed on. */
export interface Listing {
  /** Words to look for; empty for none. */
  q: string;
  /** One of the orders that the list knows. */
  sort: string;
  /** What is chosen of each filter; empty where nothing is. */
  chosen: Readonly<Record<string, string>>;
  /** From 1. */
  page: number;
}

/** The orders of a list, the first one unless another is asked for, and its filters with what can be chosen of each. */
export interface ListingKinds {
  sorts: readonly { value: string; text: string }[];
  filters: Readonly<Record<string, readonly string[]>>;
}

/** The query of an address as it came in. */
export type RawQuery = Record<string, unknown>;

const LONGEST = 100;

/** Reads what a list is narrowed to; what it does not know counts as not chosen. */
export function readListing(query: RawQuery, { sorts, filters }: ListingKinds): Listing {
  const text = (name: string) => {
    const value = query[name];
    return typeof value === 'string' ? value.trim().slice(0, LONGEST) : '';
  };
  const page = /^[1-9]\d{0,5}$/.exec(text('page'));
  return {
    q: text('q'),
    sort: sorts.find(({ value }) => value === text('sort'))?.value ?? sorts[0]?.value ?? '',
    chosen: Object.fromEntries(
      Object.entries(filters).map(([name, values]) => [name, values.find((one) => one === text(name)) ?? '']),
    ),
    page: page ? Number(page[0]) : 1,
  };
}

/** Whether every word that is looked for stands somewhere in these texts, small or capital alike. */
export function matches(q: string, texts: readonly string[]): boolean {
  const all = texts.join('\n').toLocaleLowerCase('en-GB');
  return q
    .toLocaleLowerCase('en-GB')
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** Whether a list is narrowed at all. */
export const isNarrowed = ({ q, chosen }: Listing): boolean =>
  q !== '' || Object.values(chosen).some((one) => one !== '');

/** What stands in the address of a list as it is narrowed; a leading question mark, or nothing. */
export function searchOf(listing: Listing, kinds: ListingKinds, change: Partial<Listing> = {}): string {
  const { q, sort, chosen, page } = { ...listing, ...change };
  const query = new URLSearchParams(
    [
      ['q', q],
      ...Object.entries(chosen),
      ['sort', sort === kinds.sorts[0]?.value ? '' : sort],
      ['page', page > 1 ? String(page) : ''],
    ].filter((pair): pair is [string, string] => pair[1] !== ''),
  ).toString();
  return query === '' ? '' : `?${query}`;
}

/** One page of a list that is narrowed and in order, and the way to the pages beside it. */
export function pageOfList<T>(
  items: readonly T[],
  listing: Listing,
  size: number,
  href: (page: number) => string,
): { shown: T[]; pages: PageLinks } {
  const last = Math.max(1, Math.ceil(items.length / size));
  const page = Math.min(listing.page, last);
  const from = (page - 1) * size;
  return {
    shown: items.slice(from, from + size),
    pages: {
      text: last > 1 ? `${from + 1} to ${Math.min(from + size, items.length)} of ${items.length}` : null,
      previous: page > 1 ? href(page - 1) : null,
      next: page < last ? href(page + 1) : null,
    },
  };
}

/** Where a list goes on; `text` is null where all of it stands on one page. */
export interface PageLinks {
  text: string | null;
  previous: string | null;
  next: string | null;
}
