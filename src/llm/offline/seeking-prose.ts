import type { ChronicleEvent, PersonaSketch } from '../../simulation/model-data.js';
import type { Bank } from './chance.js';
import { asPlural, expand, isPluralPhrase, marked, named } from './grammar.js';
import { GONE, GONE_DESPITE_WORD, SEEKING, SEEKING_ON_WORD } from './lexicon/seeking.js';
import type { Narrator, Scene } from './narrator.js';

/** Tells of somebody who goes where somebody or something is believed to be; false when nobody is looking for anything. */
export function tellSeeking(narrator: Narrator, event: ChronicleEvent, scene: Scene): boolean {
  const slots = soughtSlots(narrator, event, scene);
  if (slots === undefined || event.targetName === undefined || event.outcome === 'blocked') return false;
  const T = marked(named(event.targetName));
  return narrator.tell(bankOf(slots, SEEKING_ON_WORD, SEEKING), {
    ...scene,
    extra: { ...scene.extra, ...slots, T },
  });
}

/** How it is instead, as a clause; `undefined` where the event doesn't say what was looked for. */
export function whatIsSo(narrator: Narrator, event: ChronicleEvent, scene: Scene): string | undefined {
  const slots = soughtSlots(narrator, event, scene);
  if (slots === undefined) return undefined;
  const told: Scene = { ...scene, extra: { ...scene.extra, ...slots } };
  const clause = narrator.dealer.next(bankOf(slots, GONE_DESPITE_WORD, GONE));
  return expand(clause, narrator.slots(told), narrator.draw);
}

function bankOf({ from }: Readonly<Record<string, string | undefined>>, onWord: Bank, own: Bank): Bank {
  return from === undefined ? own : onWord;
}

/** Whom or what somebody looks for, with pronouns that nobody else can be meant by. */
function soughtSlots(
  narrator: Narrator,
  { seeks }: ChronicleEvent,
  { actor }: Scene,
): Record<string, string | undefined> | undefined {
  if (seeks === undefined) return undefined;
  const from = seeks.from === undefined ? undefined : narrator.people.get(seeks.from);
  const source = from === undefined ? undefined : narrator.nameOf(from);
  const person = seeks.person === undefined ? undefined : narrator.people.get(seeks.person);
  if (person !== undefined) return { from: source, ...personSlots(narrator, person, [actor, from]) };
  if (seeks.thing === undefined) return undefined;
  const Y = named(seeks.thing);
  const many = isPluralPhrase(Y);
  return { from: source, Y: marked(Y), Yhe: many ? asPlural('they') : 'it', Yhim: many ? 'them' : 'it' };
}

function personSlots(
  narrator: Narrator,
  person: PersonaSketch,
  others: readonly (PersonaSketch | undefined)[],
): Record<string, string> {
  const { subject, object } = person.pronouns;
  const Y = narrator.nameOf(person);
  if (others.some((other) => other?.pronouns.subject === subject))
    return { Y, Yhe: person.name, Yhim: person.name };
  return { Y, Yhe: subject === 'they' ? asPlural(subject) : subject, Yhim: object };
}
