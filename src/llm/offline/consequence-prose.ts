import type { ChronicleChange, ChronicleEvent } from '../../simulation/model-data.js';
import { asInfinitive } from './action-prose.js';
import { type Bank, pick } from './chance.js';
import { capitalise, isPluralPhrase, marked, named, polish, verbatim } from './grammar.js';
import * as changes from './lexicon/changes.js';
import { LIGHT_CHANGED, WEATHER_CHANGED } from './lexicon/frames.js';
import * as outcomes from './lexicon/outcomes.js';
import type { Narrator, Scene } from './narrator.js';

/** A change smaller than this is not worth a sentence of its own. */
const SMALL_WOUND = 4;
const TIRED = 35;

/** A discovery and, when there is room, what it does to the one who made it. */
export function tellDiscovery(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const found = withDetail(scene, event.detail);
  narrator.mustTell(scene.actor === undefined ? UNSEEN : outcomes.DISCOVERED, found);
  if (scene.actor !== undefined && narrator.chance(0.25 + 0.5 * narrator.manner.verbosity)) {
    narrator.tell(outcomes.AFTER_DISCOVERY, scene, 10);
  }
}

const UNSEEN: Bank = {
  name: 'came-out',
  perTurn: 1,
  items: [
    'It came out that {detail}.',
    'Before long all of them knew it: {detail}.',
    'There was no overlooking it now: {detail}.',
    'So much was certain: {detail}.',
    'Everyone in {place} could see that {detail}.',
    'One thing was plain to all: {detail}.',
  ],
};

/** A complication in the world's own words, with what led up to it and how it was taken. */
export function tellComplication(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const detail = sentenceOf(event.detail ?? '');
  if (detail === '') {
    narrator.mustTell(outcomes.BEFORE_COMPLICATION, scene);
    return;
  }
  if (narrator.chance(0.3 + 0.3 * narrator.manner.verbosity))
    narrator.tell(outcomes.BEFORE_COMPLICATION, scene, 6);
  if (!narrator.add(detail)) {
    const again = [
      'It happened again: ',
      'The same trouble came back: ',
      'Once more it was as before: ',
      'And again: ',
    ];
    const lead =
      again.find((words) => narrator.ledger.fresh(words + detail)) ?? 'Yet again it was the old story: ';
    if (!narrator.add(joined(lead, detail))) narrator.force(joined(lead, detail), scene);
  }
  if (scene.present.length > 0 && narrator.chance(0.4 + 0.5 * narrator.manner.verbosity)) {
    narrator.tell(outcomes.AFTER_COMPLICATION, scene, 10);
  }
}

/** Runs the sentences of a text together, so that only the whole has to be new. */
function joined(lead: string, text: string): string {
  return lead + text.replace(/([.!?])\s+(?=\p{Lu})/gu, '; ');
}

