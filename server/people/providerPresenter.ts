import { isNarrowed, matches, pageOfList, readListing, searchOf } from '../web/listing.ts';
import type { RawQuery } from '../web/listing.ts';
import { urls } from '../web/urls.ts';

/** A provider as its list shows it. */
export interface ListedProvider {
  name: string;
  /** Where it is changed; null of one that another organisation keeps. */
  action: string | null;
  contact: string;
  isRetired: boolean;
}

const ON_A_PAGE = 50;
const RETIRED = 'retired';
const KINDS = { sorts: [{ value: 'name', text: 'Name' }], filters: { state: [RETIRED] } };

/** The list of providers, as the address narrows it. A short one is shown whole, with those that are retired beneath it. */
export function presentProviders(all: readonly ListedProvider[], query: RawQuery, values: object) {
  const listing = readListing(query, KINDS);
  const ofRetired = listing.chosen['state'] === RETIRED;
  const isShort = all.length <= ON_A_PAGE && !isNarrowed(listing);
  const found = all.filter(
    (one) => one.isRetired === ofRetired && matches(listing.q, [one.name, one.contact]),
  );
  const { shown, pages } = pageOfList(
    found,
    listing,
    ON_A_PAGE,
    (page) => urls.providers() + searchOf(listing, KINDS, { page }),
  );
  return {
    providers: shown,
    retired: isShort ? all.filter(({ isRetired }) => isRetired) : [],
    ofRetired,
    pages,
    listing: isShort
      ? null
      : {
          action: urls.providers(),
          label: 'Name or contact',
          q: listing.q,
          narrowed: isNarrowed(listing),
          selects: [
            {
              name: 'state',
              label: 'Which',
              items: [
                { value: '', text: 'In use' },
                { value: RETIRED, text: 'Retired', selected: ofRetired },
              ],
            },
          ],
        },
    action: urls.providers(),
    values,
  };
}
