import type {
  ChronicleAnswer,
  ChronicleData,
  ChronicleEvent,
  PersonaSketch,
  PlaceSketch,
} from '../../simulation/model-data.js';
import { tellAccord, tellMistake } from './accord-prose.js';
import { type Before, prevName, tellDeed } from './action-prose.js';
import { type Block, blocksOf, placeOf } from './blocks.js';
import { type CauseTelling, causeTelling, tellCause, tellUnconnected } from './cause-prose.js';
import { tellChanges } from './change-prose.js';
import { tellComplication, tellDiscovery, tellGoal, tellSetback, tellUnknown } from './consequence-prose.js';
import { tellHearsay } from './hearsay.js';
import { TURNED_ON } from './lexicon/causes.js';
import { CRAFTS } from './lexicon/crafts.js';
import { DEEDS } from './lexicon/deeds.js';
import { DEED_CLOSER, QUIET_CLOSER, TALK_CLOSER } from './lexicon/elaborations.js';
import { tellLore } from './lore-prose.js';
import { withPlainNames } from './names.js';
import { Narrator, type Scene } from './narrator.js';
import { openingLine, tellClosing, tellOpening } from './opening-closing.js';
import {
  peopleAt,
  type SettingTask,
  tellCallback,
  tellDetail,
  tellEnding,
  tellSetting,
  tellTone,
} from './scene.js';
import {
  listenerOf,
  type SpeechFlow,
  tellOverheard,
  tellReception,
  tellSpeech,
  tellTold,
} from './speech-prose.js';

/** Deeds without anything that hands do. */
const KEEPS_STILL = new Set(['observe', 'wait', 'fortify', 'defend', 'hide', 'communicate']);
/** A paragraph longer than this is broken before the next deed. */
const LONG_PARAGRAPH = 5;

/**
 * Tells one turn. Events are told in their order, gathered by place: one block per place, each with its setting.
 * Every event gets at least one sentence of its own, so all ids are mentioned; where the story has a single view, what
 * that view did not see is told as hearsay at the end.
 */
export function chronicle(given: ChronicleData, seed: number): ChronicleAnswer {
  const data = withPlainNames(given);
  const blocks = blocksOf(data);
  const firstPlace = blocks[0]?.place ?? placeOf(data, data.cast[0]?.locationId);
  const first = data.opens ? firstSentence(data, seed, firstPlace) : undefined;
  const narrator = new Narrator(data, seed, first?.key ?? data.usedSentences[0]);
  if (data.opens) {
    tellOpening(narrator, sceneAt(narrator, firstPlace, []), first?.text);
    narrator.paragraph();
  }
  blocks.forEach((block, index) => {
    tellBlock(narrator, block, index);
  });
  const last = lastPlace(narrator, blocks) ?? firstPlace;
  const scene = sceneAt(narrator, last, []);
  tellHearsay(narrator, scene);
  narrator.time = data.until;
  if (data.closes) tellClosing(narrator, scene);
  else endTurn(narrator, scene);
  return {
    prose: narrator.prose(),
    mentioned_event_ids: data.events.map(({ eventId }) => eventId),
    dealt: narrator.dealer.dealt(),
  };
}

/** Where the turn is left: with the view, or where it was last told of and somebody still is. */
function lastPlace(narrator: Narrator, blocks: readonly Block[]): PlaceSketch | undefined {
  const { view, data } = narrator;
  const isKnown = ({ description }: PlaceSketch): boolean => !narrator.ledger.fresh(description);
  const viewer = data.cast.find(({ id }) => id === view);
  const there = viewer === undefined ? undefined : placeOf(data, viewer.locationId);
  if (there !== undefined && isKnown(there)) return there;
  const peopled = blocks.findLast(({ place }) => data.cast.some(({ locationId }) => locationId === place.id));
  return (peopled ?? blocks.at(-1))?.place;
}

