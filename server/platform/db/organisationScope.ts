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

/** What a call chain was told to keep to: some organisations, or the whole installation. */
type Told = OrganisationScope | 'everywhere';

// Every client of knex asks here, those of transactions too, which is why it is not handed to one of them.
const scopes = new AsyncLocalStorage<Told>();

/** Databases of which it is known that they hold several organisations, by the settings that their clients share. */
const holdingSeveral = new WeakSet();

/** Has a database give nothing any more to whoever was not told whose things they are at. */
export const holdsSeveral = (settings: object): void => void holdingSeveral.add(settings);

/** The organisations that this call chain keeps to; null where it is for the whole installation. */
export function currentScope(): OrganisationScope | null {
  const told = scopes.getStore();
  return told === undefined || told === 'everywhere' ? null : told;
}

/** As {@link currentScope}, null as well where there is one organisation and nothing to keep apart. */
export function confiningScope(): OrganisationScope | null {
  const scope = currentScope();
  return scope?.isOnly === false ? scope : null;
}

/**
 * What a statement on a database keeps to; null for nothing. `untold` is a call chain that lost its word, or was never
 * given one: with several organisations that is not the same as the whole installation.
 */
export function confinementOn(settings: object): OrganisationScope | 'untold' | null {
  const scope = confiningScope();
  if (scope !== null) holdsSeveral(settings);
  return scope ?? (scopes.getStore() === undefined && holdingSeveral.has(settings) ? 'untold' : null);
}

/** Builders of knex are sent only when they are awaited, which would be after the scope was left. */
const isLazy = (made: unknown): made is PromiseLike<unknown> =>
  typeof made === 'object' &&
  made !== null &&
  !(made instanceof Promise) &&
  typeof (made as Partial<PromiseLike<unknown>>).then === 'function';

function runAs<T>(told: Told, work: () => T): T {
  return scopes.run(told, () => {
    const made = work();
    return isLazy(made) ? (new Promise((resolve, reject) => void made.then(resolve, reject)) as T) : made;
  });
}

/** Runs work in some scope. What it gives to be awaited is begun in there. */
export interface RunInScope {
  <T>(work: () => PromiseLike<T>): Promise<T>;
  <T>(work: () => T): T;
}

/** Runs work that keeps to these organisations. */
export function runInScope<T>(scope: OrganisationScope, work: () => PromiseLike<T>): Promise<T>;
export function runInScope<T>(scope: OrganisationScope, work: () => T): T;
export function runInScope<T>(scope: OrganisationScope, work: () => T): T {
  return runAs(scope, work);
}

/** Runs work for the whole installation. */
export const runEverywhere: RunInScope = <T>(work: () => T) => runAs('everywhere', work);

/** Remembers what was told here, for work that somebody else begins later. */
export function keepScope(): <T>(work: () => Promise<T>) => Promise<T> {
  const told = scopes.getStore();
  // `exit` takes away what was told to whoever begins it.
  return (work) => (told === undefined ? scopes.exit(async () => work()) : runAs(told, async () => work()));
}
