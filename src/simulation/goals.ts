import type { Change } from './changes.js';
import { findingsKnown, isSecretOf, knowsFact } from './known-facts.js';
import type { SimulationSnapshot } from './snapshot.js';
import { bondOf } from './state.js';
import type { TurnLog } from './turn-log.js';
import type { Goal, GoalTrack, Persona, PersonaId } from './types.js';

/** Verbs that tell what a goal without a declared track is about; the first match counts. */
const GUESSES: readonly (readonly [RegExp, GoalTrack])[] = [
  [/\b(secret|hide|conceal|silence)\b/i, { kind: 'secret', count: 3 }],
  [/\b(protect|guard|safe|save|shelter|defend|rescue)\b/i, { kind: 'protect', count: 2 }],
  [/\b(repair|fix|mend|restore|rebuild|restart)\b/i, { kind: 'repair', count: 2 }],
  [/\b(trust|befriend|friend|reconcile|forgive|forgiven|win over)\b/i, { kind: 'trust', count: 1 }],
];
const CURIOUS: GoalTrack = { kind: 'learn', count: 4 };

const guessed = new WeakMap<Goal, GoalTrack>();

/** What events a goal watches. */
export function trackOf(goal: Goal): GoalTrack {
  const known = goal.tracks ?? guessed.get(goal);
  if (known !== undefined) return known;
  const track = GUESSES.find(([words]) => words.test(goal.text))?.[1] ?? CURIOUS;
  guessed.set(goal, track);
  return track;
}

/** The open goal of highest priority that an action of one of these kinds serves; `about` is a person it concerns. */
export function servedGoal(
  persona: Persona,
  kinds: readonly GoalTrack['kind'][],
  about?: PersonaId,
): Goal | undefined {
  let best: Goal | undefined;
  for (const goal of persona.goals) {
    if (goal.status !== 'open') continue;
    const { kind, who } = trackOf(goal);
    if (!kinds.includes(kind) || (who !== undefined && who !== about && kind !== 'learn')) continue;
    if (best === undefined || goal.priority > best.priority) best = goal;
  }
  return best;
}

/** Steps towards every open goal of a kind; `who` is the person that the deed was for. */
export function progressChanges(persona: Persona, kind: GoalTrack['kind'], who?: PersonaId): Change[] {
  return persona.goals
    .filter((goal) => {
      const track = trackOf(goal);
      return goal.status === 'open' && track.kind === kind && (track.who === undefined || track.who === who);
    })
    .map((goal) => ({ kind: 'progress', persona: persona.id, goal: goal.id, by: 1 }));
}

const LIKED = 0.5;

/** Whether what has happened so far decides an open goal. */
export function verdictOn(
  goal: Goal,
  persona: Persona,
  snapshot: SimulationSnapshot,
  { state, minds }: Pick<TurnLog, 'state' | 'minds'>,
): 'done' | 'failed' | undefined {
  const track = trackOf(goal);
  const progress = state.minds[persona.id]?.progress[goal.id] ?? 0;
  switch (track.kind) {
    case 'learn': {
      return findingsKnown(snapshot, minds, persona.id) >= track.count ? 'done' : undefined;
    }
    case 'repair':
      return progress >= track.count ? 'done' : undefined;
    case 'protect': {
      const wards = track.who === undefined ? othersThan(persona, snapshot) : [track.who];
      const lost = wards.some((id) => isBadlyHurt(state.personas[id]));
      return lost ? 'failed' : progress >= track.count ? 'done' : undefined;
    }
    case 'trust': {
      const judges = track.who === undefined ? othersThan(persona, snapshot) : [track.who];
      const regard = judges.map((id) => {
        const judge = state.personas[id];
        return judge === undefined ? 0 : bondOf(judge, persona.id).affinity;
      });
      if (progress >= track.count && regard.some((affinity) => affinity >= LIKED)) return 'done';
      return regard.length > 0 && regard.every((affinity) => affinity <= -LIKED) ? 'failed' : undefined;
    }
    case 'secret': {
      const secrets = Object.keys(state.facts).filter((factId) => isSecretOf(factId, persona.id));
      const betrayed = othersThan(persona, snapshot).some((id) =>
        secrets.some((factId) => knowsFact(minds, id, factId)),
      );
      return betrayed ? 'failed' : progress >= track.count ? 'done' : undefined;
    }
  }
}

function othersThan(persona: Persona, { cast }: SimulationSnapshot): PersonaId[] {
  return cast.map(({ id }) => id).filter((id) => id !== persona.id);
}

function isBadlyHurt(persona: Persona | undefined): boolean {
  return persona !== undefined && persona.resources.health.current * 2 < persona.resources.health.maximum;
}
