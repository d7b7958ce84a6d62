import { rolesOf } from '../../server/access/policy.ts';
import type { Role } from '../../server/access/policy.ts';
import type { Deps } from '../../server/deps.ts';
import type { OrganisationScope } from '../../server/platform/db/organisationScope.ts';
import { PASSWORD } from './app.ts';
import type { TestApp, Visitor } from './app.ts';

/** A second organisation with a person of each role, and a provider of its own. */
export interface SecondOrganisation {
  id: number;
  scope: OrganisationScope;
  ids: Record<Role, number>;
  providerId: number;
}

/** The roles that another organisation than the host can give. */
export const FOREIGN_ROLES = rolesOf(2);

export const foreignAddress = (role: Role): string => `${role}@second.example.org`;

/** Adds a second organisation, as its host does, and its people, as its own administrator does. */
export async function addSecondOrganisation(deps: Deps): Promise<SecondOrganisation> {
  const { id } = await deps.organisations.add(null, {
    name: 'Second Partnership',
    person: 'Sam Second',
    email: 'sam@second.example.org',
  });
  const scope = { home: id, all: [id], isOnly: false };
  return deps.database.within(scope, async () => {
    const providerId = await deps.providers.create(null, 'Second Provider');
    const ids = {} as Record<Role, number>;
    for (const role of FOREIGN_ROLES) {
      ids[role] = await deps.accounts.createWithPassword(
        {
          name: `Second ${role}`,
          email: foreignAddress(role),
          roles: [role],
          providerId: role === 'provider' ? providerId : null,
        },
        PASSWORD,
      );
    }
    return { id, scope, ids, providerId };
  });
}

/** Browsers, and tokens for whoever can have one, of each kind of person of a second organisation. */
export async function addForeigners(
  app: TestApp,
): Promise<{ role: Role; visitor: Visitor; token: string | null }[]> {
  const second = await addSecondOrganisation(app.deps);
  const expiresOn = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10);
  return Promise.all(
    FOREIGN_ROLES.map(async (role) => ({
      role,
      visitor: await app.asAddress(foreignAddress(role)),
      token: ['lead', 'auditor', 'commissioner'].includes(role)
        ? (
            await app.deps.database.within(second.scope, () =>
              app.deps.tokens.issue(second.ids.administrator, {
                userId: second.ids[role],
                name: 'Elsewhere',
                expiresOn,
              }),
            )
          ).token
        : null,
    })),
  );
}
