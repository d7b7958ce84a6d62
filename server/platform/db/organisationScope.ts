import { AsyncLocalStorage } from 'node:async_hooks';

/** Of which organisations something may be asked, and to which belongs what is made. */
export interface OrganisationScope {
  /** Whose is what is made here. */
  home: number;
  /** Whose things can be seen, the home among them; several where a provider works for several. */
  all: readonly number[];
  /** There is no other organisation, so that there is nothing to keep apart. */
  isOnly: boolean;
}

// Every client of knex asks here, those of transactions too, which is why it is not handed to one of them.
const scopes = new AsyncLocalStorage<OrganisationScope | null>();

/** The organisations that this call chain keeps to; null where it is for the whole installation. */
export const currentScope = (): OrganisationScope | null => scopes.getStore() ?? null;

/** As {@link currentScope}, null as well where there is one organisation and nothing to keep apart. */
export function confiningScope(): OrganisationScope | null {
  const scope = currentScope();
  return scope?.isOnly === false ? scope : null;
}

/** Runs work that keeps to these organisations; null for the whole installation. */
export const runInScope = <T>(scope: OrganisationScope | null, work: () => T): T => scopes.run(scope, work);
