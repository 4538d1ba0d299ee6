import type { PersonaSketch } from '../../simulation/model-data.js';
import type { Pronouns } from '../../simulation/types.js';
import { asideFor } from './asides.js';
import { type Bank, pick } from './chance.js';
import { I } from './first-person-prose.js';
import { FOR_OTHERS } from './fitness.js';
import { asPlural, expand, isPlural, list, named, type Slots } from './grammar.js';
import { GESTURES } from './lexicon/manner.js';
import type { Narrator, Scene } from './narrator.js';
import { clockWords, partOfDay } from './time.js';
import { voiceOf } from './voice.js';

/** What the slots of prose templates are filled with. */

/** The slots of a scene. */
export function slotsOf(narrator: Narrator, scene: Scene): Slots {
  const { actor, target, changed, toward, present, place, extra } = scene;
  const others = present.filter(({ id }) => id !== actor?.id);
  const bystanders = others.filter(({ id }) => id !== target?.id);
  let drawn: Map<string, string | undefined> | undefined;
  const once = (key: string, make: () => string | undefined): string | undefined => {
    drawn ??= new Map();
    if (!drawn.has(key)) drawn.set(key, make());
    return drawn.get(key);
  };
  const onePool = bystanders.length > 0 ? bystanders : actor === undefined ? present : [];
  // Nobody in particular is the view where there is one: of nobody else can it be said what goes on in them.
  const one =
    actor === undefined && narrator.view !== undefined
      ? onePool.find(({ id }) => id === narrator.view)
      : pick(onePool, narrator.draw);
  const name = (persona: PersonaSketch): string => narrator.nameOf(persona);
  const viewer = narrator.view === undefined ? undefined : narrator.people.get(narrator.view);
  return (slot) => {
    if (extra !== undefined && slot in extra) return extra[slot];
    switch (slot) {
      case 'S':
        return actor === undefined
          ? undefined
          : narrator.clear(actor)
            ? mark(actor.pronouns, 'subject')
            : name(actor);
      case 'aside':
        return once('aside', () => asideFor(narrator, scene));
      case 'once':
        return actor === undefined ? undefined : onceNamed(actor, extra?.cause, name);
      case 'V':
        return viewer === undefined ? undefined : name(viewer);
      case 'A':
        return actor === undefined ? undefined : name(actor);
      case 'B':
        return target === undefined ? undefined : name(target);
      // As somebody is called by others.
      case 'b':
        return target?.name;
      case 'C':
        return changed === undefined ? undefined : name(changed);
      case 'D':
        return toward === undefined ? undefined : name(toward);
      case 'one':
        return one === undefined ? undefined : name(one);
      case 'other':
        return once('other', () => {
          const other = pick(others, narrator.draw);
          return other === undefined ? undefined : name(other);
        });
      case 'list':
        return present.length > 1 ? list(narrator.namesOf(present)) : undefined;
      case 'company':
        return present.length > 1 ? '' : undefined;
      case 'alone':
        return present.length === 1 ? '' : undefined;
      case 'many':
        return narrator.people.size > 2 && present.length > 2 ? '' : undefined;
      case 'pair':
        return narrator.people.size === 2 && present.length === 2 ? '' : undefined;
      case 'we':
      case 'us':
      case 'our':
        return company(narrator, slot);
      // The two of whom a sentence tells.
      case 'bothwe':
      case 'bothus': {
        const mine = narrator.firstPerson && [actor, target].some((one) => one?.id === narrator.view);
        return slot === 'bothwe' ? (mine ? 'we' : 'they') : mine ? 'us' : 'them';
      }
      case 'We':
        return narrator.firstPerson ? 'We' : 'They';
      case 'place':
        return named(place.name);
      case 'feature':
        return once('feature', () => narrator.feature(place));
      case 'gesture':
        return once('gesture', () => gesture(narrator, actor, scene, false));
      case 'flourish':
        return once('gesture', () => gesture(narrator, actor, scene, true));
      case 'bgesture':
        return once('bgesture', () =>
          target === undefined ? undefined : gesture(narrator, target, { ...scene, actor: target }, true),
        );
      case 'clock':
        return clockWords(narrator.time, narrator.chance(0.6));
      case 'part':
        return partOfDay(narrator.time).name;
      default:
        return pronounSlot(slot, actor, target, changed, one);
    }
  };
}

