import type { Proposal } from './negotiation.js';
import type { SimulationState } from './state.js';
import type { ProposedAction } from './types.js';

/** What a talk is about, in words, built from what its actions are. */

/** Past forms that stand before what the deed is aimed at. */
const DEED: Readonly<Record<string, string>> = {
  attack: 'dealt with',
  call_for_help: 'called for help',
  communicate: 'spoke with',
  confront: 'questioned',
  defend: 'held the ground',
  give: 'gave something to',
  guard: 'watched over',
  help: 'looked after',
  hide: 'took the hiding place in',
  investigate: 'looked into',
  move: 'went to',
  negotiate: 'came to terms with',
  observe: 'kept watch in',
  open: 'opened',
  plan: 'made plans with',
  repair: 'mended',
  search: 'searched',
  take: 'took',
  use: 'had the use of',
};

/** The proposition at issue, as it stands after "that": `it should be Alice who took the brass key while Bob stood by`. */
export function disputeClause(
  proposal: Pick<Proposal, 'first' | 'requirements' | 'benefits'>,
  action: ProposedAction,
  others: readonly string[],
  state: SimulationState,
): string {
  const first = personName(proposal.first, state);
  const yielding = listed(others.map((id) => personName(id, state)));
  const deed = `it should be ${first} who ${DEED[action.verb] ?? 'went first with'} ${objectName(action, state)}`;
  const ahead = proposal.requirements.includes('keep_off')
    ? ` while ${yielding} kept off`
    : proposal.requirements.includes('stand_by')
      ? ` while ${yielding} stood by`
      : proposal.requirements.includes('give_way')
        ? `, ahead of ${yielding}`
        : '';
  const shared = proposal.benefits.includes('share') ? ', and what came of it should be shared' : '';
  const owed = proposal.benefits.includes('favour') ? `, with a favour owed to ${yielding}` : '';
  return `${deed}${ahead}${owed}${shared}`;
}

/** What an action is aimed at, or the place that it is done in. */
export function objectName(
  { actorId, target }: ProposedAction,
  { personas, world }: SimulationState,
): string {
  const id = target ?? personas[actorId]?.locationId ?? '';
  for (const known of [personas, world.entities, world.locations]) {
    const name = Object.hasOwn(known, id) ? known[id]?.name : undefined;
    if (name !== undefined) return name;
  }
  return 'what was at stake';
}

export function personName(id: string, { personas }: SimulationState): string {
  return personas[id]?.name ?? id;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
