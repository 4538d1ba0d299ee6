import type { CausalEdge } from '../narrative/causal-edges.js';
import type { ChronicleCause, ChronicleEvent } from './model-data.js';
import type { TurnRecord } from './record.js';
import type { PersonaId } from './types.js';

/**
 * What led to what, as far as a story has words for it. The chronicler sees one turn's record at a time, so it takes
 * along a clause of each event that later ones may have come of.
 */

/** An event that may be told as the cause of a later one. */
export interface ToldCause {
  readonly eventId: string;
  readonly turn: number;
  readonly type: string;
  /** The event's verb; `ask` of talk that tells nothing. */
  readonly verb: string;
  readonly agent?: PersonaId;
  /** Everybody who took part in it or perceived it, sorted: for anybody else it is no reason to do anything. */
  readonly known: readonly PersonaId[];
  /** Whom it was aimed at. */
  readonly person?: PersonaId;
  /** The name of the thing or place that it was about. */
  readonly thing?: string;
  readonly failed: boolean;
  /** What had happened, a clause without capital or full stop: `Ada had opened the sea chest`. */
  readonly text: string;
}

/** Causes that are taken along: more than six people bring about in the hour that links reach back. */
const CAUSES_KEPT = 64;

/** How people and places are called in a clause. */
export interface CauseNames {
  readonly person: (id: PersonaId) => string;
  readonly place: (id: string) => string;
}

/** The causes that the chapters to come may refer to, the oldest first. */
export function causesAfter(
  before: readonly ToldCause[],
  turn: number,
  events: readonly ChronicleEvent[],
  witnesses: ReadonlyMap<string, readonly PersonaId[]>,
  names: CauseNames,
): readonly ToldCause[] {
  const told = events.flatMap((event): ToldCause[] => {
    const text = clauseOf(event, names);
    if (text === undefined) return [];
    const { eventId, type, verb, actor, targetPerson } = event;
    const known = new Set([...(witnesses.get(eventId) ?? []), ...[actor ?? [], targetPerson ?? []].flat()]);
    const thing = event.targetName ?? brokenBy(event);
    return [
      {
        eventId,
        turn,
        type,
        verb: verb === 'communicate' && event.told === undefined ? 'ask' : verb,
        ...(actor === undefined ? {} : { agent: actor }),
        known: [...known].sort(),
        ...(targetPerson === undefined ? {} : { person: targetPerson }),
        ...(thing === undefined ? {} : { thing }),
        failed: event.outcome === 'failure' || event.outcome === 'blocked',
        text,
      },
    ];
  });
  return [...before, ...told].slice(-CAUSES_KEPT);
}

/**
 * The strongest edge into each of a turn's events that makes a reason in the eyes of a reader: the one who acts knew of
 * the cause, it bears on what is done, and it is more than the step before.
 * @param causes those of earlier turns and of this one
 * @param view whose story it is, if it is anybody's: only what that persona knows can be told
 */
export function causesOf(
  { turn, story }: Pick<TurnRecord, 'turn' | 'story'>,
  events: readonly ChronicleEvent[],
  causes: readonly ToldCause[],
  view: PersonaId | undefined,
): ReadonlyMap<string, ChronicleCause> {
  const byId = new Map(causes.map((cause) => [cause.eventId, cause]));
  const effects = new Map(events.map((event) => [event.eventId, event]));
  const strongest = new Map<string, CausalEdge>();
  for (const edge of story.edges) {
    const [cause, effect] = [byId.get(edge.from), effects.get(edge.to)];
    if (cause === undefined || effect === undefined || !bearsOn(cause, effect, turn)) continue;
    if (view !== undefined && !cause.known.includes(view)) continue;
    const rival = strongest.get(edge.to);
    if (rival === undefined || edge.strength > rival.strength) strongest.set(edge.to, edge);
  }
  return new Map(
    [...strongest].flatMap(([effect, { from, type }]) => {
      const cause = byId.get(from);
      return cause === undefined
        ? []
        : [[effect, { eventId: from, type, turn: cause.turn, text: cause.text }]];
    }),
  );
}

