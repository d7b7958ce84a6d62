/** Two nodes and what joins them; nodes are numbers from 0. */
export type Edge = readonly [number, number];

/** Which part of an undirected network each node is in, as a number; nodes are in one part when edges join them. */
export function partsOf(nodes: number, edges: readonly Edge[]): number[] {
  const parent = Array.from({ length: nodes }, (_, i) => i);
  const root = (node: number): number => {
    let at = node;
    while (parent[at] !== at) at = parent[at] ?? at;
    parent[node] = at;
    return at;
  };
  for (const [a, b] of edges) parent[root(a)] = root(b);
  return parent.map((_, node) => root(node));
}

/**
 * Edges of an undirected network that are on no ring: taken away, they leave their two ends apart. No two edges may
 * join the same nodes.
 *
 * @returns their positions
 * @see Tarjan, A note on finding the bridges of a graph, Inform Process Lett 1974; 2: 160-161
 */
export function bridgesOf(nodes: number, edges: readonly Edge[]): number[] {
  const links: { to: number; edge: number }[][] = Array.from({ length: nodes }, () => []);
  edges.forEach(([a, b], edge) => {
    links[a]?.push({ to: b, edge });
    links[b]?.push({ to: a, edge });
  });
  const order = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const found: number[] = [];
  let count = 0;
  const visit = (node: number, through: number) => {
    order[node] = low[node] = count;
    count += 1;
    for (const { to, edge } of links[node] ?? []) {
      if (edge === through) continue;
      if (order[to] === -1) {
        visit(to, edge);
        if ((low[to] ?? 0) > (order[node] ?? 0)) found.push(edge);
      }
      low[node] = Math.min(low[node] ?? 0, low[to] ?? 0);
    }
  };
  for (let node = 0; node < nodes; node += 1) if (order[node] === -1) visit(node, -1);
  return found;
}

/** The nodes by which one is come to from another along directed links, both of them among these; null where it is not. */
export function pathOf(
  links: readonly (readonly number[])[],
  from: number,
  to: number,
): readonly number[] | null {
  const cameFrom = new Map<number, number>([[from, from]]);
  // A map goes on to what is added while it is gone through.
  for (const node of cameFrom.keys()) {
    if (node === to) break;
    for (const next of links[node] ?? []) if (!cameFrom.has(next)) cameFrom.set(next, node);
  }
  if (!cameFrom.has(to)) return null;
  const path = [to];
  for (let node = to; node !== from; node = cameFrom.get(node) ?? from)
    path.unshift(cameFrom.get(node) ?? from);
  return path;
}
