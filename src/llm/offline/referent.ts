import type { PersonaSketch } from '../../simulation/model-data.js';
import { ME } from './first-person-prose.js';
import { asPlural, capitalise, isPlural } from './grammar.js';

/** Sentences in a row that may do without a name. */
const MOST_PRONOUNS = 2;

/** Whom a pronoun at the beginning of the next sentence would mean: at most one of a cast, and nobody in case of doubt. */
export class Referent {
  readonly #people: readonly PersonaSketch[];
  /** Their names as they stand at the beginning of a sentence. */
  readonly #opening: readonly string[];
  #subject: string | undefined;
  #pronouns = 0;

  constructor(people: Iterable<PersonaSketch>) {
    this.#people = [...people];
    this.#opening = this.#people.map(({ name }) => capitalise(name));
  }

  /** Forgets who it was, as a new paragraph does. */
  forget(): void {
    this.#subject = undefined;
    this.#pronouns = 0;
  }

  isClear({ id, name }: PersonaSketch): boolean {
    return this.#subject === id || name === ME;
  }

  /** Takes note of a sentence and of the one who acts in it, if anybody does. */
  follow(text: string, actor: PersonaSketch | undefined): void {
    const told = text.includes('"') ? text.replace(/"[^"]*"/gu, '') : text;
    const named = this.#people.filter(
      ({ name }, index) => told.includes(name) || told.startsWith(this.#opening[index] ?? name),
    );
    const who = actor ?? (named.length === 1 ? named[0] : undefined);
    const subject = this.#subject;
    this.#subject = undefined;
    if (who === undefined || text.endsWith('"')) return;
    if (isPlural(who.pronouns) && SEVERAL.test(told)) return;
    const isNamed = named.some(({ id }) => id === who.id);
    this.#pronouns = isNamed ? 0 : this.#pronouns + 1;
    const about = isNamed || subject === who.id;
    if (about && !named.some((other) => isRival(other, who)) && this.#pronouns < MOST_PRONOUNS)
      this.#subject = who.id;
  }

  /** A filled template that begins with the name of the one whom the last sentence was about, with a pronoun instead. */
  openedByPronoun(filled: string): string {
    const who = this.#people.find(
      (each) => each.id === this.#subject && each.name !== ME && filled.startsWith(`${each.name} `),
    );
    if (who === undefined) return filled;
    const rest = filled.slice(who.name.length);
    // Where one goes, `they` would be all who are there.
    if (isPlural(who.pronouns) && GOING.test(rest)) return filled;
    const doubtful = this.#people.some((other) => isRival(other, who) && rest.includes(other.name));
    if (doubtful || /^ (?:and|or) /u.test(rest) || rest.includes(`${who.name} and `)) return filled;
    const subject = who.pronouns.subject.toLowerCase();
    return (isPlural(who.pronouns) ? asPlural(subject) : subject) + rest;
  }
}

const GOING =
  /^ (?:went|left|set out|set off|headed|crossed|followed|turned|slipped|took the way|quit|started for|let|made|picked|fell back|gave up the ground)\b/u;

/** More than one, without a name; `they` would mean these. */
const SEVERAL = /\b(?:others|everyone|everybody|both|each other|all of (?:them|us))\b/u;

/** Whether the one's pronoun could mean the other; `they` could mean any two. */
function isRival(other: PersonaSketch, who: PersonaSketch): boolean {
  return other.id !== who.id && (isPlural(who.pronouns) || other.pronouns.subject === who.pronouns.subject);
}
