import type { Provider } from '../providers.ts';
import type { FormBody } from '../../web/form.ts';
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
};

export function presentPeople(people: User[], ownId: number) {
  return {
    people: people.map((person) => ({
      name: person.name,
      email: person.email,
      href: urls.person(person.id),
      roles: person.roles.map((role) => ROLE_LABELS[role].label).join(', '),
      provider: person.providerName,
      own: person.id === ownId,
      status: person.disabled
        ? { text: 'Disabled', colour: 'grey' }
        : person.hasPassword
          ? { text: 'Active', colour: 'green' }
          : { text: 'No password yet', colour: 'yellow' },
    })),
  };
}

export function presentPersonForm(parts: {
  person: User | null;
  values: FormBody;
  providers: Provider[];
  ownId: number;
}) {
  const { person, values, providers, ownId } = parts;
  const chosen = [values['roles'] ?? []].flat();
  return {
    action: person ? urls.person(person.id) : urls.people(),
    values: { name: values['name'] ?? '', email: values['email'] ?? '' },
    roles: ROLES.map((role) => ({
      value: role,
      text: ROLE_LABELS[role].label,
      hint: { text: ROLE_LABELS[role].hint },
      checked: chosen.includes(role),
    })),
    providers: [
      { value: '', text: 'None' },
      ...providers.map((provider) => ({
        value: String(provider.id),
        text: provider.name,
        selected: values['providerId'] === String(provider.id),
      })),
    ],
    person: person && {
      name: person.name,
      disabled: person.disabled,
      own: person.id === ownId,
      linkAction: urls.personLink(person.id),
      stateAction: person.disabled ? urls.personEnable(person.id) : urls.personDisable(person.id),
    },
  };
}