const LOOKING = new Set(['investigate', 'search']);
const FOLLOWING_UP = new Set([...LOOKING, 'move']);
const JUDGING = new Set(['confront', 'plan']);
const HANDLING = new Set(['open', 'repair', 'use', 'take', 'give']);
const TRYING = new Set(['open', 'repair', 'use']);
/** What people come round to by what they have seen, heard or found. */
const RESPONSES = new Set([
  ...LOOKING,
  ...HANDLING,
  'communicate',
  'confront',
  'negotiate',
  'plan',
  'move',
  'retreat',
  'help',
  'guard',
  'attack',
]);

/** Whether a reader would take the one for a reason for the other. */
function bearsOn(cause: ToldCause, effect: ChronicleEvent, turn: number): boolean {
  const { actor, verb, type, targetName, targetPerson } = effect;
  if (actor === undefined || !cause.known.includes(actor)) return false;
  if (!RESPONSES.has(verb)) return false;
  const earlier = cause.turn < turn;
  const sameThing = cause.thing !== undefined && cause.thing === targetName;
  const own = cause.agent === actor;
  const talks = type === 'communicate';
  switch (cause.type) {
    case 'discovery':
      return earlier && (FOLLOWING_UP.has(verb) || (own && (HANDLING.has(verb) || JUDGING.has(verb))));
    case 'complication':
      return sameThing || (cause.thing === undefined && verb === 'move');
    case 'mistake':
      return own && earlier && (verb === 'move' || talks);
    case 'agreement':
    case 'refusal':
    case 'standoff':
      return (
        earlier &&
        targetPerson !== undefined &&
        (cause.agent === targetPerson || cause.person === targetPerson)
      );
    case 'arrival':
      return !own && targetPerson === cause.agent && !earlier && talks;
    default:
  }
  if (LOOKING.has(cause.type))
    return own && earlier && cause.failed && (verb === 'move' || (sameThing && HANDLING.has(verb)));
  if (HANDLING.has(cause.verb)) {
    if (sameThing) return own ? earlier : true;
    return own && earlier && cause.failed && TRYING.has(cause.verb) && FOLLOWING_UP.has(verb);
  }
  // News sends people looking; what was done for or to somebody is answered.
  if (own || cause.person !== actor) return false;
  if (cause.verb === 'communicate') return FOLLOWING_UP.has(verb) || HANDLING.has(verb);
  return cause.agent === targetPerson && cause.verb !== 'ask' && (earlier || !talks);
}

/** What a story can end on without having finished with it. */
const UNSETTLED = new Set(['refusal', 'standoff', 'mistake', 'complication']);
const UNSETTLED_WORDS = new Set(['confront', 'attack']);
/** What leaves nothing behind when it goes well. */
const SETTLED_BY_SUCCESS = new Set(['negotiate', ...TRYING]);

/** The latest of some events that leaves something to be settled and that nothing has settled since. */
export function unsettledOf(
  causes: readonly ToldCause[],
  eventIds: readonly string[],
  view: PersonaId | undefined,
): ToldCause | undefined {
  return causes.findLast(
    (cause, at) =>
      eventIds.includes(cause.eventId) &&
      (view === undefined || cause.known.includes(view)) &&
      leavesOpen(cause) &&
      !causes.slice(at + 1).some((later) => settles(later, cause)),
  );
}

function leavesOpen({ type, verb, failed, thing }: ToldCause): boolean {
  if (UNSETTLED.has(type)) return type !== 'complication' || thing !== undefined;
  return UNSETTLED_WORDS.has(verb) || (failed && SETTLED_BY_SUCCESS.has(verb));
}

/** Whether a later event puts an end to what an earlier one left open. */
function settles(later: ToldCause, earlier: ToldCause): boolean {
  if (later.failed) return false;
  const pair = [earlier.agent, earlier.person];
  const samePair =
    earlier.person !== undefined &&
    later.agent !== later.person &&
    pair.includes(later.agent) &&
    pair.includes(later.person);
  // Coming to terms, a plan or a confession clears the air between two people.
  if (samePair && (later.type === 'agreement' || MAKING_UP.has(later.verb))) return true;
  // Whoever was looked for in vain has been spoken to since.
  if (earlier.type === 'mistake' && earlier.person !== undefined) return samePair;
  const sameThing = earlier.thing !== undefined && earlier.thing === later.thing;
  return sameThing && (later.type === 'discovery' || HANDLING.has(later.verb));
}

