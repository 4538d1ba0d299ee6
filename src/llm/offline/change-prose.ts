import type { ChronicleChange, ChronicleEvent } from '../../simulation/model-data.js';
import { marked, named } from './grammar.js';
import * as changes from './lexicon/changes.js';
import { LIGHT_CHANGED, WEATHER_CHANGED } from './lexicon/frames.js';
import type { Narrator, Scene } from './narrator.js';

/** A change smaller than this is not worth a sentence of its own. */
const SMALL_WOUND = 4;
const TIRED = 35;

/** Tells the changes that an event brought about. */
export function tellChanges(
  narrator: Narrator,
  event: ChronicleEvent,
  scene: Scene,
  skipBonds: boolean,
): void {
  let bonds = skipBonds ? 1 : 0;
  const shared = tellShared(narrator, event, scene);
  event.changes.forEach((change, at) => {
    if (change.kind === shared) return;
    switch (change.kind) {
      case 'affinity':
        if (bonds > 0 && Math.abs(change.delta) < 0.2) break;
        if (tellBond(narrator, change, scene, isHarsh(event))) bonds += 1;
        break;
      case 'health':
      case 'stamina':
      case 'morale':
        tellCondition(narrator, change, scene);
        break;
      case 'taken':
        // Picking up has been told as the deed.
        if (event.verb !== 'take') tellFrom(narrator, change.kind, scene, change.persona, change.thing);
        break;
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
        if (event.type !== 'complication' && isLastOfItsKind(event, at)) tellSky(narrator, change, scene);
    }
  });
}

/** Light that comes and goes within one event is told as it ends. */
function isLastOfItsKind(event: ChronicleEvent, at: number): boolean {
  const kind = event.changes[at]?.kind;
  return !event.changes.slice(at + 1).some((later) => later.kind === kind);
}

const HARSH =
  /\b(?:lied to by|forgive the thing|not convinced|believe it when|keeping something back|protecting|explain this to me|account for it|polite about|silence about|where were you|you knew|worries me|no again|hole in that|would not build on|you are guessing|what you want to be true|leave something out|other words to it|nothing to do with it|don't tell me|stopped believing|bet on it|no reason to trust|because it is convenient|had this coming)\b/iu;

/** Whether what was said or done would not by itself warm anybody. */
export function isHarsh({ verb, dialogue }: ChronicleEvent): boolean {
  return verb === 'confront' || verb === 'attack' || HARSH.test(dialogue?.text ?? '');
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
  // Of a company that is scattered nobody can say how it looked.
  if (scene.present.length < 2) return undefined;
  return narrator.tell(bank, { ...scene, actor: undefined }) ? 'morale' : undefined;
}

function tellBond(
  narrator: Narrator,
  change: Extract<ChronicleChange, { kind: 'affinity' }>,
  scene: Scene,
  harsh: boolean,
): boolean {
  const from = narrator.people.get(change.from);
  const to = narrator.people.get(change.to);
  if (from === undefined || to === undefined) return false;
  const weight = (Math.abs(change.delta) >= 0.15 ? 0.9 : 0.3) * narrator.manner.relations + 0.1;
  if (!narrator.wants(weight)) return false;
  const bank = change.delta < 0 ? changes.COOLER : harsh ? changes.GRUDGING : changes.WARMER;
  return narrator.mayTell(bank, { ...scene, changed: from, toward: to });
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
  if (change.kind !== 'health' && !narrator.wants(0.5)) return;
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
  if (
    changed !== undefined &&
    narrator.view !== undefined &&
    !scene.present.some(({ id }) => id === changed.id)
  )
    return;
  const extra = { ...scene.extra, ...(thing === undefined ? {} : { thing: marked(named(thing)) }) };
  narrator.tell(bank, { ...scene, changed, extra });
}

function tellSky(
  narrator: Narrator,
  change: Extract<ChronicleChange, { kind: 'light' | 'weather' }>,
  scene: Scene,
): void {
  const place = narrator.data.places.find(({ id }) => id === change.locationId) ?? scene.place;
  const banks = change.kind === 'light' ? LIGHT_CHANGED : WEATHER_CHANGED;
  const items = Object.hasOwn(banks, change.value) ? banks[change.value] : undefined;
  // What changes where the view is not is not seen to change.
  if (items === undefined || (narrator.view !== undefined && place.id !== scene.place.id)) return;
  const start = Math.floor(narrator.draw() * items.length);
  for (let i = 0; i < items.length; i += 1) {
    const text = narrator.compose(items[(start + i) % items.length] ?? '', { ...scene, place });
    if (text !== undefined && narrator.add(text, scene)) return;
  }
}
