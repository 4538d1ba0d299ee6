import type { PersonaSketch } from './model-data.js';
import type { PersonaId } from './types.js';

/** `purpose: 'direct'`: what the people of a turn could not settle among themselves. */
export interface DirectData {
  readonly turn: number;
  readonly turns: number;
  readonly stage: { readonly title: string; readonly genre: string; readonly premise: string };
  /** Everybody concerned. */
  readonly people: readonly PersonaSketch[];
  /** Talks that need somebody to propose a compromise. */
  readonly mediations: readonly {
    readonly id: string;
    /** The proposal so far, a clause as after "that". */
    readonly about: string;
    readonly place: string;
    readonly parties: readonly {
      readonly id: PersonaId;
      /** What it wants to do: `open the sea chest`. */
      readonly wants: string;
      readonly answer: 'proposed' | 'accept' | 'counter' | 'reject';
      /** How it feels about each of the others, -1..1. */
      readonly regard: Readonly<Record<PersonaId, number>>;
    }[];
  }[];
  /** Actions whose outcome the rules leave open. */
  readonly contests: readonly {
    readonly actionId: string;
    readonly actor: PersonaId;
    readonly does: string;
    /** Whose actions work against it. */
    readonly against: readonly PersonaId[];
    /** The odds that the rules alone would give it, 0..1. */
    readonly chance: number;
  }[];
  /** The last events that concern them, oldest first, and those of the last hour on which most turned. */
  readonly recent: readonly { readonly id: string; readonly what: string; readonly crucial?: true }[];
  /** What may come next by what led where so far, likeliest first; `chance` 0..1. */
  readonly expected: readonly { readonly type: string; readonly chance: number }[];
}

export interface DirectAnswer {
  readonly compromises: readonly {
    readonly id: string;
    readonly first: PersonaId;
    readonly requirements: readonly ('give_way' | 'stand_by' | 'keep_off')[];
    readonly benefits: readonly ('share' | 'favour')[];
  }[];
  readonly outcomes: readonly { readonly action_id: string; readonly outcome: 'success' | 'failure' }[];
  /** How recent events hold each other back or drive each other on. */
  readonly relationships: readonly {
    readonly cause: string;
    readonly effect: string;
    readonly type: 'inhibitor' | 'amplifier';
    readonly strength: number;
  }[];
}
