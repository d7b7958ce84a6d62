import { InputError } from '../../platform/errors.ts';
import { rolesProblem } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import type { AccountRepository } from './repository.ts';

export interface PersonDetails {
  email: string;
  name: string;
  roles: Role[];
  providerId: number | null;
}

/**
 * Looks whether an account can be so; to be called while nobody else changes accounts.
 *
 * @param of - ownId: of the account itself, null of a new one; home: the organisation that it is of
 * @throws InputError with what is wrong, at its field
 */
export async function checkPerson(
  accounts: Pick<AccountRepository, 'byEmail' | 'providerExists'>,
  details: PersonDetails,
  { ownId, home }: { ownId: number | null; home: number },
): Promise<void> {
  const wrongRoles = rolesProblem(details.roles, home);
  if (wrongRoles) throw new InputError([{ field: 'roles', text: wrongRoles }]);
  if (details.roles.includes('provider') !== (details.providerId !== null)) {
    throw new InputError([
      {
        field: 'providerId',
        text: 'Choose a provider for somebody with the role provider, and none for anybody else.',
      },
    ]);
  }
  if (details.providerId !== null && !(await accounts.providerExists(details.providerId))) {
    throw new InputError([{ field: 'providerId', text: 'Choose a provider from the list.' }]);
  }
  const other = await accounts.byEmail(details.email);
  if (other && other.id !== ownId) {
    throw new InputError([{ field: 'email', text: 'There is an account with this email address already.' }]);
  }
}
