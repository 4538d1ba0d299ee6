import type { Change } from './changes.js';
import { impactChanges } from './character-impact.js';
import { clamp, sortedKeys } from './numbers.js';
import { outlook, type Pace, placeOfAction, quietOdds } from './pace.js';
import { rng, type Stream } from './random.js';
import type { Complication, SimulationSnapshot } from './snapshot.js';
import { type SimulationState, witnessesAt } from './state.js';
import type { TurnLog } from './turn-log.js';
import type { LocationId } from './types.js';
import { openPlaces, worldChanges } from './world-effects.js';

/**
 * What the world does of itself at the start of a turn, before anybody decides: its complications (each once at most),
 * the turning of the weather, and the wear of what works. What is certain comes as soon as its condition holds; of the
 * rest at most one comes in a turn, so that people have the time to answer, where the story is rather than elsewhere, and
 * none while they are about to fall out by themselves.
 */
export function stirWorld(snapshot: SimulationSnapshot, log: TurnLog): Pace {
  const before = log.events.length;
  const quiet = quietOdds(log.state.story.arcs, sortedKeys(log.state.personas));
  for (const complication of snapshot.script.complications) {
    if (isSettled(complication) && isDue(complication, snapshot, log)) happen(complication, snapshot, log);
  }
  if (log.events.length > before) return { quiet };
  const pace = rng(snapshot.seed, log.turn, 'complication', 'pace');
  if (pace.chance(quiet)) {
    if (!turnWeather(snapshot, log)) wearThings(snapshot, log);
    return { quiet };
  }
  // A rotating start keeps the file's order from deciding which of several due complications comes first.
  const dice = rng(snapshot.seed, log.turn, 'complication', 'order');
  const later = snapshot.script.complications.filter((complication) => !isSettled(complication));
  const from = later.length === 0 ? 0 : dice.int(0, later.length - 1);
  const next = nearestFirst([...later.slice(from), ...later.slice(0, from)], log.state).find((complication) =>
    isDue(complication, snapshot, log),
  );
  if (next !== undefined) {
    const { expected, waits } = outlook(log.state, pace);
    if (waits) return { quiet, expected, held: next.id };
    happen(next, snapshot, log);
    return { quiet, expected };
  }
  if (!turnWeather(snapshot, log)) wearThings(snapshot, log);
  return { quiet };
}

/** Those that happen where the story is go before the others; among equals the order stays. */
function nearestFirst(complications: readonly Complication[], state: SimulationState): Complication[] {
  const place = placeOfAction(state);
  const isNear = ({ locationId }: Complication) => locationId !== undefined && locationId === place;
  return [...complications.filter(isNear), ...complications.filter((each) => !isNear(each))];
}

/** Whether a complication waits for no die or belongs to the first turn. */
function isSettled({ when, probability }: Complication): boolean {
  return when.kind === 'simulation_start' || probability >= 1;
}

function isDue({ id, when, probability }: Complication, snapshot: SimulationSnapshot, log: TurnLog): boolean {
  const { world } = log.state;
  if (world.triggersFired.includes(id)) return false;
  if (when.kind === 'simulation_start' && log.turn !== 1) return false;
  if (when.kind === 'turn' && log.turn < when.atLeast) return false;
  if (when.kind === 'investigation_count' && world.counters.investigation < when.atLeast) return false;
  // What is certain stays certain; the odds of the rest grow or shrink by a half with the difficulty.
  const odds = probability >= 1 ? 1 : clamp(probability * (0.5 + snapshot.difficulty), 0, 1);
  return rng(snapshot.seed, log.turn, 'complication', id).chance(odds);
}

function happen(complication: Complication, snapshot: SimulationSnapshot, log: TurnLog): void {
  const { id, locationId, texts, fact, weight, effects } = complication;
  const dice = rng(snapshot.seed, log.turn, 'complication-text', id);
  const detail = dice.pick(texts);
  if (detail === undefined) return;
  emitHappening(snapshot, log, {
    id,
    detail,
    weight,
    dice,
    ...(locationId === undefined ? {} : { locationId }),
    ...(fact === undefined ? {} : { fact: { id: `happened-${id}`, text: fact } }),
    changes: [
      ...worldChanges(effects, log.state, locationId, dice),
      ...impactChanges(complication, snapshot, log.state),
    ],
  });
}

