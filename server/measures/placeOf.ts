import { fold } from './reading.ts';
import type { MeasurePlace } from './repository.ts';

/**
 * Which place of figures the name of a partnership stands for: teams carry their own name, printed tables the area's. It is
 * the place of that very name, or else the longest that the name begins with where that is a partnership, such as
 * Southampton for "Southampton Drug Action Team". Where several would stand for a place by its beginning, none does.
 *
 * @param places - all that there are
 * @param partnerships - those with audits
 */
export function placesOfPartnerships<P extends Pick<MeasurePlace, 'name' | 'kind'>>(
  places: readonly P[],
  partnerships: readonly string[],
): (partnership: string) => P | null {
  const longestFirst = places
    .map((place) => ({ place, name: fold(place.name) }))
    .toSorted((a, b) => b.name.length - a.name.length);
  const nearest = new Map<string, { place: P; isOwn: boolean } | null>();
  const nearestOf = (folded: string) => {
    const known = nearest.get(folded);
    if (known !== undefined) return known;
    const found = longestFirst.find(({ name }) => name === folded || folded.startsWith(`${name} `));
    const isOwn = found?.name === folded;
    const one = found && (isOwn || found.place.kind === 'partnership') ? { place: found.place, isOwn } : null;
    nearest.set(folded, one);
    return one;
  };
  const others = [...new Set(partnerships.map(fold))];
  return (partnership) => {
    const name = fold(partnership);
    const found = nearestOf(name);
    if (!found) return null;
    const isShared = others.some((other) => other !== name && nearestOf(other)?.place === found.place);
    return found.isOwn || !isShared ? found.place : null;
  };
}
