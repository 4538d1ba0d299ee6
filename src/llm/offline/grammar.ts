import { placed } from '../../narrative/place-phrase.js';
import { cutAt, singleSpaced } from '../../narrative/plain-text.js';
import type { Pronouns } from '../../simulation/types.js';

/**
 * The grammar machinery: a small template language and the rules of English that templates rely on.
 *
 * In a template `[a|b|c]` is a choice (nestable, parts may be empty), `{slot}` is filled from the context. A choice
 * only considers the parts whose slots can all be filled; a template with a slot that nobody fills yields nothing, so
 * a template that needs a target simply drops out where there is none.
 */

/** A source of numbers in [0, 1). */
export type Draw = () => number;

/** Fills a slot, or says that it can't be filled here. */
export type Slots = (name: string) => string | undefined;

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'slot'; readonly name: string; readonly preposition?: string }
  | { readonly kind: 'choice'; readonly parts: readonly (readonly Node[])[] };

/** Templates are few, but openers, tails and asides make many out of them: those of some hundred chapters are kept. */
const TEMPLATES_KEPT = 8192;
const parsed = new Map<string, readonly Node[]>();

/** Expands a template; `undefined` when a slot that it needs is not to be had. */
export function expand(template: string, slots: Slots, draw: Draw): string | undefined {
  let nodes = parsed.get(template);
  if (nodes === undefined) {
    if (parsed.size >= TEMPLATES_KEPT) parsed.clear();
    nodes = parse(template, { at: 0 }, false)[0] ?? [];
    parsed.set(template, nodes);
  }
  return render(nodes, slots, draw);
}

function parse(template: string, cursor: { at: number }, inChoice: boolean): Node[][] {
  const parts: Node[][] = [[]];
  let text = '';
  const last = (): Node[] => parts[parts.length - 1] ?? [];
  const flush = (): void => {
    if (text !== '') last().push({ kind: 'text', text });
    text = '';
  };
  while (cursor.at < template.length) {
    const char = template.charAt(cursor.at);
    cursor.at += 1;
    if (char === '[') {
      flush();
      last().push({ kind: 'choice', parts: parse(template, cursor, true) });
    } else if (char === '{') {
      flush();
      const end = template.indexOf('}', cursor.at);
      last().push(slotNamed(template.slice(cursor.at, end)));
      cursor.at = end + 1;
    } else if (inChoice && char === '|') {
      flush();
      parts.push([]);
    } else if (inChoice && char === ']') {
      flush();
      return parts;
    } else {
      text += char;
    }
  }
  flush();
  return parts;
}

function render(nodes: readonly Node[], slots: Slots, draw: Draw): string | undefined {
  let out = '';
  for (const node of nodes) {
    const piece =
      node.kind === 'text'
        ? node.text
        : node.kind === 'slot'
          ? fill(node, slots)
          : renderChoice(node.parts, slots, draw);
    if (piece === undefined) return undefined;
    out += piece;
  }
  return out;
}

/** A slot may ask for its preposition: `{in:place}`, `{into:exit}`. */
function slotNamed(name: string): Node & { readonly kind: 'slot' } {
  const [preposition = '', slot] = name.split(':');
  return slot === undefined ? { kind: 'slot', name } : { kind: 'slot', name: slot, preposition };
}

function fill({ name, preposition }: Node & { readonly kind: 'slot' }, slots: Slots): string | undefined {
  const value = slots(name);
  return value === undefined || preposition === undefined ? value : placed(value, preposition === 'into');
}

