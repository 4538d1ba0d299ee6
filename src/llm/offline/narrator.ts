import { inWords } from '../../narrative/number-words.js';
import type { ChronicleData, PersonaSketch, PlaceSketch } from '../../simulation/model-data.js';
import { fnv1a } from '../../simulation/random.js';
import { withAside } from './asides.js';
import { type Bank, Dealer, pick, stream } from './chance.js';
import { inFirstPerson } from './first-person.js';
import { asOwnClause, I, inFirstCase, ME } from './first-person-prose.js';
import { INTANGIBLE, isEntangled, isOutward, isUnfit } from './fitness.js';
import { type Draw, definite, expand, marked, polish, type Slots, verbatim } from './grammar.js';
import { SentenceLedger } from './ledger.js';
import { PLACE_TAILS, TAILS } from './lexicon/manner.js';
import { callName, plainName } from './names.js';
import { Referent } from './referent.js';
import { slotsOf } from './slots.js';
import { type Manner, mannerOf } from './style.js';
import { turningEvent } from './turning.js';
import { staysOutside } from './view.js';

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
  /** Set where the single view is somewhere else and only hears or sees what carries to it. */
  readonly afar?: boolean | undefined;
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
  /** Through whose eyes the story is told, if through anybody's. */
  readonly view: string | undefined;
  readonly firstPerson: boolean;
  /** The story's own number, the same in all its chapters. */
  readonly story: number;
  /** The event that the story turns on, if it is in this chapter. */
  readonly turnsOn: string | undefined;
  /** Story time that the chapter has come to, seconds. */
  time: number;
  readonly #self: CastSketch | undefined;
  readonly #motives = new Set<string>();
  /** The templates told in this chapter. */
  readonly #told = new Set<string>();
  readonly #paragraphs: string[][] = [[]];
  /** Full names of those who have not been named in this chapter yet. */
  readonly #full = new Map<string, string>();
  readonly #referent: Referent;

  /** `firstKey` is the key of the story's first sentence: it tells stories apart and stays the same from turn to turn. */
  constructor(data: ChronicleData, seed: number, firstKey = data.usedSentences[0]) {
    this.data = data;
    this.manner = mannerOf(data.style);
    this.draw = stream(seed, data.turn, 'prose', data.stage.title);
    this.story = firstKey === undefined ? seed : fnv1a(firstKey);
    this.turnsOn = turningEvent(data);
    this.dealer = new Dealer(this.story, data.turn, data.cast.length, data.dealt);
    this.ledger = new SentenceLedger(data.usedSentences, data.maskedNames);
    this.time = data.time;
    this.view = data.view?.persona;
    this.firstPerson = data.view?.person === 'first';
    this.#self = this.firstPerson ? data.cast.find(({ id }) => id === this.view) : undefined;
    const names = data.cast.map(({ name }) => name);
    this.people = new Map(
      this.data.cast.map((persona) => [
        persona.id,
        persona === this.#self
          ? { ...persona, name: ME, pronouns: I }
          : { ...persona, name: callName(persona.name, names) },
      ]),
    );
    this.#referent = new Referent(this.people.values());
    for (const persona of data.cast)
      if (persona !== this.#self) this.#full.set(persona.id, plainName(persona.name));
  }

  /** A clause of the record as this story says it: in the first person where it is about the one who tells. */
  clause(text: string): string {
    return this.#self === undefined ? text : asOwnClause(text, this.#self);
  }

  /** The same as text that stays as it is in a template. */
  recorded(text: string): string {
    return verbatim(this.clause(text));
  }

  /** The name by which the others call somebody, whoever tells the story. */
  calledName(persona: PersonaSketch): string {
    return persona.id === this.#self?.id
      ? callName(
          this.#self.name,
          this.data.cast.map(({ name }) => name),
        )
      : persona.name;
  }

  /** Remembers within the chapter that a motive has been given. */
  note(motive: string): void {
    this.#motives.add(motive);
  }

  hasSaid(motive: string): boolean {
    return this.#motives.has(motive);
  }

  /** A goal or motive so that it can follow "to", in the first person where it is that of the one who tells. */
  goal(text: string, owner: string | undefined): string {
    const bare = text
      .trim()
      .replace(/^to\s+/iu, '')
      .replace(/[.!?]+$/u, '');
    return this.#self === undefined || owner !== this.#self.id ? bare : inFirstPerson(bare, this.#self);
  }

  /** True with the given chance. */
  chance(probability: number): boolean {
    return this.draw() < probability;
  }

  /** True with a chance that grows with how much detail is wanted; `probability` is the one for a middling telling. */
  wants(probability: number, share = 1): boolean {
    return this.chance(probability * this.manner.detail * share);
  }

  /** Starts a new paragraph. */
  paragraph(): void {
    if (this.#last().length > 0) this.#paragraphs.push([]);
    this.#referent.forget();
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
      const round = this.dealer.round(from);
      const template = this.dealer.next(from);
      // The same frame twice in a chapter is noticed, whatever stands in it.
      if (i < from.items.length && this.#told.has(template)) continue;
      const text = this.compose(withAside(this, template, round), scene) ?? this.compose(template, scene);
      if (text === undefined || !this.add(text, scene)) continue;
      this.#told.add(template);
      return true;
    }
    return false;
  }

  /** As `tell`, but what may be left out is left out the more often, the more often the story has been through the bank. */
  mayTell(from: Bank, scene: Scene, tries?: number): boolean {
    return this.chance(1 / (1 + this.dealer.round(from))) && this.tell(from, scene, tries);
  }

  /** As `tell`, but never gives up: a used-up bank gets a detail clause. */
  mustTell(from: Bank, scene: Scene): void {
    if (this.tell(from, scene)) return;
    for (let i = 0; i < from.items.length; i += 1) {
      const text = this.compose(this.dealer.next(from), scene, true);
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

  /**
   * Fills a template for a scene, without adding it; `undefined` where a slot can't be filled, or where it says what
   * can't be known or seen here, unless it has to serve all the `same`.
   */
  compose(template: string, scene: Scene, same = false): string | undefined {
    if (!same && this.#tellsTooMuch(template, scene)) return undefined;
    const raw = expand(template, this.slots(scene), this.draw);
    if (raw === undefined) return undefined;
    if (!same && (isUnfit(raw, scene.place) || isEntangled(raw))) return undefined;
    const text = polish(this.#inPerson(this.#inLength(this.#once(this.#referent.openedByPronoun(raw)))));
    if (!same && this.firstPerson && isOutward(text)) return undefined;
    return endsSentence(text) ? text : `${text.replace(/[,;:]$/u, '')}.`;
  }

  /** Where sentences are short, a clause after a semicolon stands alone. */
  #inLength(text: string): string {
    return this.manner.sentences === 'short' && !/["\uE000]/u.test(text) ? text.replaceAll('; ', '. ') : text;
  }

  /** In the first person names become `I` and `me`, except where somebody is called by name. */
  #inPerson(text: string): string {
    if (this.#self === undefined) return text;
    return inFirstCase(text.replaceAll(`"${ME}`, `"${this.calledName(this.#self)}`));
  }

  /** What goes on in others is not for a single view to tell. */
  #tellsTooMuch(template: string, { actor, target, changed }: Scene): boolean {
    return this.view !== undefined && !staysOutside(template, [actor, target, changed], this.view);
  }

  /** Adds a finished text if all its sentences are new. */
  add(text: string, scene?: Scene): boolean {
    if (!this.ledger.take(text)) return false;
    this.#last().push(text);
    if (this.#full.size > 0) this.#introduce(text);
    this.#referent.follow(text, scene?.actor);
    return true;
  }

  /** Whoever has been named, by whatever name, is called by the short one from then on; what is said aloud doesn't count. */
  #introduce(text: string): void {
    const told = text.includes('"') ? text.replace(/"[^"]*"/gu, '') : text;
    for (const id of this.#full.keys()) {
      const name = this.people.get(id)?.name;
      if (name !== undefined && hasName(told, name)) this.#full.delete(id);
    }
  }

  /** Whether the actor can be a pronoun in the next sentence. */
  clear(actor: PersonaSketch): boolean {
    return this.#referent.isClear(actor);
  }

  /** The slots of a scene. */
  slots(scene: Scene): Slots {
    return slotsOf(this, scene);
  }

  /** The full name at the first appearance in a chapter, the short one later. */
  nameOf(persona: PersonaSketch): string {
    return this.#full.get(persona.id) ?? persona.name;
  }

  /** Names in a list; whoever tells the story comes last. */
  namesOf(people: readonly PersonaSketch[]): string[] {
    const names = people.map((persona) => this.nameOf(persona));
    return names.includes(ME) ? [...names.filter((name) => name !== ME), ME] : names;
  }

  /** Something of the place that one can stand beside. */
  feature(place: PlaceSketch): string | undefined {
    const solid = place.features.filter((feature) => !INTANGIBLE.test(feature));
    if (solid.length === 0) return undefined;
    return marked(definite(this.dealer.next({ name: `features-${place.id}`, items: solid, perTurn: 3 })));
  }

  /** Within one text the full name stands once; quoted text keeps what it says. */
  #once(text: string): string {
    const named = [...this.#full.values()].some((full) => text.includes(full));
    if (!named) return text;
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

/** Whether a name stands in a text, and not only its letters in longer words. */
function hasName(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isLetter(text.charAt(at - 1)) && !isLetter(text.charAt(at + name.length))) return true;
  }
  return false;
}

function isLetter(mark: string): boolean {
  return /\p{L}/u.test(mark);
}

/** Whether a text ends with an end mark, or with a quotation mark after one. */
function endsSentence(text: string): boolean {
  const last = text.charAt(text.length - 1);
  return isEndMark(last === '"' || last === "'" ? text.charAt(text.length - 2) : last);
}

function isEndMark(mark: string): boolean {
  return mark === '.' || mark === '!' || mark === '?';
}