/** The sentence that the story opens with, and its key: later chapters know the story by it. */
function firstSentence(
  data: ChronicleData,
  seed: number,
  place: PlaceSketch,
): { text: string; key: string } | undefined {
  const narrator = new Narrator(data, seed);
  const text = openingLine(narrator, sceneAt(narrator, place, []));
  const key = text === undefined ? undefined : narrator.ledger.firstKey(text);
  return text === undefined || key === undefined ? undefined : { text, key };
}

function sceneAt(narrator: Narrator, place: PlaceSketch, events: readonly ChronicleEvent[]): Scene {
  const actors = events.flatMap(({ actor }) => actor ?? []);
  return { place, present: peopleAt(narrator, place.id, actors) };
}

function tellBlock(narrator: Narrator, block: Block, index: number): void {
  const scene = sceneAt(narrator, block.place, block.events);
  narrator.paragraph();
  // Those who come in later in the scene are not there when it is set.
  const coming = new Set(
    block.events.flatMap(({ type, actor }) => (type === 'arrival' ? (actor ?? []) : [])),
  );
  // Neither are those who are still somewhere else when it begins and whom nobody here sees come in.
  const begins = block.events[0]?.time ?? narrator.data.time;
  for (const { actor, locationId, time, ...event } of narrator.data.events) {
    if (actor !== undefined && locationId !== block.place.id && time >= begins && leaves(event))
      coming.add(actor);
  }
  const followed = followedTo(narrator, block, coming);
  const atFirst: Scene = {
    ...scene,
    present: scene.present.filter(({ id }) => !coming.has(id)),
    afar: followed === 'afar',
  };
  tellSetting(narrator, atFirst, {
    first: index === 0,
    bare: index === 0 && narrator.data.opens,
    fresh: narrator.ledger.fresh(block.place.description),
    followed,
    unsettled: block.events.some(({ changes }) =>
      changes.some(({ kind }) => kind === 'light' || kind === 'weather'),
    ),
  });
  if (index === 0) tellLore(narrator, { ...atFirst, present: [] });
  if (index === 0 && atFirst.present.length > 0 && !narrator.data.opens && narrator.wants(0.3))
    tellCallback(narrator, atFirst);
  let before: Before | undefined;
  let here: Scene = atFirst;
  const aims = new Map<string, string>();
  block.events.forEach((event, at) => {
    if (event.type === 'arrival') here = joinedBy(narrator, here, event.actor);
    // Whoever has gone looking elsewhere finds out there.
    const there =
      event.type === 'mistake' ? { place: placeOf(narrator.data, event.locationId), present: [] } : here;
    before = tellEvent(narrator, event, there, before, block.events.slice(at + 1), aims);
    tellTurn(narrator, event, here);
    if (event.actor !== undefined && event.targetName !== undefined) aims.set(event.actor, event.targetName);
    if (leaves(event)) here = { ...here, present: here.present.filter(({ id }) => id !== event.actor) };
  });
  if (here.present.length > 0 && followed !== 'afar' && narrator.wants(0.2, narrator.manner.atmosphere)) {
    tellDetail(narrator, here);
  }
}

/** How the single view stands to a place: it comes there in this turn, was there from the start, or isn't there at all. */
function followedTo(
  { view, people }: Narrator,
  { place, events }: Block,
  coming: ReadonlySet<string>,
): SettingTask['followed'] {
  if (view === undefined) return undefined;
  const acts = events.some(({ actor, locationId }) => actor === view && locationId === place.id);
  if (!acts && people.get(view)?.locationId !== place.id) return 'afar';
  return coming.has(view) ? 'came' : 'stayed';
}

/** The scene with somebody more in it, in the order of the cast. */
function joinedBy(narrator: Narrator, scene: Scene, actor: string | undefined): Scene {
  const ids = new Set([...scene.present.map(({ id }) => id), ...(actor === undefined ? [] : [actor])]);
  return { ...scene, present: [...narrator.people.values()].filter(({ id }) => ids.has(id)) };
}

