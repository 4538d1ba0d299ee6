import { inWords } from '../../narrative/number-words.js';
import type { ChronicleData, PersonaSketch, PlaceSketch } from '../../simulation/model-data.js';
import { fnv1a } from '../../simulation/random.js';
import type { Pronouns } from '../../simulation/types.js';
import { type Bank, Dealer, pick, stream } from './chance.js';
import {
  asPlural,
  type Draw,
  definite,
  expand,
  isPlural,
  list,
  marked,
  named,
  polish,
  type Slots,
} from './grammar.js';
import { SentenceLedger } from './ledger.js';
import { GESTURES, PLACE_TAILS, TAILS } from './lexicon/manner.js';
import { callName, plainName } from './names.js';
import { type Manner, mannerOf } from './style.js';
import { clockWords, partOfDay } from './time.js';
import { voiceOf } from './voice.js';

/** Features that cannot be stood beside. */
const INTANGIBLE =
  /\b(?:smell|scent|stench|odou?r|sound|noise|echo|echoes|silence|hum|draught|draft|breeze|glow|light|shadows?|view|chill|warmth|feeling|sense|taste)\b/iu;

/** Somebody of the cast. */
export type CastSketch = ChronicleData['cast'][number];

/** Who and what a sentence is about. */
export interface Scene {
  readonly place: PlaceSketch;
  readonly actor?: PersonaSketch | undefined;
  readonly target?: PersonaSketch | undefined;
  /** Whose state changes, and toward whom. */
  readonly changed?: PersonaSketch | undefined;
  readonly toward?: PersonaSketch | undefined;
  /** Everybody at the place. */
  readonly present: readonly PersonaSketch[];
  readonly extra?: Readonly<Record<string, string | undefined>>;
}

/**
 * Writes one chapter: deals templates, fills them, refuses what the story already holds, keeps track of who may be
 * called by a pronoun, and collects paragraphs.
 */
export class Narrator {
  readonly data: ChronicleData;
  readonly manner: Manner;
  readonly draw: Draw;
  readonly dealer: Dealer;
  readonly ledger: SentenceLedger;
  /** The cast by id, under the names that they are called by. */
  readonly people: ReadonlyMap<string, CastSketch>;
  readonly #paragraphs: string[][] = [[]];
  /** Full names of those who have not been named in this chapter yet. */
  readonly #full = new Map<string, string>();
  #subject: string | undefined;
  #pronouns = 0;

  /** `firstKey` is the key of the story's first sentence: it tells stories apart and stays the same from turn to turn. */
  constructor(data: ChronicleData, seed: number, firstKey = data.usedSentences[0]) {
    this.data = data;
    this.manner = mannerOf(data.style);
    this.draw = stream(seed, data.turn, 'prose', data.stage.title);
    const story = firstKey === undefined ? seed : fnv1a(firstKey);
    this.dealer = new Dealer(story, data.turn, data.cast.length);
    this.ledger = new SentenceLedger(data.usedSentences, data.maskedNames);
    const names = data.cast.map(({ name }) => name);
    this.people = new Map(
      this.data.cast.map((persona) => [persona.id, { ...persona, name: callName(persona.name, names) }]),
    );
    for (const { id, name } of data.cast) this.#full.set(id, plainName(name));
  }

  /** True with the given chance. */
  chance(probability: number): boolean {
    return this.draw() < probability;
  }

