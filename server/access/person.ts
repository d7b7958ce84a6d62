import type { OrganisationScope } from '../platform/db/organisationScope.ts';
import type { Role } from './policy.ts';

/** A person who can sign in. */
export interface User {
  id: number;
  email: string;
  name: string;
  roles: Role[];
  /** The provider whose feedback the person reads; only for the role provider. */
  providerId: number | null;
  providerName: string | null;
  /** Whose account it is. */
  organisationId: number;
  /** Those whose things the person may see: their own, and all that their provider works for. */
  organisations: readonly number[];
  /** What the organisation is called; null where there is no other, and nothing to tell apart. */
  organisationName: string | null;
  hasPassword: boolean;
  disabled: boolean;
  sessionEpoch: number;
  /** Whether signing in asks for more than the password: `owed` where a role needs it and it is not set up. */
  secondFactor: 'on' | 'off' | 'owed';
}

/** What the requests of a person keep to. */
export const scopeOf = (user: User): OrganisationScope => ({
  home: user.organisationId,
  all: user.organisations,
  isOnly: user.organisationName === null,
});