function sentenceOf(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') return '';
  return capitalise(/[.!?…]["'”’)]?$/u.test(trimmed) ? trimmed : `${trimmed}.`);
}

/** The price of something that failed. */
export function tellSetback(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  narrator.mustTell(
    scene.actor === undefined ? UNSEEN : outcomes.SETBACK,
    withDetail(scene, inPast(event.detail)),
  );
}

/** The engine words a setback as it stands; the telling looks back on it. */
function inPast(detail: string | undefined): string | undefined {
  const subject = /^(.+?) (?:is|has|was)\b/u.exec(detail ?? '')?.[1];
  const many = subject !== undefined && isPluralPhrase(subject);
  return detail
    ?.replace(/\bis\b/u, many ? 'were' : 'was')
    .replace(/\bis\b/gu, 'was')
    .replace(/\bare\b/gu, 'were')
    .replace(/\bhas\b/gu, 'had')
    .replace(/\bkeeps\b/gu, 'kept');
}

/** A goal reached or lost. */
export function tellGoal(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const goal = asInfinitive(event.detail ?? 'see it through');
  const told = { ...scene, extra: { goal } };
  // A task of the world is everybody's, whoever did the last thing for it.
  const own =
    narrator.people.get(event.actor ?? '')?.goals.some(({ text }) => asInfinitive(text) === goal) === true;
  if (!own) {
    narrator.mustTell(event.outcome === 'success' ? SHARED_REACHED : SHARED_LOST, told);
    return;
  }
  narrator.mustTell(event.outcome === 'success' ? outcomes.GOAL_REACHED : outcomes.GOAL_LOST, told);
}

const SHARED_REACHED: Bank = {
  name: 'shared-reached',
  perTurn: 1,
  items: [
    'It had been for all of them to {goal}, and between them they had done it.',
    'What had seemed too much for any one of them was done: they had set out to {goal}, and here they were.',
    'So the thing was accomplished; nobody needed any longer to {goal}.',
  ],
};
const SHARED_LOST: Bank = {
  name: 'shared-lost',
  perTurn: 1,
  items: [
    'It was too late now to {goal}, whoever was to blame for it.',
    'Whatever they might still do, they would not {goal}.',
    'The hope to {goal} went out quietly, and no one mentioned it.',
  ],
};

/** Tells the changes that an event brought about. */
export function tellChanges(
  narrator: Narrator,
  event: ChronicleEvent,
  scene: Scene,
  skipBonds: boolean,
): void {
  let bonds = skipBonds ? 1 : 0;
  const shared = tellShared(narrator, event, scene);
  for (const change of event.changes) {
    if (change.kind === shared) continue;
    switch (change.kind) {
      case 'affinity':
        if (bonds > 0 && Math.abs(change.delta) < 0.2) break;
        if (tellBond(narrator, change, scene)) bonds += 1;
        break;
      case 'health':
      case 'stamina':
      case 'morale':
        tellCondition(narrator, change, scene);
        break;
      case 'taken':
      case 'dropped':
      case 'used':
        tellFrom(narrator, change.kind, scene, change.persona, change.thing);
        break;
      case 'opened':
      case 'closed':
      case 'broken':
      case 'repaired':
        tellFrom(narrator, change.kind, scene, undefined, change.thing);
        break;
      case 'light':
      case 'weather':
        if (event.type !== 'complication') tellSky(narrator, change, scene);
    }
  }
}

const MANY = 3;

/** What befalls many at once is told of them all; returns the kind of change that needs no more words. */
function tellShared(
  narrator: Narrator,
  event: ChronicleEvent,
  scene: Scene,
): ChronicleChange['kind'] | undefined {
  const shaken = event.changes.filter((change) => change.kind === 'morale' && change.delta < 0);
  const heartened = event.changes.filter((change) => change.kind === 'morale' && change.delta > 0);
  if (Math.max(shaken.length, heartened.length) < MANY) return undefined;
  const bank = shaken.length >= heartened.length ? changes.ALL_SHAKEN : changes.ALL_HEARTENED;
  return narrator.tell(bank, { ...scene, actor: undefined }) ? 'morale' : undefined;
}

function tellBond(
  narrator: Narrator,
  change: Extract<ChronicleChange, { kind: 'affinity' }>,
  scene: Scene,
): boolean {
  const from = narrator.people.get(change.from);
  const to = narrator.people.get(change.to);
  if (from === undefined || to === undefined) return false;
  const weight =
    (Math.abs(change.delta) >= 0.15 ? 0.9 : 0.3) * narrator.manner.relations +
    0.2 * narrator.manner.verbosity;
  if (!narrator.chance(weight)) return false;
  const bank = change.delta > 0 ? changes.WARMER : changes.COOLER;
  return narrator.tell(bank, { ...scene, changed: from, toward: to });
}

function tellCondition(
  narrator: Narrator,
  change: Extract<ChronicleChange, { kind: 'health' | 'stamina' | 'morale' }>,
  scene: Scene,
): void {
  const name =
    change.kind === 'health'
      ? change.delta > 0
        ? 'healed'
        : change.left <= 30
          ? 'badly'
          : change.delta <= -SMALL_WOUND
            ? 'hurt'
            : undefined
      : change.kind === 'stamina'
        ? change.delta < 0 && change.left <= TIRED
          ? 'spent'
          : undefined
        : change.delta > 0
          ? 'heartened'
          : 'shaken';
  if (name === undefined) return;
  if (change.kind !== 'health' && !narrator.chance(0.3 + 0.4 * narrator.manner.verbosity)) return;
  tellFrom(narrator, name, scene, change.persona, undefined);
}

function tellFrom(
  narrator: Narrator,
  kind: string,
  scene: Scene,
  who: string | undefined,
  thing: string | undefined,
): void {
  const bank = changes.CHANGES[kind];
  const changed = who === undefined ? undefined : narrator.people.get(who);
  if (bank === undefined || (who !== undefined && changed === undefined)) return;
  const extra = { ...scene.extra, ...(thing === undefined ? {} : { thing: marked(named(thing)) }) };
  narrator.tell(bank, { ...scene, changed, extra });
}

function tellSky(
  narrator: Narrator,
  change: Extract<ChronicleChange, { kind: 'light' | 'weather' }>,
  scene: Scene,
): void {
  const place = narrator.data.places.find(({ id }) => id === change.locationId) ?? scene.place;
  const items = (change.kind === 'light' ? LIGHT_CHANGED : WEATHER_CHANGED)[change.value];
  if (items === undefined) return;
  const start = Math.floor(narrator.draw() * items.length);
  for (let i = 0; i < items.length; i += 1) {
    const text = narrator.compose(items[(start + i) % items.length] ?? '', { ...scene, place });
    if (text !== undefined && narrator.add(text, scene)) return;
  }
}

function withDetail(scene: Scene, detail: string | undefined): Scene {
  const clause = (detail ?? '').trim().replace(/[.!?]+$/u, '');
  const shown = clause === '' ? 'things were not as they had seemed' : clause;
  return {
    ...scene,
    extra: { ...scene.extra, detail: verbatim(shown), Detail: verbatim(capitalise(shown)) },
  };
}

/** A sentence for an event of a kind that this model has no words for. */
export function tellUnknown(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const detail = sentenceOf(event.detail ?? '');
  if (detail !== '' && narrator.add(polish(detail), scene)) return;
  const kind = event.type.replace(/[_-]+/gu, ' ');
  const who = scene.actor?.name;
  const items = [
    `Something happened in {place} that could only be called ${/^[aeiou]/u.test(kind) ? 'an' : 'a'} ${kind}.`,
    `It came to ${/^[aeiou]/u.test(kind) ? 'an' : 'a'} ${kind} in {place}${who === undefined ? '' : ', and {A} was part of it'}.`,
  ];
  const text = narrator.compose(pick(items, narrator.draw) ?? '', scene);
  if (text !== undefined)
    narrator.force(detail === '' ? text : `${text.replace(/\.$/u, '')}: ${detail}`, scene);
}