  /** Starts a new paragraph. */
  paragraph(): void {
    if (this.#last().length > 0) this.#paragraphs.push([]);
    this.#subject = undefined;
    this.#pronouns = 0;
  }

  /** The chapter so far. */
  prose(): string {
    return this.#paragraphs
      .filter((sentences) => sentences.length > 0)
      .map((sentences) => sentences.join(' '))
      .join('\n\n');
  }

  /** How many sentences the open paragraph holds. */
  get depth(): number {
    return this.#last().length;
  }

  /** Tells one template of the bank; false when none of `tries` is new and can be filled here. */
  tell(from: Bank, scene: Scene, tries = from.items.length * 2): boolean {
    for (let i = 0; i < tries; i += 1) {
      const text = this.compose(this.dealer.next(from), scene);
      if (text !== undefined && this.add(text, scene)) return true;
    }
    return false;
  }

  /** As `tell`, but never gives up: a used-up bank gets a detail clause. */
  mustTell(from: Bank, scene: Scene): void {
    if (this.tell(from, scene)) return;
    for (let i = 0; i < from.items.length; i += 1) {
      const text = this.compose(this.dealer.next(from), scene);
      if (text !== undefined) {
        this.force(text, scene);
        return;
      }
    }
  }

  /** Adds a text that is new, whatever it takes. */
  force(text: string, scene: Scene): void {
    if (this.add(text, scene)) return;
    const stem = text.replace(/[.!?]+$/u, '');
    for (let i = 0; i < 60; i += 1) {
      const tail = this.compose(
        `${pick(TAILS.items, this.draw) ?? ''}[|, ${pick(PLACE_TAILS.items, this.draw) ?? ''}]`,
        scene,
      );
      if (
        tail !== undefined &&
        !text.endsWith('"') &&
        this.add(`${stem}, ${tail.charAt(0).toLowerCase()}${tail.slice(1)}`, scene)
      )
        return;
    }
    for (let n = this.data.turn + 2; ; n += 1) {
      const lead = `It was true ${inWords(n)} times over by now:`;
      const again = text.includes('"') ? `${text.replaceAll('. "', ': "')}` : text;
      if (this.add(`${lead} ${again.replace(/([.!?])\s+/gu, '; ')}`, scene)) return;
    }
  }

  /** Fills a template for a scene, without adding it. */
  compose(template: string, scene: Scene): string | undefined {
    const raw = expand(template, this.slots(scene), this.draw);
    if (raw === undefined) return undefined;
    const text = polish(this.#once(raw));
    return /[.!?]["']?$/u.test(text) ? text : `${text.replace(/[,;:]$/u, '')}.`;
  }

  /** Adds a finished text if all its sentences are new. */
  add(text: string, scene?: Scene): boolean {
    if (!this.ledger.take(text)) return false;
    this.#last().push(text);
    for (const [id, full] of this.#full) if (text.includes(full)) this.#full.delete(id);
    const actor = scene?.actor;
    if (actor !== undefined) {
      const rivals = [...this.people.values()].some(
        ({ id, name, pronouns }) =>
          id !== actor.id && pronouns.subject === actor.pronouns.subject && text.includes(name),
      );
      this.#pronouns = text.includes(actor.name) ? 0 : this.#pronouns + 1;
      const about = text.includes(actor.name) || this.#subject === actor.id;
      this.#subject = about && !rivals && this.#pronouns < 2 && !text.endsWith('"') ? actor.id : undefined;
    } else {
      this.#subject = undefined;
    }
    return true;
  }

  /** Whether the actor can be a pronoun in the next sentence. */
  clear(actor: PersonaSketch): boolean {
    return this.#subject === actor.id;
  }

  /** The slots of a scene. */
  slots(scene: Scene): Slots {
    const { actor, target, changed, toward, present, place, extra } = scene;
    const others = present.filter(({ id }) => id !== actor?.id);
    const bystanders = others.filter(({ id }) => id !== target?.id);
    const drawn = new Map<string, string | undefined>();
    const once = (key: string, make: () => string | undefined): string | undefined => {
      if (!drawn.has(key)) drawn.set(key, make());
      return drawn.get(key);
    };
    const onePool = bystanders.length > 0 ? bystanders : actor === undefined ? present : [];
    const one = pick(onePool, this.draw);
    const name = (persona: PersonaSketch): string => this.nameOf(persona);
    return (slot) => {
      if (extra !== undefined && slot in extra) return extra[slot];
      switch (slot) {
        case 'S':
          return actor === undefined
            ? undefined
            : this.clear(actor)
              ? mark(actor.pronouns, 'subject')
              : name(actor);
        case 'A':
          return actor === undefined ? undefined : name(actor);
        case 'B':
          return target === undefined ? undefined : name(target);
        case 'C':
          return changed === undefined ? undefined : name(changed);
        case 'D':
          return toward === undefined ? undefined : name(toward);
        case 'one':
          return one === undefined ? undefined : name(one);
        case 'other':
          return once('other', () => {
            const other = pick(others, this.draw);
            return other === undefined ? undefined : name(other);
          });
        case 'list':
          return present.length > 1 ? list(present.map(name)) : undefined;
        case 'company':
          return present.length > 1 ? '' : undefined;
        case 'them':
          return present.length > 1 ? 'them' : undefined;
        case 'place':
          return named(place.name);
        case 'feature':
          return once('feature', () => this.feature(place));
        case 'gesture':
          return once('gesture', () => this.gesture(actor, scene, false));
        case 'flourish':
          return once('gesture', () => this.gesture(actor, scene, true));
        case 'bgesture':
          return once('bgesture', () =>
            target === undefined ? undefined : this.gesture(target, { ...scene, actor: target }, true),
          );
        case 'clock':
          return clockWords(this.data.time, this.chance(0.6));
        case 'part':
          return partOfDay(this.data.time).name;
        default:
          return pronounSlot(slot, actor, target, changed, one);
      }
    };
  }

  /** The full name at the first appearance in a chapter, the short one later. */
  nameOf(persona: PersonaSketch): string {
    return this.#full.get(persona.id) ?? persona.name;
  }

  /** Something of the place that one can stand beside. */
  feature(place: PlaceSketch): string | undefined {
    const solid = place.features.filter((feature) => !INTANGIBLE.test(feature));
    if (solid.length === 0) return undefined;
    return marked(definite(this.dealer.next({ name: `features-${place.id}`, items: solid, perTurn: 3 })));
  }

  /** What this person does with hands and face; a tail. Those that go on with `and` need a verb before them. */
  gesture(persona: PersonaSketch | undefined, scene: Scene, joined: boolean): string | undefined {
    if (persona === undefined) return undefined;
    const voices = voiceOf(persona.traits);
    const voice = this.chance(0.65) ? voices[0] : this.chance(0.6) ? (voices[1] ?? 'plain') : 'plain';
    const all = GESTURES[voice] ?? GESTURES.plain ?? [];
    const items = joined ? all : all.filter((item) => !item.startsWith('and '));
    const template = this.dealer.next({ name: `gesture-${voice}-${joined}`, items, perTurn: 3 });
    return expand(
      template,
      (name) => pronounSlot(name, persona, undefined, undefined, undefined) ?? this.slots(scene)(name),
      this.draw,
    );
  }

  /** Within one text the full name stands once; quoted text keeps what it says. */
  #once(text: string): string {
    let parts = text.split(/(\uE000[^\uE001]*\uE001)/u);
    for (const [id, full] of this.#full) {
      const short = this.people.get(id)?.name ?? full;
      if (short === full) continue;
      let seen = false;
      parts = parts.map((part) =>
        part.startsWith('\uE000')
          ? part
          : part.replaceAll(full, () => {
              const name = seen ? short : full;
              seen = true;
              return name;
            }),
      );
    }
    return parts.join('');
  }

  #last(): string[] {
    return this.#paragraphs[this.#paragraphs.length - 1] ?? [];
  }
}

function mark(pronouns: Pronouns, form: keyof Pronouns): string {
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
function pronounSlot(
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