/** The gestures of each voice, for where they stand in a sentence and whether anybody is there to see them, by name. */
const GESTURE_BANKS: ReadonlyMap<string, Bank> = new Map(
  Object.entries(GESTURES).flatMap(([voice, all]) =>
    [true, false].flatMap((joined) =>
      [true, false].map((alone) => {
        const name = gestureBank(voice, joined, alone);
        const items = all.filter(
          (item) => (joined || !item.startsWith('and ')) && !(alone && FOR_OTHERS.test(item)),
        );
        return [name, { name, items, perTurn: 3 }] as const;
      }),
    ),
  ),
);

function gestureBank(voice: string, joined: boolean, alone: boolean): string {
  return `gesture-${voice}-${joined}${alone ? '-alone' : ''}`;
}

/** What this person does with hands and face; a tail. Those that go on with `and` need a verb before them. */
function gesture(
  narrator: Narrator,
  persona: PersonaSketch | undefined,
  scene: Scene,
  joined: boolean,
): string | undefined {
  if (persona === undefined) return undefined;
  const voices = voiceOf(persona.traits);
  const voice = narrator.chance(0.65) ? voices[0] : narrator.chance(0.6) ? (voices[1] ?? 'plain') : 'plain';
  const alone = scene.present.every(({ id }) => id === persona.id);
  const bank = GESTURE_BANKS.get(gestureBank(voice, joined, alone));
  if (bank === undefined) return undefined;
  const slots = narrator.slots(scene);
  return expand(
    narrator.dealer.next(bank),
    (slot) => pronounSlot(slot, persona, undefined, undefined, undefined) ?? slots(slot),
    narrator.draw,
  );
}

/** The doer after a clause that begins with a name: a pronoun if it is the doer's own. */
function onceNamed(
  actor: PersonaSketch,
  clause: string | undefined,
  name: (persona: PersonaSketch) => string,
): string {
  const own = clause?.replace(/^\uE000/u, '').startsWith(`${actor.name} had `) === true;
  return own && !isPlural(actor.pronouns) ? mark(actor.pronouns, 'subject') : name(actor);
}

/** The company as a pronoun; whoever tells the story belongs to it. */
function company({ firstPerson }: Narrator, slot: 'we' | 'us' | 'our'): string {
  return firstPerson ? slot : { we: 'they', us: 'them', our: 'their' }[slot];
}

function mark(pronouns: Pronouns, form: keyof Pronouns): string {
  if (pronouns === I) return pronouns[form];
  const word = pronouns[form].toLowerCase();
  return form === 'subject' && isPlural(pronouns) ? asPlural(word) : word;
}

const FORMS: Readonly<Record<string, keyof Pronouns>> = {
  he: 'subject',
  him: 'object',
  his: 'possessive',
  himself: 'reflexive',
};

/** `{he}` is the actor's, `{bhe}` the target's (by name where both share a pronoun), `{che}`, `{onehe}` the others'. */
export function pronounSlot(
  slot: string,
  actor: PersonaSketch | undefined,
  target: PersonaSketch | undefined,
  changed: PersonaSketch | undefined,
  one: PersonaSketch | undefined,
): string | undefined {
  const match = /^(one|b|c|)(he|him|his|himself)$/u.exec(slot.toLowerCase());
  if (match === null) return undefined;
  const form = FORMS[match[2] ?? ''] ?? 'subject';
  const whose = match[1] === 'one' ? one : match[1] === 'b' ? target : match[1] === 'c' ? changed : actor;
  if (whose === undefined) return undefined;
  const word = mark(whose.pronouns, form);
  const upper = slot.charAt(0) !== slot.charAt(0).toLowerCase();
  return upper ? word.replace(/\p{L}/u, (letter) => letter.toUpperCase()) : word;
}
