/** A way from one place to another. */
export interface Arc {
  from: number;
  to: number;
  /** How many units may go along it. */
  most: number;
  /** What the nth unit costs, from 0 on; never less than the one before, or the flow would not be the cheapest. */
  cost(nth: number): number;
}

/**
 * Sends units through a network, as many as it takes, and of all ways to do so the cheapest: each unit takes the
 * cheapest way that is left, and may send those before it another way round.
 *
 * @param places - how many there are; arcs name them from 0 to places - 1
 * @param wanted - how many units are to be sent from `source` to `sink`
 * @returns how many units were sent; along each arc how many of them; and which places a further unit could still
 *   reach, of which the most that can be sent says what stands in the way
 * @see Ahuja, Magnanti, Orlin, Network Flows, 1993, sections 9.7 and 14.5 (successive shortest paths, convex costs)
 */
export function cheapestFlow(network: {
  places: number;
  arcs: readonly Arc[];
  source: number;
  sink: number;
  wanted: number;
}): { sent: number; along: number[]; reached: boolean[] } {
  const { places, arcs, source, sink, wanted } = network;
  const along = arcs.map(() => 0);
  const leaving = Array.from({ length: places }, (): number[] => []);
  arcs.forEach(({ from, to }, a) => {
    leaving[from]?.push(a);
    // The other way round a unit is taken back.
    leaving[to]?.push(-a - 1);
  });
  const step = (a: number) => {
    const index = a < 0 ? -a - 1 : a;
    const arc = arcs[index];
    const used = along[index] ?? 0;
    if (!arc) return null;
    if (a < 0) return used > 0 ? { to: arc.from, cost: -arc.cost(used - 1) } : null;
    return used < arc.most ? { to: arc.to, cost: arc.cost(used) } : null;
  };
  const ways = () => {
    const cost = Array.from({ length: places }, () => Infinity);
    const by = Array.from({ length: places }, (): number | null => null);
    const waiting = [source];
    const waits = Array.from({ length: places }, () => false);
    cost[source] = 0;
    for (let next = 0; next < waiting.length; next += 1) {
      const place = waiting[next] ?? source;
      waits[place] = false;
      for (const a of leaving[place] ?? []) {
        const further = step(a);
        if (!further) continue;
        const sum = (cost[place] ?? Infinity) + further.cost;
        if (sum >= (cost[further.to] ?? Infinity)) continue;
        cost[further.to] = sum;
        by[further.to] = a;
        if (!waits[further.to]) waiting.push(further.to);
        waits[further.to] = true;
      }
    }
    return { cost, by };
  };

  let sent = 0;
  let found = ways();
  while (sent < wanted && (found.cost[sink] ?? Infinity) < Infinity) {
    for (let place = sink; place !== source;) {
      const a = found.by[place] ?? 0;
      const index = a < 0 ? -a - 1 : a;
      along[index] = (along[index] ?? 0) + (a < 0 ? -1 : 1);
      place = (a < 0 ? arcs[index]?.to : arcs[index]?.from) ?? source;
    }
    sent += 1;
    found = ways();
  }
  return { sent, along, reached: found.cost.map((cost) => cost < Infinity) };
}
