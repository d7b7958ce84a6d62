import { isNarrowed, matches, pageOfList, readListing, searchOf } from '../../web/listing.ts';
import type { RawQuery } from '../../web/listing.ts';
import type { Provider } from '../providers.ts';
import type { FormBody } from '../../web/form.ts';
import { countOf } from '../../formats/english.ts';
import { ROLES } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import type { User } from './repository.ts';

export const ROLE_LABELS: Record<Role, { label: string; hint: string }> = {
  administrator: { label: 'Administrator', hint: 'Adds people and gives them roles.' },
  lead: { label: 'Panel lead', hint: 'Sets audits up, chases gaps, signs off and issues the reports.' },
  auditor: { label: 'Auditor', hint: 'Records case files of the audits whose panel they are on.' },
  provider: {
    label: 'Provider',
    hint: 'Reads the feedback that was released to one provider, and nothing else.',
  },
  commissioner: {
    label: 'Commissioner',
    hint: 'Sees the results of closed audits, small numbers suppressed; never a case file.',
  },
  national: {
    label: 'National reader',
    hint: 'Reads the figures that organisations have published, and nothing else.',
  },
};

const ON_A_PAGE = 50;
const STATUSES = {
  active: { text: 'Active', colour: 'green' },
  waiting: { text: 'No password yet', colour: 'yellow' },
  disabled: { text: 'Disabled', colour: 'grey' },
};
const statusIn =
  (elsewhere: ReadonlySet<number>) =>
  (person: User): keyof typeof STATUSES =>
    person.disabled ? 'disabled' : person.hasPassword || elsewhere.has(person.id) ? 'active' : 'waiting';

const KINDS = {
  sorts: [
    { value: 'name', text: 'Name' },
    { value: 'email', text: 'Email address' },
    { value: 'provider', text: 'Provider' },
    { value: 'newest', text: 'Newest first' },
  ],
  filters: { role: ROLES, status: Object.keys(STATUSES) },
};
const ORDERS: Record<string, (a: User, b: User) => number> = {
  name: (a, b) => a.name.localeCompare(b.name, 'en-GB') || a.id - b.id,
  email: (a, b) => a.email.localeCompare(b.email, 'en-GB') || a.id - b.id,
  provider: (a, b) =>
    (a.providerName ?? '\uFFFF').localeCompare(b.providerName ?? '\uFFFF', 'en-GB') || a.id - b.id,
  newest: (a, b) => b.id - a.id,
};

/** With what somebody signs in, in words. */
export function waysIn(user: User, hasPassword: boolean, outside: string | null): string {
  const first = hasPassword ? 'your password' : (outside ?? 'a link that an administrator makes');
  const code = user.secondFactor === 'on' ? ' and a code of your app' : '';
  return `With ${first}${code}${hasPassword && outside !== null ? `, or with ${outside}` : ''}`;
}

/**
 * The list of people, as the address narrows it.
 *
 * @param elsewhere - who signs in at a provider, and needs no password
 */
export function presentPeople(all: User[], ownId: number, query: RawQuery, elsewhere: ReadonlySet<number>) {
  const statusOf = statusIn(elsewhere);
  const listing = readListing(query, KINDS);
  const { role = '', status = '' } = listing.chosen;
  const found = all
    .filter(
      (person) =>
        (role === '' || person.roles.some((own) => own === role)) &&
        (status === '' || statusOf(person) === status) &&
        matches(listing.q, [person.name, person.email, person.providerName ?? '']),
    )
    .toSorted(ORDERS[listing.sort]);
  const { shown, pages } = pageOfList(
    found,
    listing,
    ON_A_PAGE,
    (page) => urls.people() + searchOf(listing, KINDS, { page }),
  );
  const waiting = all.filter((person) => statusOf(person) === 'waiting').length;
  return {
    newHref: urls.newPerson(),
    severalHref: urls.severalPeople(),
    signInRulesHref: urls.signInRules(),
    /** Who cannot sign in before they have a link; null for nobody. */
    waiting: waiting === 0 ? null : { text: countOf(waiting, 'person', 'people'), href: urls.peopleLinks() },
    found: `${found.length} of ${all.length}`,
    pages,
    listing: {
      action: urls.people(),
      label: 'Name, email address or provider',
      q: listing.q,
      narrowed: isNarrowed(listing),
      selects: [
        {
          name: 'role',
          label: 'Role',
          items: [
            { value: '', text: 'All' },
            ...ROLES.filter((one) => one !== 'national' || all.some(({ roles }) => roles.includes(one))).map(
              (one) => ({ value: one, text: ROLE_LABELS[one].label, selected: one === role }),
            ),
          ],
        },
        {
          name: 'status',
          label: 'Status',
          items: [
            { value: '', text: 'All' },
            ...Object.entries(STATUSES).map(([value, { text }]) => ({
              value,
              text,
              selected: value === status,
            })),
          ],
        },
        {
          name: 'sort',
          label: 'Order',
          items: KINDS.sorts.map((sort) => ({ ...sort, selected: sort.value === listing.sort })),
        },
      ],
    },
    people: shown.map((person) => ({
      name: person.name,
      email: person.email,
      href: urls.person(person.id),
      roles: person.roles.map((own) => ROLE_LABELS[own].label).join(', '),
      provider: person.providerName,
      own: person.id === ownId,
      status: STATUSES[statusOf(person)],
    })),
  };
}

export function presentPersonForm(parts: {
  person: User | null;
  values: FormBody;
  providers: Provider[];
  ownId: number;
  /** Whether a mail server is set up. */
  mails: boolean;
  /** Whether the person has more than a password. */
  signsInWithMore?: boolean;
  /** Whether links to choose a password are made for the person. */
  hasLinks?: boolean;
  /** Whether there are organisations whose published figures a national reader could read. */
  offersNational?: boolean;
}) {
  const { person, values, providers, ownId, mails, signsInWithMore = false, hasLinks = true } = parts;
  const { offersNational = false } = parts;
  const chosen = [values['roles'] ?? []].flat();
  return {
    action: person ? urls.person(person.id) : urls.people(),
    values: { name: values['name'] ?? '', email: values['email'] ?? '' },
    roles: ROLES.filter((role) => role !== 'national' || offersNational || chosen.includes(role)).map(
      (role) => ({
        value: role,
        text: ROLE_LABELS[role].label,
        hint: { text: ROLE_LABELS[role].hint },
        checked: chosen.includes(role),
      }),
    ),
    providers: [
      { value: '', text: 'None' },
      ...providers.map((provider) => ({
        value: String(provider.id),
        text: provider.name,
        selected: values['providerId'] === String(provider.id),
      })),
    ],
    person: person && {
      id: person.id,
      name: person.name,
      mailAction: mails ? urls.peopleLinks() : null,
      hasLinks: hasLinks && !person.disabled,
      disabled: person.disabled,
      eraseHref: urls.personErase(person.id),
      own: person.id === ownId,
      linkAction: urls.personLink(person.id),
      resetAppAction: signsInWithMore && person.id !== ownId ? urls.personResetApp(person.id) : null,
      stateAction: person.disabled ? urls.personEnable(person.id) : urls.personDisable(person.id),
    },
  };
}
