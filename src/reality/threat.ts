import { equipped } from '../simulation/laws/equipment.js';
import type { Condition, Persona, Threat } from '../simulation/types.js';
import { type BeliefStore, reliabilityAt } from './belief-store.js';
import { type Remark, remarksBySubject } from './remarks.js';
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
  const subjects: Threatening[] = [];
  hazardsFor(of, subjects);
  peopleFor(of, subjects);
  if (subjects.length === 0) return { situation: situationThreat(NOBODY, of.alarms), subjects };
  if (subjects.length > 1) subjects.sort((a, b) => b.score - a.score);
  const events = [...of.alarms];
  for (const { level } of subjects) events.push(threatOf(level));
  return { situation: situationThreat(subjects, events), subjects };
}

const NOBODY: readonly SubjectThreat[] = [];

/** Adds whom or what there is reason to fear. */
function fear(subjects: Threatening[], subject: string, { level, score }: SubjectThreat): void {
  if (level !== 'unknown' && level !== 'low') subjects.push({ subject, level, score });
}

/** A hazard where one stands is hostile to everything there, and it attacks oneself. */
function hazardsFor({ self, conditions }: Circumstances, subjects: Threatening[]): void {
  for (const { type, severity, affectedArea } of conditions) {
    if (type === 'blocked' || affectedArea !== self.locationId) continue;
    const known = HARM.map((value) => ({ property: type, value, reliability: severity }));
    fear(subjects, type, subjectThreat(known));
  }
}

const HARM = ['hostile', 'attack'] as const;

function peopleFor({ self, store, people, now }: Circumstances, subjects: Threatening[]): void {
  if (people.length === 0) return;
  const entries = store?.entries ?? NO_ENTRIES;
  const bySubject = store === undefined ? NO_REMARKS : remarksBySubject(entries);
  for (const other of people) {
    if (!other.state.conscious) continue;
    const affinity = Object.hasOwn(self.relationships, other.id)
      ? (self.relationships[other.id]?.affinity ?? 0)
      : 0;
    if (affinity > -ENEMY) continue;
    const remarks = bySubject.get(other.id);
    // Of most nothing is known that could be feared.
    if (remarks === undefined && affinity >= ENEMY) continue;
    const known: KnownProperty[] = [];
    for (const { key, property } of remarks ?? NOTHING) {
      const active = entries[key]?.active;
      if (active === undefined) continue;
      known.push({ property, value: active.value, reliability: reliabilityAt(active, now) });
    }
    if (affinity < ENEMY) known.push({ property: 'regard', value: 'hostile', reliability: -affinity });
    let threat = subjectThreat(known);
    // A weapon threatens in hands that are feared anyway: nearly everybody carries a knife.
    if (threat.score > 0 && equipped(other, 'weapon') !== undefined) {
      known.push({ property: 'carries', value: 'weapon', reliability: 1 });
      threat = subjectThreat(known);
    }
    fear(subjects, other.id, threat);
  }
}

const NOTHING: readonly Remark[] = [];
const NO_ENTRIES: BeliefStore['entries'] = {};
const NO_REMARKS: ReadonlyMap<string, readonly Remark[]> = new Map();
