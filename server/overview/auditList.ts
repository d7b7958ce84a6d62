import type { Request } from 'express';
import { can } from '../access/policy.ts';
import type { User } from '../access/person.ts';
import { CAPACITY_LABELS, STATE_TAGS, stateTag } from '../audits/presenter.ts';
import type { Audit } from '../audits/repository.ts';
import { countOf, daysInWords } from '../formats/english.ts';
import { isNarrowed, matches, pageOfList, readListing, searchOf } from '../web/listing.ts';
import { urls } from '../web/urls.ts';
import type { AskedDeletion } from './administration/store.ts';

const ON_A_PAGE = 50;
/** So few are seen at one look: nobody has to meet a form to narrow them. */
const FEW = 5;

const ARCHIVED = 'archived';
const KINDS = {
  sorts: [
    { value: 'newest', text: 'Fieldwork, newest first' },
    { value: 'oldest', text: 'Fieldwork, oldest first' },
    { value: 'title', text: 'Title' },
    { value: 'partnership', text: 'Partnership' },
  ],
  filters: { state: ['draft', 'open', 'closed', 'final', 'baseline', ARCHIVED] },
};

const ORDERS: Record<string, (a: Audit, b: Audit) => number> = {
  newest: (a, b) => b.fieldworkStart.localeCompare(a.fieldworkStart) || b.id - a.id,
  oldest: (a, b) => a.fieldworkStart.localeCompare(b.fieldworkStart) || a.id - b.id,
  title: (a, b) => a.title.localeCompare(b.title, 'en-GB', { numeric: true }) || a.id - b.id,
  partnership: (a, b) => a.partnership.localeCompare(b.partnership, 'en-GB') || b.id - a.id,
};

/**
 * The audits of somebody's home page, as the address narrows them.
 *
 * @param archived - ids of those that are put away: shown only where they are asked for
 * @param deletions - that this person is to confirm or refuse
 * @param hasMeasures - whether there is any measure: until then the page says nothing of them
 * @param toBegin - of the audit programme; null where nothing is planned, of which only leads are told
 */
export function presentAuditList(
  all: Audit[],
  user: User,
  {
    query,
    archived,
    deletions,
    hasMeasures,
    hasDelivery,
    toBegin,
  }: {
    query: Request['query'];
    archived: ReadonlySet<number>;
    deletions: AskedDeletion[];
    hasMeasures: boolean;
    hasDelivery: boolean;
    toBegin: { overdue: number; due: number } | null;
  },
) {
  const listing = readListing(query, KINDS);
  const { state = '' } = listing.chosen;
  const isIn = (audit: Audit) =>
    state === ARCHIVED
      ? archived.has(audit.id)
      : !archived.has(audit.id) &&
        (state === '' || (audit.isBaseline ? state === 'baseline' : state === audit.state));
  const found = all
    .filter((audit) => isIn(audit) && matches(listing.q, [audit.title, audit.partnership]))
    .toSorted(ORDERS[listing.sort]);
  const { shown, pages } = pageOfList(
    found,
    listing,
    ON_A_PAGE,
    (page) => urls.home() + searchOf(listing, KINDS, { page }),
  );
  const option = (value: string, text: string) => ({ value, text, selected: value === state });
  return {
    audits: shown.map((audit) => ({
      title: audit.title,
      partnership: audit.partnership,
      href: urls.audit(audit.id),
      fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
      state: stateTag(audit),
      archived: archived.has(audit.id),
      capacity: CAPACITY_LABELS[audit.panel.get(user.id) ?? 'auditor'],
    })),
    pages,
    hasAny: all.length > 0,
    listing:
      all.length > FEW || archived.size > 0 || isNarrowed(listing)
        ? {
            action: urls.home(),
            label: 'Title or partnership',
            q: listing.q,
            narrowed: isNarrowed(listing),
            selects: [
              {
                name: 'state',
                label: 'State',
                items: [
                  option('', archived.size > 0 ? `All but ${archived.size} archived` : 'All'),
                  ...Object.entries(STATE_TAGS).map(([value, { text }]) => option(value, text)),
                  option('baseline', 'Baseline'),
                  option(ARCHIVED, 'Archived'),
                ],
              },
              {
                name: 'sort',
                label: 'Order',
                items: KINDS.sorts.map((sort) => ({ ...sort, selected: sort.value === listing.sort })),
              },
            ],
          }
        : null,
    deletions: deletions.map((one) => ({
      title: one.title,
      who: one.askedByName,
      isErasure: one.what === 'cases',
      href: urls.auditDeletion(one.auditId),
    })),
    mayCreate: can(user, 'audit.create'),
    publishedTables: can(user, 'published.check') ? urls.publishedTables() : null,
    ...steering(user, { hasMeasures, hasDelivery }),
    // Whoever leads an audit alone meets nothing of it.
    board:
      can(user, 'board.read') && (hasMeasures || (all.length > 0 && user.roles.includes('commissioner')))
        ? urls.board()
        : null,
    // Outside the organisation nobody reads anything where it is the only one.
    published:
      user.organisationName !== null && can(user, 'publishedFigures.read') ? urls.publishedFigures() : null,
    programme: presentToBegin(toBegin, user, all.length > 0),
    isCommissioner: user.roles.includes('commissioner'),
    isAdministratorOnly: user.roles.length === 1 && user.roles[0] === 'administrator',
    newAudit: urls.newAudit(),
    exampleAudit: urls.exampleAudit(),
    people: urls.people(),
  };
}

/** What a partnership is steered by: for who commissions at once, for others once there is any of it. */
function steering(user: User, there: { hasMeasures: boolean; hasDelivery: boolean }) {
  const commissions = user.roles.includes('commissioner');
  return {
    measures:
      (there.hasMeasures || commissions) && can(user, 'measures.read')
        ? { href: urls.measures(), isNew: !there.hasMeasures }
        : null,
    delivery:
      (there.hasDelivery || commissions) && can(user, 'deliveryPlans.read')
        ? { plans: urls.deliveryPlans(), meetings: urls.meetings() }
        : null,
  };
}

/** Where the year's audits are planned, and how many of somebody's own are to be begun; null for who is not to be told. */
function presentToBegin(toBegin: { overdue: number; due: number } | null, user: User, hasAny: boolean) {
  const mayBegin = can(user, 'programme.manage');
  if (toBegin === null && !(hasAny && can(user, 'audit.create'))) return null;
  const { overdue, due } = toBegin ?? { overdue: 0, due: 0 };
  const parts = [
    ...(overdue > 0 ? [`${countOf(overdue, 'audit')} overdue`] : []),
    ...(due > 0 ? [`${countOf(due, 'audit')} due`] : []),
  ];
  return {
    href: urls.programme(),
    isPlanned: toBegin !== null,
    toBegin: mayBegin && parts.length > 0 ? parts.join(', ') : null,
  };
}