const MAKING_UP = new Set(['negotiate', 'plan', 'admit', 'help', 'guard', 'give']);

/** Clauses longer than this hold up the sentence that they go into. */
const CLAUSE_MOST = 90;
/** Words that mean something else when and where the cause is recalled. */
const BOUND_TO_THE_MOMENT = /\b(?:here|this|these|now|today|tonight|there)\b/iu;

function clauseOf(event: ChronicleEvent, names: CauseNames): string | undefined {
  const { actor, type, verb, outcome, targetName: T, targetPerson } = event;
  const failed = outcome === 'failure' || outcome === 'blocked';
  if (type === 'complication') {
    const broken = brokenBy(event);
    if (broken !== undefined) return `${broken} had broken down`;
    if (event.changes.some(({ kind }) => kind === 'weather')) return 'the weather had turned';
    return event.changes.some((change) => change.kind === 'light' && change.value === 'dark')
      ? 'the light had gone'
      : undefined;
  }
  if (actor === undefined || outcome === 'blocked') return undefined;
  const A = names.person(actor);
  const B = targetPerson === undefined ? undefined : names.person(targetPerson);
  switch (type) {
    case 'discovery':
      return (
        short(`${A} had found that ${event.detail ?? ''}`, event.detail) ??
        `${A} had found something out about ${T ?? names.place(event.locationId)}`
      );
    case 'mistake':
      return `${A} had looked for ${B ?? T ?? 'it'} in vain`;
    case 'arrival':
      return T === undefined ? undefined : `${A} had come in from ${T}`;
    case 'agreement':
      return B && `${A} and ${B} had come to terms`;
    case 'refusal':
      return B && `${A} had turned ${B} down`;
    case 'standoff':
      return B && `${A} and ${B} had got in each other's way`;
    case 'search':
    case 'investigate':
      return failed && T !== undefined ? `${A} had gone over ${T} and found nothing` : undefined;
    default:
  }
  const toPerson = B && deedTowards(verb, failed, A, B, event);
  if (toPerson !== undefined) return toPerson;
  return T === undefined ? undefined : deedWith(verb, failed, A, T);
}

function deedTowards(
  verb: string,
  failed: boolean,
  A: string,
  B: string,
  { told, dialogue, targetName }: ChronicleEvent,
): string | undefined {
  switch (verb) {
    case 'communicate':
      return told === undefined
        ? dialogue?.text.trim().endsWith('?') === true
          ? `${A} had put a question to ${B}`
          : undefined
        : ((told.includes(A) || told.includes(B)
            ? undefined
            : short(`${A} had told ${B} that ${told}`, told)) ??
            `${A} had given ${B} something to think about`);
    case 'confront':
      return `${A} had called ${B} to account`;
    case 'negotiate':
      return failed ? `${A} had got nowhere with ${B}` : `${A} had offered ${B} a bargain`;
    case 'plan':
      return `${A} had made a plan with ${B}`;
    case 'help':
      return failed ? undefined : `${A} had looked after ${B}`;
    case 'guard':
      return `${A} had stood by ${B}`;
    case 'admit':
      return `${A} had owned up to ${B}`;
    case 'give':
      return targetName === undefined ? undefined : `${A} had handed ${targetName} to ${B}`;
    case 'attack':
      return `${A} had gone for ${B}`;
    default:
      return undefined;
  }
}

function deedWith(verb: string, failed: boolean, A: string, T: string): string | undefined {
  switch (verb) {
    case 'open':
      return failed ? `${T} had not opened for ${A}` : `${A} had opened ${T}`;
    case 'repair':
      return failed ? `${T} had got the better of ${A}` : `${A} had mended ${T}`;
    case 'use':
      return failed ? `${A} had tried ${T} for nothing` : `${A} had put ${T} to use`;
    case 'take':
      return failed ? undefined : `${A} had picked up ${T}`;
    default:
      return undefined;
  }
}

function short(clause: string, quoted: string | undefined): string | undefined {
  return quoted === undefined || clause.length > CLAUSE_MOST || BOUND_TO_THE_MOMENT.test(quoted)
    ? undefined
    : clause;
}

function brokenBy({ changes }: ChronicleEvent): string | undefined {
  return changes.flatMap((change) => (change.kind === 'broken' ? change.thing : []))[0];
}
