import { Bug } from "../errors.ts";

/** The nodes so that each comes after those it needs; nodes that nothing orders keep their order. */
export function topological<T>(
  nodes: readonly T[],
  idOf: (node: T) => string,
  needsOf: (node: T) => readonly string[],
): T[] {
  const byId = new Map(nodes.map((node) => [idOf(node), node]));
  const sorted: T[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: T): void => {
    const id = idOf(node);
    if (done.has(id)) return;
    if (path.includes(id)) throw cycle([...path.slice(path.indexOf(id)), id]);
    path.push(id);
    for (const need of needsOf(node)) {
      const needed = byId.get(need);
      if (needed !== undefined) visit(needed);
    }
    path.pop();
    done.add(id);
    sorted.push(node);
  };
  nodes.forEach(visit);
  return sorted;
}

const cycle = (ids: readonly string[]): Bug =>
  new Bug(`Resources need each other in a circle: ${ids.join(" -> ")}.`);

/** Everything that a set of nodes needs, directly or through others, the set itself included. */
export function closure(roots: Iterable<string>, needsOf: (id: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    needsOf(id).forEach(visit);
  };
  for (const root of roots) visit(root);
  return found;
}

/** For each node the weight of the heaviest path from it to a last node, its own weight included. */
export function remainingWeights(
  ids: readonly string[],
  afterOf: (id: string) => readonly string[],
  weightOf: (id: string) => number,
): Map<string, number> {
  const weights = new Map<string, number>();
  const followers = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const id of ids) for (const before of afterOf(id)) followers.get(before)?.push(id);
  const visit = (id: string): number => {
    const known = weights.get(id);
    if (known !== undefined) return known;
    const rest = (followers.get(id) ?? []).map(visit);
    const weight = weightOf(id) + Math.max(0, ...rest);
    weights.set(id, weight);
    return weight;
  };
  ids.forEach(visit);
  return weights;
}

/** The heaviest chain of nodes, first to last, and its weight. */
export function heaviestPath(
  ids: readonly string[],
  afterOf: (id: string) => readonly string[],
  weightOf: (id: string) => number,
): { path: string[]; weight: number } {
  const weights = remainingWeights(ids, afterOf, weightOf);
  const heaviest = (candidates: readonly string[]): string | undefined =>
    [...candidates].sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0))[0];
  const path: string[] = [];
  let next = heaviest(ids.filter((id) => afterOf(id).length === 0));
  const weight = next === undefined ? 0 : (weights.get(next) ?? 0);
  while (next !== undefined) {
    const current: string = next;
    path.push(current);
    next = heaviest(ids.filter((id) => afterOf(id).includes(current)));
  }
  return { path, weight };
}
