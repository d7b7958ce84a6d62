import type { Criterion, Instrument, InstrumentItem } from './schema.ts';

/**
 * A tool without some of its items, as an audit that leaves them out tallies and scores it: no criterion is made of them,
 * limited by them or weighs them, and one of which nothing is left is gone. What hung on one stands by itself, and what
 * was worked out from one is answered by hand.
 *
 * @param ids - of items; those that the tool does not have are passed over
 */
export function instrumentWithout(instrument: Instrument, ids: ReadonlySet<string>): Instrument {
  const sections = instrument.sections
    .map((section) => ({
      ...section,
      items: section.items.filter(({ id }) => !ids.has(id)).map((item) => standingAlone(item, ids)),
    }))
    .filter(({ items }) => items.length > 0);
  const gone = new Set(ids);
  const criteria = instrument.criteria.flatMap((criterion) => criterionWithout(criterion, gone) ?? []);
  const rankBy = instrument.rankBy?.filter((id) => !gone.has(id)) ?? [];
  const { rankBy: _, ...rest } = instrument;
  return { ...rest, sections, criteria, ...(rankBy.length > 0 && { rankBy }) };
}

function standingAlone(item: InstrumentItem, ids: ReadonlySet<string>): InstrumentItem {
  const alone = item.dependsOn && ids.has(item.dependsOn.item) ? { ...item, dependsOn: undefined } : item;
  if (alone.kind === 'scale' && alone.from && ids.has(alone.from.number))
    return { ...alone, from: undefined };
  if (alone.kind === 'choice' && alone.from && ids.has(alone.from.codes))
    return { ...alone, from: undefined };
  return alone;
}

/** A criterion without what is gone; null where nothing is left of it, and its id is then gone as well. */
function criterionWithout(criterion: Criterion, gone: Set<string>): Criterion | null {
  const of = criterion.of.flatMap((part): Criterion['of'] => {
    if (typeof part === 'string') return gone.has(part) ? [] : [part];
    const left = criterionWithout(part, gone);
    return left ? [left] : [];
  });
  if (of.length === 0 && criterion.of.length > 0) {
    gone.add(criterion.id);
    return null;
  }
  const weights = Object.entries(criterion.weights ?? {}).filter(([id]) => !gone.has(id));
  return {
    ...criterion,
    of,
    ...(criterion.weights && { weights: Object.fromEntries(weights) }),
    limits: criterion.limits.filter(({ item }) => !gone.has(item)),
  };
}
