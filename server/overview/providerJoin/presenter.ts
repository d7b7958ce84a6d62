import type { Provider } from '../../people/providers.ts';
import { listOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import type { ProviderJoin } from './service.ts';
import type { HeldByProvider } from './store.ts';

/** @param chosen - what joining with the chosen one would mean; null before one is chosen */
export function presentProviderJoin(
  provider: Provider,
  others: readonly Provider[],
  chosen: ProviderJoin | null,
) {
  return {
    provider,
    hasOthers: others.some(({ id }) => id !== provider.id),
    choices: [
      { value: '', text: 'Choose one' },
      ...others
        .filter(({ id }) => id !== provider.id)
        .map(({ id, name }) => ({ value: String(id), text: name, selected: id === chosen?.into.id })),
    ],
    action: urls.providerJoin(provider.id),
    chosen: chosen && {
      intoId: chosen.into.id,
      into: chosen.into.name,
      moves: amounts(chosen.moves),
      sees: seeing(chosen),
      shared: chosen.shared.length > 0 ? listOf(chosen.shared) : null,
    },
    back: urls.provider(provider.id),
  };
}

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

function amounts(held: HeldByProvider): string[] {
  return [
    held.audits.length > 0 &&
      `Its part in ${plural(held.audits.length, 'audit')}: ${listOf(held.audits.map(({ title }) => title))}.`,
    held.reports > 0 && `${plural(held.reports, 'issued report')}, which ${keepsName(held.reports)}.`,
    held.people > 0 && `${plural(held.people, 'account')} of its people.`,
    held.deliveryLines > 0 && `${plural(held.deliveryLines, 'line')} of delivery plans.`,
    held.meetings > 0 && plural(held.meetings, 'contract review meeting') + '.',
    held.programmeLines > 0 && `${plural(held.programmeLines, 'line')} of the audit programme.`,
  ].filter((text) => text !== false);
}

const keepsName = (reports: number): string =>
  reports === 1 ? 'keeps the name that stands on it' : 'keep the name that stands on them';

/** Who will read what they could not read before. */
function seeing({ from, into, moves, stays }: ProviderJoin): string[] {
  const line = (who: Provider, people: number, what: Provider, reports: number): string[] =>
    people > 0 && reports > 0
      ? [
          `${plural(people, 'person', 'people')} of ${who.name} will read ${plural(reports, 'report')} written to ${what.name}.`,
        ]
      : [];
  return [...line(from, moves.people, into, stays.reports), ...line(into, stays.people, from, moves.reports)];
}
