import { asPattern } from '../../narrative/plain-text.js';
import type { ChronicleEvent, PersonaSketch } from '../../simulation/model-data.js';
import { stream } from './chance.js';
import { ME } from './first-person-prose.js';
import { capitalise, decapitalise, verbatim } from './grammar.js';
import { CAUSE_AFTERTHOUGHTS, CAUSE_LEADS, CAUSE_OPENERS, UNCONNECTED } from './lexicon/causes.js';
import { plainName } from './names.js';
import type { Narrator, Scene } from './narrator.js';

/** Of the causes that could be told, those that are. */
const TOLD_SHARE = 0.85;
/** Below these a cause is recalled in its own turn, in the next or in the one after that. */
const AT_ONCE = 0.2;
const NEXT_TURN = 0.75;

/** How a cause goes with what it led to; `opener` goes before a sentence that begins with the doer's name. */
export type CauseTelling =
  | { readonly how: 'opener'; readonly opener: string; readonly slots: Readonly<Record<string, string>> }
  | { readonly how: 'lead' | 'afterthought'; readonly slots: Readonly<Record<string, string>> };

/**
 * How the cause of an event is told, if it is. Each cause is recalled in one chapter at most, which its id chooses, and
 * the choice takes nothing from the draws of the rest of the prose.
 */
export function causeTelling(
  narrator: Narrator,
  event: ChronicleEvent,
  actor: PersonaSketch | undefined,
  canOpen: boolean,
): CauseTelling | undefined {
  const { cause } = event;
  if (cause === undefined || actor === undefined || narrator.hasSaid(cause.eventId)) return undefined;
  const { turn } = narrator.data;
  const draw = stream(narrator.story, cause.turn, 'cause', cause.eventId);
  const when = draw();
  const delay = when < AT_ONCE ? 0 : when < NEXT_TURN ? 1 : 2;
  if (turn - cause.turn !== delay || draw() >= TOLD_SHARE) return undefined;
  const how = stream(narrator.story, turn, 'cause', event.eventId)();
  narrator.note(cause.eventId);
  if (canOpen && how < 0.6) {
    const bank = CAUSE_OPENERS[cause.type] ?? CAUSE_OPENERS.indirect_cause;
    if (bank !== undefined) {
      const opener = narrator.dealer.next(bank);
      // A main clause that comes first names whom it is about.
      const about = opener.startsWith('{cause}') ? undefined : actor;
      return { how: 'opener', opener, slots: clauseSlots(narrator, cause.text, about) };
    }
  }
  return { how: how < 0.85 ? 'lead' : 'afterthought', slots: clauseSlots(narrator, cause.text) };
}

/** Tells the cause in a sentence of its own. */
export function tellCause(
  narrator: Narrator,
  telling: CauseTelling | undefined,
  when: CauseTelling['how'],
  scene: Scene,
): void {
  if (telling === undefined || telling.how !== when || telling.how === 'opener') return;
  const bank = telling.how === 'lead' ? CAUSE_LEADS : CAUSE_AFTERTHOUGHTS;
  narrator.mayTell(bank, { ...scene, extra: { ...scene.extra, ...telling.slots } }, bank.items.length);
}

/** The slots `{cause}` and `{Cause}`, by the names that people are called by; of `about` by pronouns where that is clear. */
export function clauseSlots(narrator: Narrator, text: string, about?: PersonaSketch): Record<string, string> {
  const clause = calledByName(narrator, text);
  const own = about === undefined ? clause : aboutOneself(narrator, clause, about);
  const first = decapitalise(
    own,
    [...narrator.people.values()].map(({ name }) => name),
  );
  return { cause: verbatim(first), Cause: verbatim(capitalise(own)) };
}

/** Whoever tells the story in the first person is no name in it. */
function calledByName(narrator: Narrator, text: string): string {
  return [...narrator.people.values()].reduce((out, persona) => {
    const full = plainName(narrator.data.cast.find(({ id }) => id === persona.id)?.name ?? persona.name);
    const called = () => persona.name;
    return out.replaceAll(full, called).replaceAll(narrator.calledName(persona), called);
  }, text);
}

/** A clause about the one whose sentence it goes into, unless somebody else in it could be meant by the pronoun. */
function aboutOneself(narrator: Narrator, clause: string, { id, name, pronouns }: PersonaSketch): string {
  const rivals = [...narrator.people.values()].some(
    (other) => other.id !== id && other.pronouns.subject === pronouns.subject && clause.includes(other.name),
  );
  if (rivals || name === ME) return clause;
  const object = pronouns.object.toLowerCase();
  const rest = clause.startsWith(`${name} had `)
    ? `${pronouns.subject.toLowerCase()}${clause.slice(name.length)}`
    : clause;
  return rest.replace(
    new RegExp(`\\b(told|to|by|with|for|of) ${asPattern(name)}(?!')(?=$|[ ,])(?! and )`, 'u'),
    `$1 ${object}`,
  );
}

/** That an event stands apart from the rest of the story. */
export function tellUnconnected(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  if (event.loose !== true || event.cause !== undefined || narrator.data.opens) return;
  if (PURPOSEFUL.has(event.type) || narrator.hasSaid(APART)) return;
  if (stream(narrator.story, narrator.data.turn, 'apart', event.eventId)() >= APART_SHARE) return;
  if (narrator.tell(UNCONNECTED, scene, UNCONNECTED.items.length)) narrator.note(APART);
}

/** One who looks or talks has a reason, whatever it may be. */
const PURPOSEFUL = new Set(['investigate', 'search', 'communicate']);
const APART = 'apart';
const APART_SHARE = 0.5;
