import type { ArcStage } from '../narrative/arcs.js';
import { pointOfView } from '../narrative/point-of-view.js';
import { causesOf, unsettledOf } from './chronicle-causes.js';
import { chronicleEvent } from './chronicle-event.js';
import { loreTold } from './chronicle-lore.js';
import type { ChronicleState } from './chronicle-state.js';
import { witnessesOf } from './chronicle-witnesses.js';
import type { ArcPosition, ChronicleData, ChronicleEvent, OpenThread } from './model-data.js';
import type { TurnRecord } from './record.js';
import { personaSketch, placeSketch } from './sketches.js';
import { type SimulationSnapshot, turnsBefore, turnsOf } from './snapshot.js';
import type { PersonaId } from './types.js';

/** An event this heavy in the second half of a story turns it, and so does a quarrel that breaks out or is made up. */
const TURNING_WEIGHT = 0.85;

/** What the chronicler tells one turn from. */
export function chronicleData(
  snapshot: SimulationSnapshot,
  record: TurnRecord,
  /** As the last chapter left it, but with the causes of this turn. */
  chronicle: ChronicleState,
  events: readonly ChronicleEvent[],
): ChronicleData {
  const { stage, world, turns } = snapshot;
  const closes = record.turn >= turns;
  const view = viewOf(snapshot);
  const lore = loreTold(snapshot, record, view?.persona);
  return {
    turn: record.turn,
    turns,
    opens: record.turn === turnsBefore(snapshot) + 1,
    closes,
    arc: arcPosition(snapshot, record, chronicle),
    stage: {
      title: stage.title,
      genre: stage.genre,
      premise: stage.premise,
      ...(stage.settingText === undefined ? {} : { settingText: stage.settingText }),
      ...(stage.scenarioText === undefined ? {} : { scenarioText: stage.scenarioText }),
    },
    style: snapshot.style,
    ...(view === undefined ? {} : { view }),
    time: record.startedAt,
    until: record.startedAt + stage.turnMinutes * 60,
    narrativeGoals: snapshot.narrativeGoals,
    difficulty: snapshot.difficulty,
    cast: snapshot.cast.map((persona) => {
      const now = record.scene.people[persona.id];
      return {
        ...personaSketch(persona, persona.traits),
        goals: persona.goals.map((goal) => ({ ...goal, status: now?.goals[goal.id] ?? goal.status })),
        locationId: now?.locationId ?? persona.locationId,
        stage: stageIn(record, persona.id),
      };
    }),
    places: Object.keys(record.scene.places)
      .sort()
      .flatMap((id) => {
        const place = world.locations[id];
        const now = record.scene.places[id];
        return place === undefined || now === undefined ? [] : [placeSketch(id, { ...place, ...now })];
      }),
    events: linked(snapshot, record, chronicle, events),
    soFar: chronicle.soFar,
    loose: closes ? looseEnds(snapshot, record, view?.persona) : [],
    threads: closes ? openStrands(snapshot, record, chronicle, view?.persona) : [],
    ...(lore.length === 0 ? {} : { lore }),
    usedSentences: chronicle.usedSentences,
    maskedNames: maskedNames(snapshot),
    ...(chronicle.dealt === undefined ? {} : { dealt: chronicle.dealt }),
  };
}

/** Records of before arcs stood in them hold none. */
function stageIn({ story }: TurnRecord, persona: PersonaId): ArcStage {
  const { arcs = {} }: Partial<TurnRecord['story']> = story;
  return Object.hasOwn(arcs, persona) ? (arcs[persona] ?? 'exploration') : 'exploration';
}

/** Strands meet in nearly every event of a dense graph, which is nothing to tell. */
const TOLD_PATTERNS = ['resolution', 'conflict'] as const;

/** The most telling pattern of each event. */
function patternsIn({ story }: TurnRecord): ReadonlyMap<string, NonNullable<ChronicleEvent['pattern']>> {
  const { patterns = [] } = story;
  return new Map(
    TOLD_PATTERNS.toReversed().flatMap((kind) =>
      patterns.flatMap((each) => (each.kind === kind ? [[each.eventId, kind] as const] : [])),
    ),
  );
}

/** A turn's events as they are told, before it is known what they came of. */
export function toldEvents(snapshot: SimulationSnapshot, { events }: TurnRecord): ChronicleEvent[] {
  return events.map((event) => chronicleEvent(event, snapshot));
}

/** The events with what they came of, who saw them, and what those who went somewhere were looking for. */
function linked(
  snapshot: SimulationSnapshot,
  record: TurnRecord,
  { causes }: ChronicleState,
  events: readonly ChronicleEvent[],
): ChronicleEvent[] {
  const view = viewOf(snapshot)?.persona;
  const witnesses = view === undefined ? undefined : witnessesOf(record);
  const causeOf = causesOf(record, events, causes, view);
  const loose = new Set(record.story.loose);
  const patterns = patternsIn(record);
  return events.map((event) => {
    const cause = causeOf.get(event.eventId);
    const pattern = patterns.get(event.eventId);
    const seeks = view === undefined || view === event.actor ? soughtBy(event, record, snapshot) : undefined;
    const whole: { -readonly [Member in keyof ChronicleEvent]: ChronicleEvent[Member] } = { ...event };
    // What nobody made out the one whose view it is did not see either.
    if (witnesses !== undefined) whole.witnesses = witnesses.get(event.eventId) ?? [];
    if (seeks !== undefined) whole.seeks = seeks;
    if (cause !== undefined) whole.cause = cause;
    if (pattern !== undefined) whole.pattern = pattern;
    if (loose.has(event.eventId)) whole.loose = true;
    return whole;
  });
}