function tellEvent(
  narrator: Narrator,
  event: ChronicleEvent,
  place: Scene,
  before: Before | undefined,
  rest: readonly ChronicleEvent[],
  /** What each person was last busy with in this block. */
  aims: ReadonlyMap<string, string>,
): Before {
  const actor = event.actor === undefined ? undefined : narrator.people.get(event.actor);
  const scene: Scene = { ...place, actor, extra: { prev: prevName(narrator, before) } };
  switch (event.type) {
    case 'complication':
      narrator.paragraph();
      tellComplication(narrator, event, { ...place, actor: undefined });
      tellChanges(narrator, event, place, false);
      return { kind: 'complication' };
    case 'discovery':
      tellDiscovery(narrator, event, scene, aims.get(event.actor ?? ''));
      tellChanges(narrator, event, scene, false);
      return { kind: 'discovery', by: event.actor };
    case 'setback':
      tellSetback(narrator, event, scene);
      tellChanges(narrator, event, scene, false);
      return { kind: 'failure', by: event.actor };
    case 'goal':
      // What somebody else has just done is not what came of it.
      if (before?.by !== event.actor) narrator.paragraph();
      tellGoal(narrator, event, scene);
      tellChanges(narrator, event, scene, false);
      return { kind: 'deed', by: event.actor };
    case 'agreement':
    case 'refusal':
    case 'standoff':
    case 'mistake': {
      const target = event.targetPerson === undefined ? undefined : narrator.people.get(event.targetPerson);
      const meeting = { ...scene, target };
      narrator.paragraph();
      const tell = event.type === 'mistake' ? tellMistake : tellAccord;
      if (!tell(narrator, event, meeting)) tellUnknown(narrator, event, scene);
      if (event.dialogue !== undefined) tellSpeech(narrator, event, meeting, { busy: true });
      tellChanges(narrator, event, meeting, false);
      return { kind: event.outcome === 'success' ? 'deed' : 'failure', by: event.actor };
    }
    default:
  }
  if (actor === undefined || (DEEDS[event.type] ?? CRAFTS[event.verb]) === undefined) {
    tellUnknown(narrator, event, scene);
    tellChanges(narrator, event, scene, false);
    return { kind: 'deed', by: event.actor };
  }
  return tellAction(narrator, event, scene, before, rest);
}

function tellAction(
  narrator: Narrator,
  event: ChronicleEvent,
  place: Scene,
  before: Before | undefined,
  rest: readonly ChronicleEvent[],
): Before {
  const { manner } = narrator;
  const talks = event.type === 'communicate' && event.dialogue !== undefined;
  const listener = listenerOf(event, narrator);
  const target = event.targetPerson === undefined ? undefined : narrator.people.get(event.targetPerson);
  // Whoever has left since the speaker made up a mind to speak does not hear it.
  const away = listener !== undefined && !place.present.some(({ id }) => id === listener.id);
  const gone = talks && away ? listener : undefined;
  const scene: Scene = {
    ...place,
    target: talks ? (gone === undefined ? listener : undefined) : target,
    ...(gone === undefined ? {} : { extra: { ...place.extra, gone: narrator.nameOf(gone) } }),
  };
  if (talks || narrator.depth >= LONG_PARAGRAPH) narrator.paragraph();
  const opens = !talks && event.seeks === undefined;
  const reason = causeTelling(narrator, event, place.actor, opens);
  tellCause(narrator, reason, 'lead', scene);
  let received = false;
  if (talks) {
    tellSpeech(narrator, event, scene, {
      answers: answersTo(before, listener, place.actor),
      busy: false,
      gone,
    });
    tellTold(narrator, event, scene);
    // A listener who speaks to the speaker next gives the reaction in words.
    const [next] = rest;
    const answered =
      next?.type === 'communicate' &&
      next.actor === listener?.id &&
      listenerOf(next, narrator)?.id === event.actor;
    if (scene.afar !== true && (!answered || narrator.wants(0.15, manner.dialogue))) {
      received = narrator.wants(0.65, manner.dialogue) && tellReception(narrator, event, scene);
    }
    if (scene.afar !== true && scene.present.length > 2 && narrator.wants(0.17, manner.relations)) {
      tellOverheard(narrator, scene);
    }
    if (narrator.wants(0.5 * (manner.dialogue - 0.9)) || (manner.verbosity > 0.6 && narrator.wants(0.2))) {
      narrator.mayTell(TALK_CLOSER, scene, 6);
    }
  } else {
    const priced = rest[0]?.type === 'setback' && rest[0]?.actor === event.actor;
    tellDeed(narrator, event, opened(scene, reason), before, priced);
    if (event.dialogue !== undefined) {
      if (away) tellTooLate(narrator, event, scene, listener);
      else tellRemark(narrator, event, scene, listener);
    }
    tellTold(narrator, event, scene);
    if (narrator.wants(0.5 * (manner.action - 0.9)) || (manner.verbosity > 0.6 && narrator.wants(0.35))) {
      if (event.outcome !== 'blocked' && !leaves(event) && event.type !== 'arrival')
        narrator.mayTell(KEEPS_STILL.has(event.type) ? QUIET_CLOSER : DEED_CLOSER, scene, 6);
    }
  }
  tellCause(narrator, reason, 'afterthought', scene);
  tellUnconnected(narrator, event, scene);
  tellChanges(narrator, event, scene, received);
  const failed = event.outcome === 'failure' || event.outcome === 'blocked';
  if (talks) {
    const asked = !received && event.dialogue?.text.trim().endsWith('?') === true;
    return { kind: 'spoken', by: event.actor, to: scene.target?.id, asked };
  }
  if (failed) return { kind: 'failure', by: event.actor };
  return { kind: event.type === 'arrival' ? 'came' : leaves(event) ? 'gone' : 'deed', by: event.actor };
}

