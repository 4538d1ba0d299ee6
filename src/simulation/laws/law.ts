import type { Perception } from '../../reality/perception.js';
import type { Persona, ProposedAction, WorldState } from '../types.js';

/** What an action is held against, in the order in which a report lists it. E000 is for who can't act at all. */
export type LawCode = 'E000' | 'E001' | 'E002' | 'E003' | 'E004' | 'E005';
export type Severity = 'warning' | 'error' | 'critical';

export interface Violation {
  readonly lawCode: LawCode;
  readonly lawName: string;
  readonly severity: Severity;
  readonly description: string;
  /** Ids of the actor and of what the action is aimed at. */
  readonly affectedEntities: readonly string[];
  readonly suggestedRepair?: string;
}

/** Something that a persona named without being able to know of it; `where` says in which part of its decision. */
export interface KnowledgeLeak {
  readonly personaId: string;
  readonly where: 'target' | 'dialogue';
  readonly entityId: string;
}

/** An action that a persona could take at this moment, and at what it could aim it. */
export interface OpenAction {
  readonly action: string;
  readonly targets: readonly string[];
}

/** The moment that an action is judged by: where everybody stands, and what this actor perceives and knows of it. */
export interface LawView {
  readonly world: WorldState;
  readonly personas: Readonly<Record<string, Persona>>;
  readonly seen: Perception;
  /** Whether the actor has ever come to know of an id; what it perceives it knows. */
  readonly knows: (id: string) => boolean;
  /** What the actor could do instead; repairs choose their targets here. */
  readonly open: readonly OpenAction[];
  readonly leaks: readonly KnowledgeLeak[];
  /** Ranks below this need leave to retreat; 0 when nobody does. */
  readonly retreatRank: number;
  /** Whether noise would give everybody away. */
  readonly stealth: boolean;
}

/** Judges an action; the persona is missing when nobody has the actor's id. */
export type Law = (
  action: ProposedAction,
  persona: Persona | undefined,
  view: LawView,
) => readonly Violation[];

/** A finding of one law about an action. */
export function violation(
  lawCode: LawCode,
  lawName: string,
  { actorId, target }: ProposedAction,
  severity: Severity,
  description: string,
  suggestedRepair?: string,
): Violation {
  const affectedEntities = target === undefined ? [actorId] : [actorId, target];
  const found = { lawCode, lawName, severity, description, affectedEntities };
  return suggestedRepair === undefined ? found : { ...found, suggestedRepair };
}

/** What one law finds: nothing most of the time. */
export class Findings {
  readonly #lawCode: LawCode;
  readonly #lawName: string;
  readonly #action: ProposedAction;
  #list: Violation[] | undefined;

  constructor(lawCode: LawCode, lawName: string, action: ProposedAction) {
    this.#lawCode = lawCode;
    this.#lawName = lawName;
    this.#action = action;
  }

  add(severity: Severity, description: string, suggestedRepair?: string): void {
    this.#list ??= [];
    this.#list.push(
      violation(this.#lawCode, this.#lawName, this.#action, severity, description, suggestedRepair),
    );
  }

  get list(): readonly Violation[] {
    return this.#list ?? NONE;
  }
}

const NONE: readonly Violation[] = [];
