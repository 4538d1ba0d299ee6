import { reliabilityAt } from '../reality/belief-store.js';
import type { BeliefReading } from '../reality/beliefs.js';
import { tellingSource } from '../reality/certainty.js';
import { isSharable, mayShare } from '../reality/fragments.js';
import { pairKey } from '../reality/nested-beliefs.js';
import { whereaboutsIn, whereaboutsOf } from '../reality/remarks.js';
import { type ListedFact, reliabilityOf } from './fact-lists.js';
import { thinksKnown } from './known-facts.js';
import { byCodeUnit } from './numbers.js';
import { bondOf } from './state.js';
import type { Persona, PersonaId } from './types.js';

/**
 * What a persona makes of another's mind: what the other has yet to hear, what had better be kept from it, and where it is
 * wrong. All of it follows from what the persona believes that the other believes, never from what the other does
 * believe: who is mistaken there tells old news, keeps what is long known, and puts right who was right.
 */
export interface OtherMind {
  /** Facts that the other is believed not to know, and that one would tell it; weightiest first. */
  readonly news: readonly string[];
  /** Facts that it is believed not to know, and that are kept from it, an enemy. */
  readonly kept: readonly string[];
  /** What a friend is believed to be wrong about, surest first. */
  readonly wrong: readonly Misbelief[];
}

/** Where another is believed to believe somebody or something to be, and where the persona itself does. */
export interface Misbelief {
  readonly subject: string;
  readonly believes: string;
  readonly at: string;
  /** Of the persona's own belief, 0..1. */
  readonly reliability: number;
}

/** What a persona has before it when it thinks of others. */
export interface Thinking {
  readonly self: Persona;
  readonly minds: BeliefReading;
  /** Story time, seconds. */
  readonly clock: number;
  /** Facts that it would pass on for as long as they haven't faded, weightiest first. */
  readonly tellable: readonly ListedFact[];
  /** People whom a fact is about: to them it is no news. */
  readonly aboutOf: (fact: string) => readonly PersonaId[];
  /** Whether both of them have somebody or something before their eyes. */
  readonly isInSight: (subject: string) => boolean;
  /** Whether an id is a person's: who carries what is nothing that one is sent to look at. */
  readonly isPerson: (id: string) => boolean;
}

export function otherMind(thinking: Thinking, other: Persona): OtherMind {
  const { self, minds, clock, tellable, aboutOf } = thinking;
  const unknown: string[] = [];
  if (tellable.length > 0 && mayShare(self, other, SURE)) {
    const model = minds.modelOf(pairKey(self.id, other.id));
    for (const fact of tellable) {
      // Most of it the other is believed to know.
      if (model[fact.key]?.now[0] === true || aboutOf(fact.id).includes(other.id)) continue;
      if (isFresh(fact, clock)) unknown.push(fact.id);
    }
  }
  const wrong = misbeliefs(thinking, other);
  return isEnemyOf(self, other.id)
    ? { news: NO_FACTS, kept: unknown, wrong }
    : { news: unknown, kept: NO_FACTS, wrong };
}

const NO_FACTS: readonly string[] = [];
const SURE = { current: true, reliability: 1 };

/** Whether a fact is held surely enough to be passed on. */
function isFresh(fact: ListedFact, clock: number): boolean {
  return isSharable({ current: true, reliability: reliabilityOf(fact, clock) });
}

export function isEnemyOf(self: Persona, other: PersonaId): boolean {
  return tellingSource(bondOf(self, other).affinity) === 'enemy';
}

/** What a friend is believed to be wrong about: one's own word is the newer, and worth passing on. */
export function misbeliefs(
  { self, minds, clock, isInSight, isPerson }: Omit<Thinking, 'tellable' | 'aboutOf'>,
  other: Persona,
): readonly Misbelief[] {
  if (tellingSource(bondOf(self, other.id).affinity) !== 'ally') return NONE;
  const model = minds.modelOf(pairKey(self.id, other.id));
  const beliefs = minds.entriesOf(self.id);
  const wrong: Misbelief[] = [];
  for (const key of whereaboutsIn(model)) {
    const held = model[key];
    const own = beliefs[key]?.active;
    if (held === undefined || own === undefined) continue;
    const [believes] = held.now;
    const at = own.value;
    if (typeof believes !== 'string' || typeof at !== 'string' || believes === at) continue;
    const subject = whereaboutsOf(key);
    if (subject === other.id || subject === self.id) continue;
    if (own.acquiredAt < (held.seenAt ?? held.now[2]) || isPerson(at) || isInSight(subject)) continue;
    const reliability = reliabilityAt(own, clock);
    if (mayShare(self, other, { current: true, reliability }))
      wrong.push({ subject, believes, at, reliability });
  }
  if (wrong.length < 2) return wrong;
  return wrong.sort((a, b) => b.reliability - a.reliability || byCodeUnit(a.subject, b.subject));
}

const NONE: readonly Misbelief[] = [];

/** The enemies present who are believed not to know one of these facts, and before whom they had better not be said. */
export function unwantedEars(
  { self, minds, aboutOf }: Pick<Thinking, 'self' | 'minds' | 'aboutOf'>,
  present: readonly Persona[],
  facts: readonly string[],
): Persona[] {
  return present.filter(
    ({ id }) =>
      isEnemyOf(self, id) &&
      facts.some((fact) => !aboutOf(fact).includes(id) && !thinksKnown(minds, self.id, id, fact)),
  );
}
