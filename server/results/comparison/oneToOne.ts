/**
 * Whether each sample group is one provider's own and each provider has one group, in every audit alike: then a comparison
 * by provider says again what that by group says, under other names.
 *
 * @param audits - the groups of each audit, with the names of their providers
 */
export function areGroupsProviders(
  audits: readonly (readonly { name: string; providers: readonly string[] }[])[],
): boolean {
  const groupOf = new Map<string, string>();
  const providerOf = new Map<string, string>();
  return audits.every((groups) =>
    groups.every(({ name, providers }) => {
      const [provider] = providers;
      if (provider === undefined || providers.length > 1) return false;
      const isAlike =
        (groupOf.get(provider) ?? name) === name && (providerOf.get(name) ?? provider) === provider;
      groupOf.set(provider, name);
      providerOf.set(name, provider);
      return isAlike;
    }),
  );
}
