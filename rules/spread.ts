import { cheapestFlow } from './flow.ts';
import type { Arc } from './flow.ts';

/**
 * Deals cards out to things so that every class of things gets all of them alike: of the cards dealt to a class, no two
 * differ in number by more than one. A thing stands in classes on two sides, on each from the widest to the narrowest, the
 * narrower within the wider; those that stand in all classes together are a class too, and so are all things.
 *
 * That it can always be done, one card after the other: a share of one card in k of every class is a flow of
 * fractions within the bounds, and where there is one there is one of whole numbers. What is left over is again such a
 * problem, with one card fewer.
 *
 * @param things - each with its classes on either side; the names of classes of one side are its own
 * @param cards - how many different cards there are
 * @returns for each thing its card, from 0
 * @see de Werra, Balanced schedules, INFOR 1971; 9: 230-237
 */
export function spread(
  things: readonly { left: readonly string[]; right: readonly string[] }[],
  cards: number,
): number[] {
  const dealt = things.map(() => cards - 1);
  let rest = things.map((_, i) => i);
  for (let card = 0; card < cards - 1; card += 1) {
    const taken = takeShare(
      rest.map((i) => things[i] ?? { left: [], right: [] }),
      cards - card,
    );
    for (const at of taken) dealt[rest[at] ?? 0] = card;
    const gone = new Set(taken);
    rest = rest.filter((_, at) => !gone.has(at));
  }
  return dealt;
}

/** Of things one in k of every class, rounded down or up; the places of those that were taken. */
function takeShare(
  things: readonly { left: readonly string[]; right: readonly string[] }[],
  k: number,
): number[] {
  const size = new Map<string, number>();
  const members = new Map<string, number[]>();
  const arcs = new Map<string, [string, string]>();
  things.forEach(({ left, right }, at) => {
    const before = left.map((_, i) => `left ${left.slice(0, i + 1).join('\n')}`);
    const after = right.map((_, i) => `right ${right.slice(0, i + 1).join('\n')}`).toReversed();
    const path = ['source', ...before, ...after, 'sink'];
    path.slice(1).forEach((to, i) => {
      const from = path[i] ?? '';
      const arc = `${from}\0${to}`;
      arcs.set(arc, [from, to]);
      size.set(arc, (size.get(arc) ?? 0) + 1);
      if (i === before.length) members.set(arc, [...(members.get(arc) ?? []), at]);
    });
  });
  const places = [...new Set(['source', 'sink', ...[...arcs.values()].flat()])];
  const placeOf = new Map(places.map((name, i) => [name, i]));
  const names = [...arcs.keys()];
  const { along } = cheapestFlow({
    places: places.length,
    arcs: names.map((name): Arc => {
      const [from = '', to = ''] = arcs.get(name) ?? [];
      const share = (size.get(name) ?? 0) / k;
      return {
        from: placeOf.get(from) ?? 0,
        to: placeOf.get(to) ?? 0,
        most: Math.ceil(share),
        // The least that has to go along pays for itself, so that nothing is preferred to it.
        cost: (nth) => (nth < Math.floor(share) ? -1 : 0),
      };
    }),
    source: placeOf.get('source') ?? 0,
    sink: placeOf.get('sink') ?? 0,
    wanted: Math.floor(things.length / k),
  });
  return names.flatMap((name, i) => (members.get(name) ?? []).slice(0, along[i]));
}