function renderChoice(parts: readonly (readonly Node[])[], slots: Slots, draw: Draw): string | undefined {
  const start = Math.floor(draw() * parts.length);
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[(start + i) % parts.length];
    const text = part === undefined ? undefined : render(part, slots, draw);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Upper-cases the first letter, skipping quotation marks before it. */
export function capitalise(text: string): string {
  const first = text.charCodeAt(0);
  if (first >= 65 && first <= 90) return text;
  return text.replace(
    /^(["'(]*)(\p{Ll})/u,
    (_, quote: string, letter: string) => quote + letter.toUpperCase(),
  );
}

/** Lower-cases the first letter, unless the first word is `I` or looks like a name or an abbreviation. */
export function decapitalise(text: string, names: readonly string[] = []): string {
  if (/^(?:I\b|\p{Lu}\p{Lu}|\p{Lu}\.)/u.test(text)) return text;
  if (names.some((name) => text.startsWith(name))) return text;
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Stands after a plural phrase until the verb that follows has been put right. */
const PLURAL = '\uE003';
const STOPS =
  /^(?:of|with|without|under|in|on|at|by|from|for|to|into|over|above|below|behind|beside|near|that|which|who|where|when|and|or|still|\p{L}+ing|\p{L}+ed|laid|set|hung|made|cut|left|full)$/u;
const NUMBERS =
  /^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|several|many|some|few)$/u;

/** Whether a phrase with its article (`the six open cabinets`) takes plural verbs. */
export function isPluralPhrase(phrase: string): boolean {
  const words = phrase
    .toLowerCase()
    .replace(/^(?:the|an?|his|her|their|its)\s+/u, '')
    .split(/\s+/u);
  if (NUMBERS.test(words[0] ?? '')) return true;
  const stop = words.findIndex((word, index) => index > 0 && STOPS.test(word));
  const head = words[(stop < 0 ? words.length : stop) - 1] ?? '';
  return /[^s]s$/u.test(head) && !/(?:us|is|as|lens|'s)$/u.test(head);
}

/** Marks a phrase as plural where it is, so that `polish` makes the verb after it agree. */
export function marked(phrase: string): string {
  return isPluralPhrase(phrase) ? phrase + PLURAL : phrase;
}

/** As `marked`, for words known to be plural. */
export function asPlural(word: string): string {
  return word + PLURAL;
}

const AGREEMENT: Readonly<Record<string, string>> = { was: 'were', is: 'are', has: 'have', does: 'do' };

function agreed(text: string): string {
  if (!text.includes(PLURAL)) return text;
  return text
    .replace(/\uE003 (was|is|has|does)\b/gu, (_, verb: string) => ` ${AGREEMENT[verb] ?? verb}`)
    .replaceAll(PLURAL, '');
}

/** Sets articles, agreement, spacing, capitals and end marks right; text between `\uE000` and `\uE001` is left alone. */
export function polish(text: string): string {
  const kept: string[] = [];
  let out = agreed(text);
  const isQuoting = out.includes('\uE000');
  if (isQuoting) {
    out = out.replace(/\uE000([^\uE001]*)\uE001/gu, (_, inner: string) => {
      kept.push(inner);
      return `\uE002${String.fromCharCode(0xe100 + kept.length - 1)}`;
    });
  }
  out = singleSpaced(out);
  if (MISPLACED_MARK.test(out)) {
    out = out
      .replace(/ ([,.;:!?])/gu, '$1')
      .replace(/,(?=[.;:!?])/gu, '')
      .replace(/,\s*,/gu, ',')
      .replace(/([.!?])\.+/gu, '$1');
  }
  if (ARTICLE.test(out)) {
    out = out
      .replace(/\b([Aa]) (?=(?:[aio]|e(?!u)|u(?!ni|se|su))(?!ne\b|nce\b)[a-z])/gu, '$1n ')
      .replace(/\b([Aa])n (?=[bcdfgjklmnpqrstvwxyz])/gu, '$1 ');
  }
  out = out.trim();
  if (isQuoting || out.includes('\uE002')) {
    out = out.replace(
      /\uE002([\uE100-\uE4FF])/gu,
      (_, mark: string) => kept[mark.charCodeAt(0) - 0xe100] ?? '',
    );
  }
  out = capitalise(out);
  if (!SECOND_SENTENCE.test(out)) return out;
  return out.replace(/([.!?]["')]? +["']?)(\p{Ll})/gu, (whole, before: string, letter: string, at: number) =>
    insideQuote(out, at) && !before.includes('"') ? whole : before + letter.toUpperCase(),
  );
}

// What has nothing to be set right is told by a look, which takes a tenth of the time of replacing nothing.
const MISPLACED_MARK = /[ ,.!?][,.;:!?]|,\s+,/;
const ARTICLE = /[Aa]n? /;
const SECOND_SENTENCE = /[.!?]["')]? /;

/** Marks text that must reach the reader unchanged. */
export function verbatim(text: string): string {
  return `\uE000${text}\uE001`;
}

function insideQuote(text: string, at: number): boolean {
  let quotes = 0;
  for (let i = 0; i < at; i += 1) if (text.charAt(i) === '"') quotes += 1;
  return quotes % 2 === 1;
}

/** `Ada`, `Ada and Ben`, `Ada, Ben and Cid`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? '';
  return `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** True when the pronoun takes plural verbs. */
export function isPlural(pronouns: Pronouns): boolean {
  return pronouns.subject.toLowerCase() === 'they';
}

/** `a rack of lamps` as something already seen: `the rack of lamps`. */
export function definite(phrase: string): string {
  const text = phrase.trim().replace(/[.;,]+$/u, '');
  if (/^(?:the|his|her|their|its|my|our|your)\b/iu.test(text)) return text.replace(/^The\b/u, 'the');
  if (/^(?:an?|some|one)\s/iu.test(text)) return text.replace(/^(?:an?|some|one)\s/iu, 'the ');
  if (/^\p{Lu}/u.test(text)) return text;
  return `the ${text}`;
}

/** A place's or thing's name as it stands inside a sentence: with an article unless it is a proper name. */
export function named(name: string): string {
  const text = name.trim();
  if (/^(?:the|an?)\s/iu.test(text)) return text.replace(/^(The|An?)\b/u, (word) => word.toLowerCase());
  if (/^\p{Lu}/u.test(text) || /^(?:his|her|their|its|my|our|your|some)\b/iu.test(text)) return text;
  return `the ${text}`;
}

const IRREGULAR: Readonly<Record<string, string>> = {
  break: 'broke',
  bring: 'brought',
  build: 'built',
  buy: 'bought',
  catch: 'caught',
  cut: 'cut',
  dig: 'dug',
  do: 'did',
  draw: 'drew',
  drive: 'drove',
  fight: 'fought',
  find: 'found',
  get: 'got',
  give: 'gave',
  go: 'went',
  hide: 'hid',
  hold: 'held',
  keep: 'kept',
  leave: 'left',
  light: 'lit',
  make: 'made',
  put: 'put',
  read: 'read',
  run: 'ran',
  see: 'saw',
  sell: 'sold',
  send: 'sent',
  set: 'set',
  shut: 'shut',
  sing: 'sang',
  sneak: 'crept',
  speak: 'spoke',
  steal: 'stole',
  swim: 'swam',
  take: 'took',
  tell: 'told',
  think: 'thought',
  throw: 'threw',
  write: 'wrote',
  bind: 'bound',
  swing: 'swung',
  ring: 'rang',
  stand: 'stood',
  feed: 'fed',
  lead: 'led',
};

/** Past tense of a verb, or of a phrase that begins with one: `call_for_help` → `called for help`. */
export function past(verb: string): string {
  const [first = '', ...rest] = verb.toLowerCase().split(/[\s_-]+/u);
  return [pastOf(first), ...rest].join(' ');
}

function pastOf(verb: string): string {
  const irregular = IRREGULAR[verb];
  if (irregular !== undefined) return irregular;
  if (verb.endsWith('e')) return `${verb}d`;
  if (/[^aeiou]y$/u.test(verb)) return `${verb.slice(0, -1)}ied`;
  if (/^[^aeiou]*[aeiou][^aeiouwxy]$/u.test(verb) || /(?:trol|fer|mit)$/u.test(verb)) {
    return `${verb}${verb.charAt(verb.length - 1)}ed`;
  }
  return `${verb}ed`;
}

/** Cuts text to `limit` characters at a word's end. */
export function cutWords(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit + 1).replace(/\s+\S*$/u, '');
  return cutAt(cut, limit).replace(/[\s,;:–-]+$/u, '');
}
