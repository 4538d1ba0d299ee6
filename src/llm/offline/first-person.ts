import type { Pronouns } from '../../simulation/types.js';
import { callName, plainName } from './names.js';

/** Words after `her` that show it to be an object and not a possessive. */
const AFTER_OBJECT =
  /^(?:and|or|to|from|in|at|for|with|without|before|after|on|out|off|back|up|down|by|into|as|than|that|if|when|while)$/iu;

interface Speaker {
  readonly name: string;
  readonly pronouns: Pronouns;
}

/** A clause about the speaker as the speaker says it: `Bob lost his key` becomes `I lost my key`. */
export function asSaidBy(clause: string, speaker: Speaker): string {
  const name = formsOf(speaker.name).find((form) => isAbout(clause, form, form !== speaker.name));
  if (name === undefined) return clause;
  if (clause.startsWith(`${name}'s `)) return `my ${clause.slice(name.length + 3)}`;
  return inFirstPerson(`I ${baseVerbs(clause.slice(name.length + 1))}`, speaker);
}

/** What somebody may be called in a clause: never by a title or an article alone, which would be anybody's. */
export function formsOf(name: string): readonly string[] {
  return [...new Set([name, plainName(name), callName(name, [])])];
}

/** Whether a clause begins with somebody. A short form before another name is somebody else's: `Ann` in `Ann Moor`. */
function isAbout(clause: string, form: string, isShort: boolean): boolean {
  if (clause.startsWith(`${form}'s `)) return true;
  return clause.startsWith(`${form} `) && !(isShort && /^\p{Lu}/u.test(clause.slice(form.length + 1)));
}

/** Turns the pronouns that mean the speaker into the first person. */
export function inFirstPerson(text: string, { pronouns }: Pick<Speaker, 'pronouns'>): string {
  const bare = text
    .trim()
    .replace(/^to\s+/u, '')
    .replace(/[.!?]+$/u, '');
  const { subject, object, possessive, reflexive } = pronouns;
  let out = word(bare, reflexive, () => 'myself');
  if (object.toLowerCase() === possessive.toLowerCase()) {
    out = word(out, possessive, (rest) => (isObject(rest) ? 'me' : 'my'));
  } else {
    out = word(out, possessive, () => 'my');
    // `them` is more often the others than the speaker.
    if (object.toLowerCase() !== 'them') out = word(out, object, () => 'me');
  }
  if (subject.toLowerCase() === 'they') return out;
  return out.replace(
    new RegExp(`\\b${subject}(( (?:never|really|only|once|still|always))? )(\\p{L}+)`, 'giu'),
    (_, gap: string, _adverb: string, verb: string) => `I${gap}${toBase(verb)}`,
  );
}

function word(text: string, form: string, to: (rest: string) => string): string {
  return text.replace(
    new RegExp(`\\b${form}\\b(.*)`, 'iu'),
    (_, rest: string) => to(rest) + word(rest, form, to),
  );
}

function isObject(rest: string): boolean {
  const next = /^ ([\p{L}']+)/u.exec(rest)?.[1];
  return next === undefined || AFTER_OBJECT.test(next);
}

/** Verbs of the third person singular present, first and after `and`, in the form that goes with `I`. */
function baseVerbs(predicate: string): string {
  return predicate
    .replace(/^\p{L}+/u, toBase)
    .replace(
      /\b(and|but) (keeps|has|is|owes|holds|does|wants|knows|hides|carries)\b/gu,
      (_, joint: string, verb: string) => `${joint} ${toBase(verb)}`,
    );
}

function toBase(verb: string): string {
  if (verb === 'is') return 'am';
  if (verb === 'has') return 'have';
  if (verb === 'does') return 'do';
  if (verb === 'carries') return 'carry';
  if (
    /^(?:was|as|this|always|perhaps|thus|besides)$/u.test(verb) ||
    verb.endsWith('ss') ||
    !/[^s]s$/u.test(verb)
  )
    return verb;
  return verb.replace(/s$/u, '');
}
