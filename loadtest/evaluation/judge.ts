import { investigations, mostDeedsPerTurn } from './deeds.js';
import { decide, type Verdict, verdict } from './demand.js';
import { type Demand, INVESTIGATE, type ScenarioObjective } from './import.js';
import { countLaws, type LawCount } from './laws.js';
import type { PlayedScenario } from './play.js';

export interface ObjectiveVerdict {
  readonly id: string;
  readonly tier: ScenarioObjective['tier'];
  readonly status: 'completed' | 'failed' | 'undecided';
  readonly criteria: readonly { readonly name: string; readonly verdict: Verdict }[];
}

export interface Judgement {
  readonly objectives: readonly ObjectiveVerdict[];
  readonly laws: LawCount;
}

/**
 * Judges a scenario by what was committed. A criterion that only a reader could decide stays undecided and counts for
 * nothing. An objective fails when a criterion is violated or its time has run out; it is completed when the scenario is
 * over, all criteria that can be decided are met, and there is at least one.
 */
export function judge(played: PlayedScenario): Judgement {
  const laws = countLaws(played);
  const measured = new Measures(played, laws);
  const objectives = played.scenario.objectives.map(({ id, tier, criteria }) => {
    const decided = criteria.map(([name, demand]) => ({ name, verdict: measured.verdictOn(name, demand) }));
    return { id, tier, status: statusOf(decided, measured.isOver), criteria: decided };
  });
  return { objectives, laws };
}

function statusOf(criteria: ObjectiveVerdict['criteria'], isOver: boolean): ObjectiveVerdict['status'] {
  if (criteria.some((each) => each.verdict === 'violated')) return 'failed';
  return isOver && criteria.some((each) => each.verdict === 'met') ? 'completed' : 'undecided';
}

/** The figures that criteria ask for, by the names that scenario files give them. */
class Measures {
  readonly isOver: boolean;
  readonly #investigated: readonly string[];

  constructor(
    private readonly played: PlayedScenario,
    private readonly laws: LawCount,
  ) {
    this.isOver = played.records.length >= played.scenario.turns;
    this.#investigated = investigations(played);
  }

  verdictOn(name: string, demand: Demand): Verdict {
    if (name === INVESTIGATE) {
      const all = [demand].flat().every((id) => this.#isInvestigated(String(id)));
      return all || this.isOver ? verdict(all) : 'undecided';
    }
    if (name === 'all_laws_tested') {
      if (this.laws.tested.size === 0) return 'undecided';
      const wanted = Array.isArray(demand) ? demand.map(String) : LAWS;
      const all = wanted.every((law) => this.laws.tested.has(law));
      return all || this.isOver ? verdict(all) : 'undecided';
    }
    return decide(demand, this.#measure(name));
  }

  #measure(name: string): number | boolean | undefined {
    const [, law] = /^(e00\d)_violations$/i.exec(name) ?? [];
    if (law !== undefined) return this.laws.applied.get(law.toUpperCase()) ?? 0;
    const [, resource] = /^(health|stamina|morale)_remaining$/.exec(name) ?? [];
    if (resource !== undefined) return this.#least(resource as Resource);
    const [, thing] = /^(.+)_investigated$/.exec(name) ?? [];
    if (thing !== undefined) {
      return this.played.scenario.things.has(thing) ? this.#isInvestigated(thing) : undefined;
    }
    switch (name) {
      case 'zero_iron_laws_violations':
        return this.#violations() === 0;
      case 'iron_laws_violations':
      case 'total_violations':
      case 'violation_count':
        return this.#violations();
      case 'repair_success_rate':
      case 'repair_system_effectiveness':
        return this.laws.unlawful === 0 ? undefined : this.laws.repaired / this.laws.unlawful;
      case 'actions_per_turn':
        return mostDeedsPerTurn(this.played);
      case 'revisit_count':
        // Successful looks at what had been looked into with success before.
        return this.#investigated.length - new Set(this.#investigated).size;
      case 'resource_exhaustion':
        return this.#isExhausted();
      case 'avoided_resource_exhaustion':
      case 'resource_exhaustion_avoided':
        return !this.#isExhausted();
      case 'time_efficiency':
        return this.played.records.length;
      default:
        return undefined;
    }
  }

  #isInvestigated(seedId: string): boolean {
    const thing = this.played.scenario.things.get(seedId);
    return thing !== undefined && this.#investigated.includes(thing);
  }

  #violations(): number {
    return [...this.laws.applied.values()].reduce((sum, count) => sum + count, 0);
  }

  /** What the character with the least of it has left at the end. */
  #least(resource: Resource): number | undefined {
    const last = this.played.states.at(-1);
    const left = this.played.scenario.heroes.flatMap(
      (id) => last?.personas[id]?.resources[resource].current ?? [],
    );
    return left.length === 0 ? undefined : Math.min(...left);
  }

  /** Whether one of the characters ever had no stamina or no health left. */
  #isExhausted(): boolean {
    return this.played.states.some((state) =>
      this.played.scenario.heroes.some((id) => {
        const resources = state.personas[id]?.resources;
        return resources !== undefined && Math.min(resources.stamina.current, resources.health.current) <= 0;
      }),
    );
  }
}

type Resource = 'health' | 'stamina' | 'morale';
const LAWS = ['E001', 'E002', 'E003', 'E004', 'E005'];
