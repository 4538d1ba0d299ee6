import type { CausalEvent } from './causal-event.js';
import { wordsOfEvent } from './causal-event.js';

/** What a character's story is about at the moment, from the most pressing to the least. */
export const ARC_STAGES = ['conflict', 'social', 'learning', 'exploration'] as const;
export type ArcStage = (typeof ARC_STAGES)[number];

/** A character's way through the story. */
export interface Arc {
  readonly stage: ArcStage;
  /** Of the events since the stage was last worked out, fewer than `ARC_EVENTS`. */
  readonly since: readonly ArcStage[];
}

/** Events after which a stage is worked out again. */
export const ARC_EVENTS = 5;

/** Somebody's arc so far. */
export function arcOf(arcs: Readonly<Record<string, Arc>>, id: string): Arc {
  return (Object.hasOwn(arcs, id) ? arcs[id] : undefined) ?? OPENING_ARC;
}

const OPENING_ARC: Arc = { stage: 'exploration', since: [] };

const WORDS: readonly (readonly [ArcStage, ReadonlySet<string>])[] = [
  ['conflict', new Set(['attack', 'betray', 'confront', 'defend', 'refusal', 'retreat', 'standoff'])],
  [
    'social',
    new Set([
      'admit',
      'agree',
      'agreement',
      'call_for_help',
      'communicate',
      'give',
      'guard',
      'help',
      'negotiate',
      'plan',
    ]),
  ],
  ['learning', new Set(['discover', 'discovery', 'investigate', 'learn', 'observe', 'search'])],
];

/**
 * The arcs after a turn's events, by persona id. An event counts for its agent and for those it was done to. After every
 * fifth event of a character its stage becomes the most pressing that any of the five belongs to.
 */
export function advanceArcs(
  arcs: Readonly<Record<string, Arc>>,
  events: readonly CausalEvent[],
): Readonly<Record<string, Arc>> {
  const changed = new Map<string, Arc>();
  for (const event of events) {
    // What nobody did happens to everybody, and says nothing about anyone.
    if (event.agentId === undefined) continue;
    const stage = stageOf(event);
    for (const id of new Set([event.agentId, ...event.participants])) {
      changed.set(id, advanced(changed.get(id) ?? arcOf(arcs, id), stage));
    }
  }
  return changed.size === 0 ? arcs : Object.fromEntries([...Object.entries(arcs), ...changed]);
}

function advanced({ stage, since }: Arc, latest: ArcStage): Arc {
  const five = [...since, latest];
  if (five.length < ARC_EVENTS) return { stage, since: five };
  return { stage: ARC_STAGES.find((each) => five.includes(each)) ?? 'exploration', since: [] };
}

/** The stage that an event by itself belongs to. */
export function stageOf(event: CausalEvent): ArcStage {
  const words = wordsOfEvent(event);
  const [stage] = WORDS.find(([, belonging]) => words.some((word) => belonging.has(word))) ?? [];
  return stage ?? 'exploration';
}
