import type { Json } from '../json.js';
import { COMPOUND_WORDS } from './causal-pairs.js';

/** What causality looks at in an event; every stored event of a turn has this shape. */
export interface CausalEvent {
  readonly eventId: string;
  readonly turn: number;
  /** Place within the turn; events are ordered by (turn, seq). */
  readonly seq: number;
  /** Story time, seconds. */
  readonly time: number;
  readonly type: string;
  readonly agentId?: string;
  readonly participants: readonly string[];
  readonly locationId?: string;
  readonly outcome: string;
  /** 0..1: how much the event matters. */
  readonly weight: number;
  /** 0..1: how sure it is that it happened so. */
  readonly confidence: number;
  readonly requires: readonly string[];
  readonly provides: readonly string[];
  /** `verb` is the finer word for what was done. */
  readonly data: Readonly<Record<string, Json>>;
}

/** An event as the graph keeps it. What is absent was absent in the event, `verb` also when it says what `type` says. */
export interface CausalNode {
  readonly id: string;
  readonly turn: number;
  readonly seq: number;
  /** Story time, seconds. */
  readonly time: number;
  readonly type: string;
  readonly verb?: string;
  readonly agent?: string;
  readonly place?: string;
  /** The participants. */
  readonly with?: readonly string[];
  readonly weight: number;
  readonly confidence: number;
  /** Edges from the nearest conflict, 0 (is one) to 3; absent when there is none within reach. */
  readonly conflict?: number;
  /** That it settles a conflict. */
  readonly resolves?: true;
}

/** Where an event stands towards a conflict. */
export type ConflictMarks = Pick<CausalNode, 'conflict' | 'resolves'>;

/** The event's compact form; its members in the order of canonical JSON, so that they needn't be put in order to be hashed. */
export function nodeOf(event: CausalEvent, { conflict, resolves }: ConflictMarks = {}): CausalNode {
  const { verb } = event.data;
  const node: { -readonly [Member in keyof CausalNode]?: CausalNode[Member] } = {};
  if (event.agentId !== undefined) node.agent = event.agentId;
  node.confidence = event.confidence;
  if (conflict !== undefined) node.conflict = conflict;
  node.id = event.eventId;
  if (event.locationId !== undefined) node.place = event.locationId;
  if (resolves !== undefined) node.resolves = resolves;
  node.seq = event.seq;
  node.time = event.time;
  node.turn = event.turn;
  node.type = event.type;
  if (typeof verb === 'string' && verb !== event.type) node.verb = verb;
  node.weight = event.weight;
  if (event.participants.length > 0) node.with = event.participants;
  return node as CausalNode;
}

/** By type and verb: both are few, and every event is compared with many others. */
const known = new Map<string, Map<string, readonly string[]>>();
const TYPES_KEPT = 256;

/** The whole words of an event's type and verb, lower-cased: `accept_offer` has two, `call_for_help` is one. */
export function wordsOf({
  type,
  verb = type,
}: Readonly<Pick<CausalNode, 'type' | 'verb'>>): readonly string[] {
  const before = known.get(type)?.get(verb);
  if (before !== undefined) return before;
  if (known.size >= TYPES_KEPT) known.clear();
  const ofType = known.get(type) ?? new Map<string, readonly string[]>();
  known.set(type, ofType);
  const words = [...new Set([type, verb].flatMap(splitWords))];
  ofType.set(verb, words);
  return words;
}

/** As `wordsOf`, of an event that is no node yet. */
export function wordsOfEvent({
  type,
  data: { verb },
}: Pick<CausalEvent, 'type' | 'data'>): readonly string[] {
  return wordsOf({ type, verb: typeof verb === 'string' ? verb : type });
}

function splitWords(text: string): readonly string[] {
  const folded = text.toLowerCase();
  if (COMPOUND_WORDS.has(folded)) return [folded];
  return folded.split(/[\s_-]+/).filter((word) => word !== '');
}
