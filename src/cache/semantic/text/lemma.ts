import { isEnglishWord } from './dictionary.js';

/**
 * The plain form of an English word: singular, infinitive, one spelling for British and American. A rule is used only
 * if what it gives is a word, so that names and other languages stay as they are. Comparatives keep their ending:
 * the cheapest isn't the cheap one.
 */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  `
  children:child people:person men:man women:woman feet:foot teeth:tooth mice:mouse geese:goose lives:life wives:wife
  knives:knife wolves:wolf leaves:leaf halves:half shelves:shelf thieves:thief loaves:loaf selves:self criteria:criterion
  bought:buy paid:pay sent:send sold:sell lost:lose went:go gone:go made:make took:take taken:take gave:give given:give
  wrote:write written:write broke:break broken:break stole:steal stolen:steal spoke:speak spoken:speak chose:choose
  chosen:choose drove:drive driven:drive ate:eat eaten:eat fell:fall fallen:fall flew:fly flown:fly forgot:forget
  forgotten:forget froze:freeze frozen:freeze grew:grow grown:grow hid:hide hidden:hide knew:know known:know laid:lay
  led:lead met:meet said:say saw:see seen:see shown:show slept:sleep spent:spend told:tell thought:think won:win wore:wear
  worn:wear built:build brought:bring caught:catch dug:dig fought:fight found:find held:hold kept:keep taught:teach
  understood:understand began:begin begun:begin drank:drink swam:swim sang:sing sung:sing struck:strike tore:tear torn:tear
  threw:throw thrown:throw woke:wake woken:wake dying:die lying:lie tying:tie ran:run lent:lend dealt:deal fed:feed fled:flee
  rose:rise risen:rise shook:shake shot:shoot sought:seek stuck:stick swore:swear sworn:swear withdrew:withdraw
  withdrawn:withdraw became:become came:come drew:draw drawn:draw heard:hear hurt:hurt slain:slay slew:slay
  programme:program licence:license defence:defense offence:offense practise:practice grey:gray jewellery:jewelry
  mould:mold plough:plow storey:story judgement:judgment enrol:enroll fulfil:fulfill tyre:tire kerb:curb cosy:cozy
  `
    .trim()
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [form = '', lemma = ''] = pair.split(':');
      return [form, lemma];
    }),
);

/** Words that only look derived. */
const AS_THEY_ARE = new Set(
  'evening morning ceiling wedding being hardly lately nearly barely shortly news series species gas bus plus this always glasses trousers left building clothing meeting lodging savings earnings hundred sacred united missing'.split(
    ' ',
  ),
);

const KNOWN_LIMIT = 20_000;
const known = new Map<string, string>();

/** Takes a lower-case word. */
export function lemmaOf(word: string): string {
  const before = known.get(word);
  if (before !== undefined) return before;
  const lemma = oneSpelling(inflectionless(word));
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(word, lemma);
  return lemma;
}

/**
 * What a noun or adjective is derived from, if that is a word: `payment` and `payable` from `pay`, `cancellation` from
 * `cancel`. Not who does it (`-er`) or to whom (`-ee`), and nothing that denies.
 */
export function rootOf(lemma: string): string {
  for (const [suffix, endings] of DERIVATIONS) {
    if (!lemma.endsWith(suffix)) continue;
    const base = lemma.slice(0, -suffix.length);
    const root = firstWord(endings.map((ending) => base + ending).concat(undoubled(base)));
    if (root !== undefined) return oneSpelling(root);
  }
  return lemma;
}

const DERIVATIONS: readonly (readonly [string, readonly string[]])[] = [
  ['ication', ['y']],
  ['ation', ['', 'e', 'ate']],
  ['ition', ['e', 'ish']],
  ['ption', ['be']],
  ['ion', ['', 'e']],
  ['ment', ['', 'e']],
  ['ance', ['', 'e']],
  ['ence', ['', 'e']],
  ['bility', ['ble']],
  ['able', ['', 'e']],
  ['ible', ['', 'e']],
  ['iness', ['y']],
  ['ness', ['']],
  ['al', ['', 'e']],
];

function inflectionless(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (AS_THEY_ARE.has(word) || word.length < 3) return word;
  if (word.endsWith('ing')) return verbOf(word, word.slice(0, -3)) ?? word;
  if (word.endsWith('ied')) return firstWord([`${word.slice(0, -3)}y`]) ?? word;
  if (word.endsWith('ed')) return verbOf(word, word.slice(0, -2)) ?? word;
  if (word.endsWith('ily')) return firstWord([`${word.slice(0, -3)}y`]) ?? word;
  if (word.endsWith('ly') && word.length >= 6)
    return firstWord([word.slice(0, -2), `${word.slice(0, -1)}e`]) ?? word;
  return word.endsWith('s') ? singularOf(word) : word;
}

function singularOf(word: string): string {
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4)
    return firstWord([`${word.slice(0, -3)}y`]) ?? word.slice(0, -1);
  const bare = word.slice(0, -1);
  if (/(?:s|x|z|ch|sh|o)es$/.test(word)) return firstWord([bare, word.slice(0, -2)]) ?? word.slice(0, -2);
  return isEnglishWord(bare) || !isEnglishWord(word) ? bare : word;
}

/** The verb that `-ing` or `-ed` was put to: `charg(ing)` is charge, `hop(ing)` hope, `stopp(ed)` stop. */
function verbOf(form: string, base: string): string | undefined {
  if (base.length < 2 || !/[aeiouy]/.test(base)) return undefined;
  const single = /[^aeiou][aeiouy][^aeiouwxy]$/.test(base);
  const candidates = single ? [`${base}e`, base] : [...undoubled(base), base, `${base}e`];
  const verb = firstWord(candidates);
  if (verb !== undefined) return verb;
  return isEnglishWord(form) ? undefined : base;
}

function undoubled(base: string): readonly string[] {
  return /([^aeiou])\1$/.test(base) && !/(?:ss|ff|zz)$/.test(base) ? [base.slice(0, -1)] : [];
}

function firstWord(candidates: readonly string[]): string | undefined {
  return candidates.find((candidate) => candidate.length >= 2 && isEnglishWord(candidate));
}

function oneSpelling(word: string): string {
  const irregular = IRREGULAR.get(word) ?? word;
  return irregular
    .replace(/(?<=.{3})our(?=$|ful$|able$|ite$|hood$)/, 'or')
    .replace(/(?<=cent|theat|met|lit|fib|calib|somb|spect|lust)re$/, 'er')
    .replace(/(?<=.{3})is(?=e$|er$|ation$)/, 'iz')
    .replace(/(?<=.{3})ys(?=e$)/, 'yz')
    .replace(/(?<=.{2}[aeiou]l)l(?=er$)/, '')
    .replace(/(?<=.{3})ogue$/, 'og');
}
