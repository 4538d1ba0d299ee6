import type { Json } from '../json.js';
import { type BeliefReading, readingOf } from '../reality/beliefs.js';
import { applyEvent, type Change, type EngineEvent } from './changes.js';
import type { SimulationState } from './state.js';
import type { Dialogue, LocationId, Outcome, PersonaId } from './types.js';

/** What makes an event, apart from its place in the turn. */
export interface EventDraft {
  readonly type: string;
  readonly agentId?: PersonaId;
  readonly participants?: readonly PersonaId[];
  readonly locationId?: LocationId;
  readonly dialogue?: Dialogue | undefined;
  readonly outcome?: Outcome;
  readonly effects?: readonly Change[];
  readonly weight: number;
  readonly requires?: readonly string[];
  readonly provides?: readonly string[] | undefined;
  readonly data: Readonly<Record<string, Json | undefined>>;
}

type Writable<T> = { -readonly [Member in keyof T]: T[Member] };

const SECONDS_PER_EVENT = 5;

/** What looks at a turn's events as they come about. */
export interface TurnWatch {
  /** What stands of an event that is about to happen, and the moves that it takes before it. */
  judge(event: EngineEvent): {
    readonly moves: readonly { readonly persona: PersonaId; readonly from: string; readonly to: string }[];
    readonly event?: EngineEvent;
  };
  /** An event has led from one state to the other. */
  note(event: EngineEvent, before: SimulationState, after: SimulationState): void;
  /** What everybody believes by now; absent where events reach nobody's mind before the turn is over. */
  minds?(): BeliefReading;
}

const UNWATCHED: TurnWatch = { judge: (event) => ({ moves: [], event }), note: () => undefined };

/** The events of one turn as they come about, and the state that they have led to so far. */
export class TurnLog {
  #state: SimulationState;
  readonly #events: EngineEvent[] = [];
  readonly #turn: number;
  readonly #startedAt: number;
  readonly #watch: TurnWatch;

  constructor(state: SimulationState, turn: number, startedAt: number, watch: TurnWatch = UNWATCHED) {
    this.#state = state;
    this.#turn = turn;
    this.#startedAt = startedAt;
    this.#watch = watch;
  }

  get state(): SimulationState {
    return this.#state;
  }

  /** What everybody believes after the events so far. */
  get minds(): BeliefReading {
    return this.#watch.minds?.() ?? readingOf(this.#state.beliefs);
  }

  get events(): readonly EngineEvent[] {
    return this.#events;
  }

  get turn(): number {
    return this.#turn;
  }

  /** The id that the next event will have: for facts that are named after the event that made them. */
  get nextEventId(): string {
    return eventId(this.#turn, this.#events.length + 1);
  }

  /**
   * Numbers the event, dates it and applies it, as far as coherence lets it stand: a move that it needs comes before
   * it, and what can't have happened is left out.
   */
  emit(draft: EventDraft): void {
    const { moves, event } = this.#watch.judge(this.#drafted(draft));
    if (event === undefined) return;
    for (const { persona, from, to } of moves) {
      this.emit({
        type: 'move',
        agentId: persona,
        locationId: from,
        outcome: 'success',
        effects: [{ kind: 'move', persona, to }],
        weight: 0.5,
        data: { verb: 'move', intensity: 'normal', targetName: this.#state.world.locations[to]?.name },
      });
    }
    // Moves put before it have taken its number.
    const happened = moves.length === 0 ? event : { ...event, ...this.#next() };
    const before = this.#state;
    this.#events.push(happened);
    this.#state = applyEvent(before, happened);
    this.#watch.note(happened, before, this.#state);
  }

  #next(): Pick<EngineEvent, 'eventId' | 'seq' | 'time'> {
    const seq = this.#events.length + 1;
    return { eventId: eventId(this.#turn, seq), seq, time: this.#startedAt + SECONDS_PER_EVENT * seq };
  }

  #drafted(draft: EventDraft): EngineEvent {
    const { agentId, locationId, dialogue } = draft;
    const { eventId: id, seq, time } = this.#next();
    // Members in the order in which records have them.
    const event: Partial<Writable<EngineEvent>> = {
      eventId: id,
      seq,
      time,
      turn: this.#turn,
      type: draft.type,
    };
    if (agentId !== undefined) event.agentId = agentId;
    event.participants = draft.participants ?? [];
    if (locationId !== undefined) event.locationId = locationId;
    if (dialogue !== undefined) event.dialogue = dialogue;
    event.outcome = draft.outcome ?? 'none';
    event.effects = draft.effects ?? [];
    event.weight = draft.weight;
    event.confidence = 1;
    event.requires = draft.requires ?? [];
    event.provides = draft.provides ?? [];
    event.data = withoutUndefined(draft.data);
    return event as EngineEvent;
  }

  /** Changes that are no event of the story: the turn's own bookkeeping. */
  settle(change: (state: SimulationState) => SimulationState): void {
    this.#state = change(this.#state);
  }
}

/** `t0007-e003` */
export function eventId(turn: number, seq: number): string {
  return `t${String(turn).padStart(4, '0')}-e${String(seq).padStart(3, '0')}`;
}

/** A stored event must survive JSON unchanged, and JSON has no `undefined`. */
function withoutUndefined(data: Readonly<Record<string, Json | undefined>>): Readonly<Record<string, Json>> {
  const kept: Record<string, Json> = {};
  for (const key of Object.keys(data)) {
    const value = data[key];
    if (value !== undefined) kept[key] = value;
  }
  return kept;
}
