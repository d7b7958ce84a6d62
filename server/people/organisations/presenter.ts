import { HOST } from '../../access/policy.ts';
import { countOf, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import type { OrganisationService } from './service.ts';
import type { CountedOrganisation, Organisation } from './store.ts';

const lastText = (at: string | null): string => (at === null ? 'nothing done yet' : timeInWords(at));

/** The list of organisations, with the form to add one. */
export function presentOrganisations(
  all: readonly CountedOrganisation[],
  isLocked: boolean | null,
  values: FormBody = {},
) {
  return {
    isOnly: all.length === 1,
    organisations: all.map((one) => ({
      name: one.name,
      href: urls.organisation(one.id),
      isHost: one.id === HOST,
      people: countOf(one.people, 'person', 'people'),
      audits: countOf(one.audits, 'audit'),
      last: lastText(one.lastActivity),
      isEnded: one.endedAt !== null,
    })),
    /** The database does not hold them apart as well, which an operator can change. */
    isUnlocked: isLocked === false,
    action: urls.organisations(),
    values: { name: '', person: '', email: '', ...values },
  };
}

/** The page of one organisation: its name, whether its people sign in, and providers that work for it as well. */
export function presentOrganisation(
  organisation: Organisation,
  { linked, others }: Awaited<ReturnType<OrganisationService['providersOf']>>,
  values: FormBody = {},
) {
  const { id, name, endedAt } = organisation;
  return {
    name,
    values: { name, ...values },
    action: urls.organisation(id),
    isHost: id === HOST,
    endedOn: endedAt === null ? null : timeInWords(endedAt),
    endAction: urls.organisationEnd(id),
    reopenAction: urls.organisationReopen(id),
    linked: linked.map((one) => ({ ...one, removeAction: urls.organisationProviderRemove(id, one.id) })),
    choices: [
      { value: '', text: 'Choose a provider' },
      ...others.map((one) => ({ value: String(one.id), text: `${one.name} (${one.home})` })),
    ],
    linkAction: urls.organisationProviders(id),
    back: urls.organisations(),
  };
}
