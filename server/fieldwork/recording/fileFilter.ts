import type { Request } from 'express';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import { isNarrowed, matches, pageOfList, readListing, searchOf } from '../../web/listing.ts';
import type { ListingKinds } from '../../web/listing.ts';
import { urls } from '../../web/urls.ts';
import type { FileLine } from './service.ts';

/** Files of one group on a page; a page of a whole audit shows so many of each group. */
const ON_A_PAGE = 50;
/** So few are seen at one look: nobody has to meet a form to narrow them. */
const FEW = 20;

const STATUSES = [
  { value: 'todo', text: 'Not begun' },
  { value: 'begun', text: 'In progress' },
  { value: 'complete', text: 'Complete' },
];
const SORTS = [
  { value: 'begun', text: 'As they were begun' },
  { value: 'reference', text: 'Reference' },
  { value: 'saved', text: 'Last saved first' },
];
const ORDERS: Record<string, (a: FileLine, b: FileLine) => number> = {
  begun: (a, b) => a.id - b.id,
  reference: (a, b) => a.reference.localeCompare(b.reference, 'en-GB', { numeric: true }),
  saved: (a, b) => b.updatedAt.localeCompare(a.updatedAt) || b.id - a.id,
};

/** What narrows the files of an audit, and which of them are shown. */
export type FileFilter = ReturnType<typeof readFileFilter>;

/** Reads what narrows the files of an audit from the address. */
export function readFileFilter(query: Request['query'], audit: Audit, groups: readonly SampleGroup[]) {
  const kinds: ListingKinds = {
    sorts: SORTS,
    filters: { status: STATUSES.map(({ value }) => value), group: groups.map(({ id }) => String(id)) },
  };
  const listing = readListing(query, kinds);
  const { status = '', group: groupId = '' } = listing.chosen;
  const href = (change: Parameters<typeof searchOf>[2]) =>
    urls.files(audit.id) + searchOf(listing, kinds, change);
  const narrowed = isNarrowed(listing);
  const fits = (line: FileLine, statusOfLine: string) =>
    (status === '' || status === statusOfLine) && matches(listing.q, [line.reference]);
  return {
    narrowed,
    /** Whether a reference of the draw that nobody has begun fits. */
    fitsReference: (reference: string) =>
      (status === '' || status === 'todo') && matches(listing.q, [reference]),
    isShown: (group: SampleGroup) => groupId === '' || groupId === String(group.id),
    /** Those of a group that fit, in order, one page of them. */
    pageOf(group: SampleGroup, lines: readonly FileLine[], statusOfLine: (line: FileLine) => string) {
      const found = lines.filter((line) => fits(line, statusOfLine(line))).toSorted(ORDERS[listing.sort]);
      // Only one group can be turned page by page; of several each begins at its first.
      const own = groupId === '' ? { ...listing, page: 1 } : listing;
      const chosen = { ...listing.chosen, group: String(group.id) };
      return { found: found.length, ...pageOfList(found, own, ON_A_PAGE, (page) => href({ page, chosen })) };
    },
    present: (files: number) =>
      files <= FEW && !narrowed
        ? null
        : {
            action: urls.files(audit.id),
            label: 'Reference',
            q: listing.q,
            narrowed,
            selects: [
              {
                name: 'status',
                label: 'Status',
                items: [
                  { value: '', text: 'All' },
                  ...STATUSES.map((one) => ({ ...one, selected: one.value === status })),
                ],
              },
              ...(groups.length > 1
                ? [
                    {
                      name: 'group',
                      label: 'Sample group',
                      items: [
                        { value: '', text: 'All' },
                        ...groups.map(({ id, name }) => ({
                          value: String(id),
                          text: name,
                          selected: String(id) === groupId,
                        })),
                      ],
                    },
                  ]
                : []),
              {
                name: 'sort',
                label: 'Order',
                items: SORTS.map((sort) => ({ ...sort, selected: sort.value === listing.sort })),
              },
            ],
          },
  };
}
