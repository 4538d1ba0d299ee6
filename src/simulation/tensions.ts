import { CAUSAL_WINDOW } from '../narrative/causal-edges.js';
import type { CausalGraph } from '../narrative/causal-graph.js';
import type { PersonaId } from './types.js';

/** Between whom there is bad blood, by person. */
export type Tensions = ReadonlyMap<PersonaId, ReadonlySet<PersonaId>>;

/** Of a graph at a moment: everybody asks for the same as they decide. */
const known = new WeakMap<CausalGraph, { readonly now: number; readonly tensions: Tensions }>();

/** Who has come into conflict with whom in the last hour of the story and hasn't settled it since. */
export function tensionsOf(graph: CausalGraph, now: number): Tensions {
  const before = known.get(graph);
  if (before?.now === now) return before.tensions;
  const tensions = tensionsAmong(graph, now);
  known.set(graph, { now, tensions });
  return tensions;
}

function tensionsAmong({ nodes }: CausalGraph, now: number): Tensions {
  const tensions = new Map<PersonaId, Set<PersonaId>>();
  const between = (id: PersonaId): Set<PersonaId> => {
    const known = tensions.get(id) ?? new Set();
    tensions.set(id, known);
    return known;
  };
  const first = nodes.findLastIndex(({ time }) => now - time > CAUSAL_WINDOW) + 1;
  for (const { agent, with: others = [], conflict, resolves } of nodes.slice(first)) {
    if (agent === undefined) continue;
    for (const other of others) {
      if (resolves === true) {
        between(agent).delete(other);
        between(other).delete(agent);
      } else if (conflict === 0) {
        between(agent).add(other);
        between(other).add(agent);
      }
    }
  }
  return tensions;
}
