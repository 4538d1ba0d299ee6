import { cutAtWord } from '../narrative/plain-text.js';
import { activateLore } from '../reality/lore/activation.js';
import type { TimedLore } from '../reality/lore/timed.js';
import { type BudgetSection, estimateTokens, fitBudget } from '../reality/token-budget.js';
import { inLines } from '../simulation/fence.js';
import { MOST, type SceneInput } from './context/input.js';
import { sceneNow, sceneWorld } from './context/situation.js';
import { toldKeys } from './offline/teller.js';
import { mindsOf } from './reality/minds.js';
import { type Stand, standOf } from './reality/stand.js';
import type { ActionScene, SceneNow, SceneWorld } from './scene.js';

/**
 * The context of an action, within 6,000 tokens: what stays the same first, then how things stand. What is bounded by
 * nature is taken whole; what people know, lore, recent story and its summary share what is left.
 */

export const CONTEXT_TOKENS = 6_000;

const SHARES = { knowledge: 0.35, recent: 0.3, lore: 0.2, before: 0.15 } as const;
/** Words around the context, and what separates its parts. */
const AROUND_TOKENS = 900;

export interface Context {
  readonly scene: ActionScene;
  /** What lore that came to mind leaves behind. */
  readonly lore: TimedLore;
}

export function contextOf(input: SceneInput): Context {
  const { world, state, action, actionSeq, type } = input;
  const minds = mindsOf(state.hidden);
  const stand = standOf(world, state.session, state.hidden.minutes, minds);
  const recalled = recallLore(input, stand, minds.lore);
  const whole = inLines({
    world: sceneWorld(world, state),
    now: { ...sceneNow(input, stand), lore: recalled.texts },
  });
  // What is going to be told when it comes back is not to be told before.
  const waiting = state.session.consequences
    .filter(({ status }) => status === 'pending')
    .flatMap(({ narrative_text }) => toldKeys(narrative_text));
  return {
    lore: recalled.timed,
    scene: {
      action,
      type,
      world: whole.world,
      now: fitted(whole.world, whole.now, action),
      deck: {
        seed: state.session.seed,
        actionSeq,
        register: world.register,
        told: [...minds.told, ...waiting],
        forms: minds.forms,
        cameFrom: cameFrom(state),
      },
    },
  };
}

function cameFrom({ session: { world_state } }: SceneInput['state']): string | null {
  const { current_location: here, location_history } = world_state;
  return location_history.findLast((place) => place !== here) ?? null;
}

/** Cuts what can be cut until everything fits; the newest and the most relevant stay. */
function fitted(world: SceneWorld, now: SceneNow, action: string): SceneNow {
  const tokensOf = (value: unknown) => estimateTokens(JSON.stringify(value));
  const { people, recent, lore, before, ...rest } = now;
  const bare = people.map(({ knows: _knows, believes: _believes, ...person }) => person);
  const fixed = AROUND_TOKENS + tokensOf(world) + tokensOf(rest) + tokensOf(bare) + estimateTokens(action);
  const facts = dealtOut(people.map(({ knows }, at) => knows.map((fact) => ({ at, fact }))));
  const newest = recent.toReversed();
  const latest = before.toReversed();
  const sections: BudgetSection[] = [
    { name: 'knowledge', share: SHARES.knowledge, entries: facts.map((each) => JSON.stringify(each.fact)) },
    { name: 'recent', share: SHARES.recent, entries: newest.map((each) => JSON.stringify(each)) },
    { name: 'lore', share: SHARES.lore, entries: lore },
    { name: 'before', share: SHARES.before, entries: latest },
  ];
  const beliefs = people.map(({ believes }) => believes);
  const { sections: kept } = fitBudget(sections, CONTEXT_TOKENS, fixed + tokensOf(beliefs));
  const count = (name: string) => kept.find((section) => section.name === name)?.entries.length ?? 0;
  const known = facts.slice(0, count('knowledge'));
  return {
    ...now,
    people: people.map((person, at) => ({
      ...person,
      knows: known.filter((each) => each.at === at).map(({ fact }) => fact),
    })),
    recent: newest.slice(0, count('recent')).toReversed(),
    lore: lore.slice(0, count('lore')),
    before: latest.slice(0, count('before')).toReversed(),
  };
}

/** The first of each list, then the second of each, and so on. */
function dealtOut<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, row) => lists.flatMap((list) => list[row] ?? [])).flat();
}

function recallLore(
  { world, state, action, actionSeq }: SceneInput,
  stand: Stand,
  timed: TimedLore,
): { readonly texts: readonly string[]; readonly timed: TimedLore } {
  const { lore, seed } = world.snapshot;
  if (lore === undefined) return { texts: [], timed };
  const { current_location, environment_description } = state.session.world_state;
  const player = stand.personas[world.playerId];
  const recalled = activateLore({
    session: lore.own[world.playerId] ?? [],
    global: lore.world,
    messages: [
      state.hidden.recent.at(-1)?.text ?? '',
      `${current_location}. ${environment_description} ${action}`,
    ],
    messageCount: actionSeq,
    seed,
    turn: actionSeq,
    characters: player === undefined ? [] : [player],
    timed,
    budget: { contextTokens: CONTEXT_TOKENS },
  });
  const known = recalled.entries.filter(({ public: isPublic }) => isPublic);
  return { texts: known.map(({ content }) => cutAtWord(content, MOST.description)), timed: recalled.timed };
}
