import { equipped } from '../simulation/laws/equipment.js';
import type { Condition, Persona, Threat } from '../simulation/types.js';
import { type BeliefEntry, type BeliefStore, reliabilityAt } from './belief-store.js';
import { remarks } from './remarks.js';
import {
  type KnownProperty,
  type SubjectThreat,
  situationThreat,
  subjectThreat,
  threatOf,
} from './subject-threat.js';

/** Whom and what somebody has reason to fear now, from what that one itself knows, feels and sees. */

export interface Threatening extends SubjectThreat {
  /** A person's id, or what a hazard is called. */
  readonly subject: string;
}

export interface Threats {
  readonly situation: Threat;
  /** Of medium level at least, the gravest first. */
  readonly subjects: readonly Threatening[];
}

/** What `threatsTo` goes by. */
export interface Circumstances {
  readonly self: Pick<Persona, 'locationId' | 'relationships'>;
  readonly store: BeliefStore | undefined;
  /** Those whom it sees; of them it sees what they carry. */
  readonly people: readonly Persona[];
  readonly conditions: readonly Condition[];
  /** The worst of each of the last turns, oldest first. */
  readonly alarms: readonly Threat[];
  /** Story time, seconds. */
  readonly now: number;
}

/** Affinity below which one counts somebody as an enemy; above its opposite nobody fears a friend. */
const ENEMY = -0.2;

/**
 * The threats of a moment. What threatens now counts as the latest of the events by which the situation is judged: else
 * two hazards at once would be no danger as long as nothing has happened yet.
 */
export function threatsTo(of: Circumstances): Threats {
  const subjects = [...hazardsFor(of), ...peopleFor(of)]
    .filter(({ level }) => level !== 'unknown' && level !== 'low')
    .sort((a, b) => b.score - a.score);
  const events = [...of.alarms, ...subjects.map(({ level }) => threatOf(level))];
  return { situation: situationThreat(subjects, events), subjects };
}

/** A hazard where one stands is hostile to everything there, and it attacks oneself. */
function hazardsFor({ self, conditions }: Circumstances): Threatening[] {
  return conditions
    .filter(({ type, affectedArea }) => type !== 'blocked' && affectedArea === self.locationId)
    .map(({ type, severity }) => ({
      subject: type,
      ...subjectThreat(
        ['hostile', 'attack'].map((value) => ({ property: type, value, reliability: severity })),
      ),
    }));
}

function peopleFor({ self, store, people, now }: Circumstances): Threatening[] {
  if (people.length === 0) return [];
  const beliefs = store === undefined ? NOTHING : beliefsAbout(store.entries, people);
  return people.flatMap((other): Threatening[] => {
    if (!other.state.conscious) return [];
    const affinity = Object.hasOwn(self.relationships, other.id)
      ? (self.relationships[other.id]?.affinity ?? 0)
      : 0;
    if (affinity > -ENEMY) return [];
    const known: KnownProperty[] = (beliefs.get(other.id) ?? []).map(({ property, entry }) => ({
      property,
      value: entry.active.value,
      reliability: reliabilityAt(entry.active, now),
    }));
    if (affinity < ENEMY) known.push({ property: 'regard', value: 'hostile', reliability: -affinity });
    // A weapon threatens in hands that are feared anyway: nearly everybody carries a knife.
    if (subjectThreat(known).score > 0 && equipped(other, 'weapon') !== undefined) {
      known.push({ property: 'carries', value: 'weapon', reliability: 1 });
    }
    return known.length === 0 ? [] : [{ subject: other.id, ...subjectThreat(known) }];
  });
}

interface About {
  readonly property: string;
  readonly entry: BeliefEntry;
}

const NOTHING: ReadonlyMap<string, readonly About[]> = new Map();

/** What is believed of some people apart from where they are, by person. */
function beliefsAbout(
  entries: BeliefStore['entries'],
  people: readonly Persona[],
): ReadonlyMap<string, readonly About[]> {
  const about = new Map<string, About[]>(people.map(({ id }) => [id, []]));
  for (const key of remarks(entries)) {
    const bar = key.indexOf('|');
    const list = about.get(key.slice(0, bar));
    const entry = entries[key];
    if (list !== undefined && entry !== undefined) list.push({ property: key.slice(bar + 1), entry });
  }
  return about;
}