/** What somebody expected to find where it went, on the way and once it has been mistaken. */
function soughtBy(
  { actor, type }: ChronicleEvent,
  { decisions }: TurnRecord,
  { cast, world }: SimulationSnapshot,
): ChronicleEvent['seeks'] {
  const expects =
    type === 'move' || type === 'mistake'
      ? decisions.find(({ actorId }) => actorId === actor)?.expects
      : undefined;
  if (expects === undefined) return undefined;
  const { subject, source } = expects;
  const isPerson = (id: string) => cast.some((persona) => persona.id === id);
  const thing = Object.hasOwn(world.entities, subject) ? world.entities[subject]?.name : undefined;
  if (!isPerson(subject) && thing === undefined) return undefined;
  return {
    ...(isPerson(subject) ? { person: subject } : { thing }),
    ...(isPerson(source) && source !== actor ? { from: source } : {}),
  } as ChronicleEvent['seeks'];
}

/** The open threads in the words of the latest of their events that there are words for. */
function openStrands(
  { cast }: SimulationSnapshot,
  { story }: TurnRecord,
  { causes }: ChronicleState,
  view: PersonaId | undefined,
): OpenThread[] {
  return story.open
    .filter(({ agents }) => view === undefined || agents.includes(view))
    .map(({ agents, places, latest }) => {
      const last = unsettledOf(causes, latest, view);
      const place = places.at(-1);
      return {
        agents: cast.flatMap(({ id }) => (agents.includes(id) ? [id] : [])),
        ...(place === undefined ? {} : { place }),
        ...(last === undefined ? {} : { text: last.text }),
      };
    });
}

/** One view is that of the first of the cast. */
function viewOf({ style, cast }: SimulationSnapshot): ChronicleData['view'] {
  const pov = pointOfView(style);
  const persona = cast[0]?.id;
  if (pov === 'third_omniscient' || persona === undefined) return undefined;
  return { persona, person: pov === 'first_person' ? 'first' : 'third' };
}

/**
 * Names that don't make a sentence another one: of people and their parts, of places and things. The same list for all
 * chapters of a run: whoever masks them goes by it.
 */
function maskedNames({ cast, world }: SimulationSnapshot): readonly string[] {
  const known = maskedOf.get(cast);
  if (known?.world === world) return known.names;
  const names = [
    ...cast.flatMap(({ name, aliases }) => [name, ...aliases, ...name.split(/\s+/)]),
    ...Object.values(world.locations).map(({ name }) => name),
    ...Object.values(world.entities).map(({ name }) => name),
  ];
  maskedOf.set(cast, { world, names });
  return names;
}

const maskedOf = new WeakMap<
  SimulationSnapshot['cast'],
  { readonly world: SimulationSnapshot['world']; readonly names: readonly string[] }
>();

/**
 * Where in the story's arc a turn stands. It turns once, in its second half: at the first event that is heavy, or as heavy
 * as any before it, and late enough at whatever there is.
 */
export function arcPosition(
  snapshot: SimulationSnapshot,
  record: TurnRecord,
  { turned, heaviest }: ChronicleState,
): ArcPosition {
  const turns = turnsOf(snapshot);
  const turn = record.turn - turnsBefore(snapshot);
  if (turn <= 1) return 'opening';
  if (turn >= turns) return 'closing';
  const least = Math.min(TURNING_WEIGHT, heaviest);
  const patterns = patternsIn(record);
  const heavy = record.events.some(({ eventId, weight }) => weight >= least || patterns.has(eventId));
  const half = turn * 2 >= turns;
  const late = turn * 4 >= turns * 3;
  return !turned && ((half && heavy) || late) ? 'turning_point' : 'rising';
}

const FINDINGS_TOLD = 6;
const TASKS_TOLD = 2;

/**
 * The weightiest findings, then tasks that nobody did, then goals. A single view has its own goals and findings only.
 */
function looseEnds(snapshot: SimulationSnapshot, record: TurnRecord, view: PersonaId | undefined): string[] {
  const goals = snapshot.cast
    .filter(({ id }) => view === undefined || id === view)
    .flatMap(({ id, name, goals: all }) =>
      all
        .filter((goal) => (record.scene.people[id]?.goals[goal.id] ?? goal.status) === 'open')
        .map((goal) => `${name} has yet to ${goal.text}`),
    );
  const tasks = snapshot.script.objectives
    .filter(({ id }) => record.scene.objectives[id] === 'open')
    .map(({ text }) => `somebody has yet to ${text}`);
  const known = view === undefined ? undefined : knownTo(view, record);
  const findings = record.scene.found
    .filter((id) => known?.has(id) ?? true)
    .flatMap((id) => snapshot.script.discoveries[id] ?? [])
    .sort((a, b) => b.weight - a.weight)
    .map(({ text }) => text);
  return [...findings.slice(0, FINDINGS_TOLD), ...tasks.slice(0, TASKS_TOLD), ...goals];
}

/** The facts that a persona had when the turn began, and what it learned in the turn. */
function knownTo(persona: PersonaId, { briefs, events }: TurnRecord): Set<string> {
  const learned = events.flatMap(({ effects }) =>
    effects.flatMap((change) =>
      (change.kind === 'learn' && change.persona === persona) ||
      (change.kind === 'told' && change.to === persona)
        ? [change.fact]
        : [],
    ),
  );
  return new Set([...(briefs.find(({ personaId }) => personaId === persona)?.facts ?? []), ...learned]);
}