interface Happening {
  readonly id: string;
  readonly detail: string;
  readonly weight: number;
  readonly dice: Stream;
  readonly locationId?: LocationId;
  readonly fact?: { readonly id: string; readonly text: string };
  readonly changes: readonly Change[];
}

function emitHappening(snapshot: SimulationSnapshot, log: TurnLog, happening: Happening): void {
  const { id, detail, weight, locationId, fact, changes } = happening;
  const witnesses =
    locationId === undefined
      ? sortedKeys(log.state.personas).filter(
          (persona) => log.state.personas[persona]?.state.conscious === true,
        )
      : witnessesAt(log.state, locationId).map((persona) => persona.id);
  const learned: Change[] =
    fact === undefined
      ? []
      : [
          { kind: 'fact', fact: fact.id, text: fact.text, about: [] },
          ...witnesses.map(
            (persona): Change => ({
              kind: 'learn',
              persona,
              fact: fact.id,
              learned: 'saw',
            }),
          ),
        ];
  log.emit({
    type: 'complication',
    participants: witnesses,
    locationId:
      locationId ?? snapshot.cast.map((persona) => log.state.personas[persona.id]?.locationId)[0] ?? '',
    effects: [{ kind: 'trigger', id }, ...changes, ...learned],
    weight,
    provides: [id],
    data: { verb: 'happen', intensity: 'normal', detail },
  });
}

const WEATHER_ODDS = 0.12;

/** The weather turns when the die says so and there are words for it that haven't been used. */
function turnWeather(snapshot: SimulationSnapshot, log: TurnLog): boolean {
  const [anywhere] = openPlaces(log.state);
  const now = anywhere === undefined ? undefined : log.state.world.locations[anywhere]?.weather;
  const dice = rng(snapshot.seed, log.turn, 'weather', '');
  if (now === undefined || log.turn < 3 || !dice.chance(WEATHER_ODDS)) return false;
  const choices = snapshot.script.weatherChanges.flatMap(({ to, texts }) =>
    to === now ? [] : texts.map((detail, index) => ({ to, detail, id: `weather-${to}-${index + 1}` })),
  );
  const choice = dice.pick(choices.filter(({ id }) => !log.state.world.triggersFired.includes(id)));
  if (choice === undefined) return false;
  emitHappening(snapshot, log, {
    id: choice.id,
    detail: choice.detail,
    weight: 0.4,
    dice,
    changes: worldChanges([{ kind: 'weather', value: choice.to }], log.state, undefined, dice),
  });
  return true;
}

const WEAR_ODDS = 0.1;

/** Something that works stops working: in the file's words while it has any left, then in plain ones. */
function wearThings(snapshot: SimulationSnapshot, log: TurnLog): void {
  const dice = rng(snapshot.seed, log.turn, 'wear', '');
  if (log.turn < 4 || !dice.chance(WEAR_ODDS * (0.5 + snapshot.difficulty))) return;
  const working = sortedKeys(snapshot.script.things).filter(
    (id) =>
      (snapshot.script.things[id]?.breaks.length ?? 0) > 0 &&
      log.state.world.entities[id]?.properties.working === true,
  );
  const thing = dice.pick(working);
  const entity = thing === undefined ? undefined : log.state.world.entities[thing];
  if (thing === undefined || entity?.locationId === undefined) return;
  const texts = snapshot.script.things[thing]?.breaks ?? [];
  const unused = texts.findIndex((_, index) => !log.state.world.triggersFired.includes(wearId(thing, index)));
  const detail = texts[unused];
  const fact = { id: `worn-${thing}`, text: `${entity.name} has stopped working` };
  const changes: Change[] = [{ kind: 'working', thing, working: false }];
  if (detail !== undefined) {
    emitHappening(snapshot, log, {
      id: wearId(thing, unused),
      detail,
      weight: 0.6,
      dice,
      locationId: entity.locationId,
      fact,
      changes,
    });
    return;
  }
  log.emit({
    type: 'setback',
    participants: witnessesAt(log.state, entity.locationId).map(({ id }) => id),
    locationId: entity.locationId,
    outcome: 'failure',
    effects: changes,
    weight: 0.5,
    data: { verb: 'fail', intensity: 'normal', detail: fact.text },
  });
}

function wearId(thing: string, index: number): string {
  return `wear-${thing}-${index + 1}`;
}