/** The scene with the cause as an opener of its first sentence. */
function opened(scene: Scene, telling: CauseTelling | undefined): Scene {
  return telling?.how === 'opener'
    ? { ...scene, extra: { ...scene.extra, ...telling.slots, opener: telling.opener } }
    : scene;
}

/** What the story turns on is pointed out, and the chapter's end needs not do it again. */
function tellTurn(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  if (narrator.turnsOn !== event.eventId) return;
  if (narrator.tell(TURNED_ON, { ...scene, actor: undefined }, TURNED_ON.items.length))
    narrator.note('turned');
}

/** A line that goes with a deed and whose listener has left: spoken to nobody, unless it calls the listener by name. */
function tellTooLate(narrator: Narrator, event: ChronicleEvent, scene: Scene, listener: PersonaSketch): void {
  const name = narrator.nameOf(listener);
  const [called = name] = name.split(' ');
  const gone = event.dialogue?.text.includes(called) === true ? listener : undefined;
  const alone = { ...scene, target: undefined, extra: { ...scene.extra, gone: name } };
  tellSpeech(narrator, event, alone, { busy: false, gone });
}

/** A line that goes with a deed, to whoever is there to hear it. */
function tellRemark(
  narrator: Narrator,
  event: ChronicleEvent,
  scene: Scene,
  listener: PersonaSketch | undefined,
): void {
  tellSpeech(narrator, event, { ...scene, target: listener }, { busy: listener !== undefined });
}

/** What the listener has just said to the speaker. */
function answersTo(
  before: Before | undefined,
  listener: PersonaSketch | undefined,
  speaker: PersonaSketch | undefined,
): SpeechFlow['answers'] {
  if (before?.kind !== 'spoken' || before.by !== listener?.id || before.to !== speaker?.id) return undefined;
  return before.asked === true ? 'question' : 'words';
}

/** Whether an event takes its actor out of the place. */
function leaves(event: Pick<ChronicleEvent, 'type' | 'outcome'>): boolean {
  return (event.type === 'move' || event.type === 'retreat') && event.outcome !== 'blocked';
}

function endTurn(narrator: Narrator, scene: Scene): void {
  narrator.paragraph();
  const { atmosphere, register } = narrator.manner;
  if (narrator.wants(register === 'plain' ? 0.45 : 0.8, atmosphere)) tellTone(narrator, scene);
  if (narrator.manner.verbosity > 0.15 || narrator.depth === 0) tellEnding(narrator, scene);
}
