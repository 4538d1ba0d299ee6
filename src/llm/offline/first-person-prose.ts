import { asPattern } from '../../narrative/plain-text.js';
import type { PersonaSketch } from '../../simulation/model-data.js';
import type { Pronouns } from '../../simulation/types.js';
import { asSaidBy, formsOf } from './first-person.js';

/** Stands for the one who tells the story in the first person until its case is known. */
export const ME = '\uE010';

/** The pronouns of the one who tells. */
export const I: Pronouns = { subject: 'I', object: 'me', possessive: 'my', reflexive: 'myself' };

/** Words after which a subject may stand. */
const BEFORE_SUBJECT =
  /^(?:and|but|because|that|since|as|while|when|if|so|what|which|whom|whatever|before|after|until|once|though|although|where|how|whether|or|only|then|than|now|way|why|twice|later|perhaps|did|either|neither|nor|not)$/iu;
/** Verbs that only a subject stands before, unless a preposition governs it. */
const FINITE = /^(?:could|had|was|would|might|did|must)$/u;
const PREPOSITION =
  /^(?:to|of|in|at|by|for|from|with|without|into|onto|about|behind|beside|between|against|over)$/iu;
/** Words that never follow a subject directly. */
const NO_VERB =
  /^(?:and|or|but|who|whose|to|of|in|on|at|by|for|from|with|without|into|onto|than|as|over|about|alone|like|because|that|before|after|until|till|when|while|there|it|if)$/iu;
/** A list of names with one of these before it stands in the objective case to its end. */
const GOVERNED =
  /\b(?:[Bb]etween|to|[Oo]f|[Ww]ith|[Ff]rom|[Ff]or|against|at|by|found|held|brought) (?:\p{Lu}[\p{L}' ]*, )*\p{Lu}[\p{L}' ]* and $/u;

/** Puts `I`, `me` or `my` where the marker stands. */
export function inFirstCase(text: string): string {
  if (!text.includes(ME)) return text;
  return text
    .replace(new RegExp(`${ME}'s`, 'gu'), 'my')
    .replace(new RegExp(`\\b(said|came) ${ME}`, 'gu'), (_, verb: string) => `I ${verb}`)
    .replace(new RegExp(ME, 'gu'), (_, at: number, whole: string) =>
      isSubject(whole.slice(0, at), whole.slice(at + ME.length)) ? 'I' : 'me',
    )
    .replace(/\bI and (\p{Lu}\p{L}+)\b/gu, '$1 and I')
    .replace(/(?<!and )\bI (is|has|does|were)\b/gu, (_, verb: string) => `I ${OWN[verb] ?? verb}`);
}

const OWN: Readonly<Record<string, string>> = { is: 'am', has: 'have', does: 'do', were: 'was' };

function isSubject(before: string, after: string): boolean {
  const next = /^ ([\p{L}']+)/u.exec(after)?.[1];
  const last = /([\p{L}']+) $/u.exec(before)?.[1];
  const starts = last === undefined;
  if (starts) return next === undefined ? after.startsWith(',') : true;
  if (next !== undefined && FINITE.test(next) && last !== 'and' && !PREPOSITION.test(last)) return true;
  if (!BEFORE_SUBJECT.test(last) || next === undefined || NO_VERB.test(next)) return false;
  return !(last === 'and' && GOVERNED.test(before));
}

/** A clause of the record that names the one who tells, as that person says it: `Ada found the key` → `I found the key`. */
export function asOwnClause(clause: string, persona: Pick<PersonaSketch, 'name' | 'pronouns'>): string {
  const own = asSaidBy(clause, persona);
  return formsOf(persona.name).reduce(
    (text, name) =>
      text
        .replaceAll(`${name}'s`, 'my')
        .replace(new RegExp(`\\b(while|that) ${asPattern(name)}(?= \\p{Ll})`, 'gu'), '$1 I')
        .replace(
          new RegExp(
            `(?<!\\p{L})${asPattern(name)}(?!\\p{L}${name === persona.name ? '' : '| \\p{Lu}'})`,
            'gu',
          ),
          'me',
        ),
    own,
  );
}
