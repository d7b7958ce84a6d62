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
  hasPassword: boolean;
  disabled: boolean;
  sessionEpoch: number;
  /** Whether signing in asks for more than the password: `owed` where a role needs it and it is not set up. */
  secondFactor: 'on' | 'off' | 'owed';
}
