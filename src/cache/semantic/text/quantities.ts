import { isWithin } from './misspelling.js';
import type { Token } from './tokens.js';

/**
 * Numbers, dates and units, each in one form however it is written: `two weeks` and `14 days` are the same quantity,
 * `7pm` and `19:00` the same time, `£1,000` and `1000 pounds` the same sum.
 */

export interface Quantities {
  /** In the order of the text: number and unit in one form, `14 day` or `400000 gbp` or `time 19:00`. */
  readonly numbers: readonly string[];
  /** Weekdays, months, parts and names of days. */
  readonly dates: readonly string[];
  /** The tokens that none of this was made of. */
  readonly rest: readonly Token[];
}

const SMALL =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const NUMBER_WORDS: ReadonlyMap<string, number> = new Map([
  ...SMALL.map((word, value): [string, number] => [word, value]),
  ...TENS.map((word, index): [string, number] => [word, 20 + 10 * index]),
  ['dozen', 12],
  ['half', 0.5],
  ['twice', 2],
  ['thrice', 3],
  ['double', 2],
  ['triple', 3],
]);
const SCALES: ReadonlyMap<string, number> = new Map([
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);
const ORDINALS =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

/** What units are counted in, and how many of that one of them is. */
const UNITS: ReadonlyMap<string, readonly [string, number]> = new Map(
  `
  second:s:1 sec:s:1 minute:s:60 min:s:60 hour:s:3600 hr:s:3600 day:s:86400 night:night:1 week:s:604800
  fortnight:s:1209600 month:month:1 year:month:12 yr:month:12 decade:month:120 century:month:1200
  gbp:gbp:1 pound:gbp:1 quid:gbp:1 £:gbp:1 usd:usd:1 dollar:usd:1 $:usd:1 eur:eur:1 euro:eur:1 €:eur:1 ¥:jpy:1 yen:jpy:1
  pence:gbp:0.01 p:gbp:0.01 cent:cent:1 %:%:1 percent:%:1 pct:%:1 k:k:1
  gb:gb:1 gigabyte:gb:1 mb:mb:1 megabyte:mb:1 tb:tb:1 terabyte:tb:1 mbps:mbps:1
  km:km:1 kilometer:km:1 kilometre:km:1 mile:mile:1 m:m:1 meter:m:1 metre:m:1 cm:cm:1 mm:mm:1 inch:inch:1 foot:foot:1
  feet:foot:1 ft:foot:1 kg:kg:1 kilo:kg:1 kilogram:kg:1 g:g:1 gram:g:1 mg:mg:1 lb:lb:1 stone:stone:1 ton:ton:1
  ml:ml:1 l:l:1 litre:l:1 liter:l:1 pint:pint:1 mph:mph:1 kmh:kmh:1 watt:watt:1 w:watt:1 kwh:kwh:1 degree:degree:1 c:degree:1
  `
    .trim()
    .split(/\s+/)
    .map((entry): [string, readonly [string, number]] => {
      const [name = '', base = '', factor = '1'] = entry.split(':');
      return [name, [base, Number(factor)]];
    }),
);
/** Units of which `a`, `one`, `per`, `each` or `every` is a quantity: `a week` is `per week` is `one week`. */
const SPANS = new Set('second minute hour day week fortnight month year'.split(' '));
const ONE = new Set('a an one per each every'.split(' '));

const WEEKDAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const DATE_WORDS = new Set([
  ...WEEKDAYS,
  ...MONTHS,
  ...'today tomorrow yesterday tonight weekend weekday morning afternoon evening night noon midday midnight overnight easter christmas halloween spring summer autumn winter'.split(
    ' ',
  ),
]);
/** Months that are other words as well: only with a capital or beside a number or `in`. */
const DOUBTFUL = new Set(['may', 'march']);
const SAME_DATE: Readonly<Record<string, string>> = {
  midday: 'noon',
  xmas: 'christmas',
  mon: 'monday',
  tue: 'tuesday',
  tues: 'tuesday',
  wed: 'wednesday',
  thu: 'thursday',
  thur: 'thursday',
  thurs: 'thursday',
  fri: 'friday',
  sat: 'saturday',
  sun: 'sunday',
  jan: 'january',
  feb: 'february',
  mar: 'march',
  apr: 'april',
  jun: 'june',
  jul: 'july',
  aug: 'august',
  sept: 'september',
  sep: 'september',
  oct: 'october',
  nov: 'november',
  dec: 'december',
};
/** Abbreviations that are words too; they count as dates with a capital only. */
const DOUBTFUL_SHORT = new Set(['sat', 'sun', 'wed', 'mon', 'mar', 'jan', 'dec']);

export function quantitiesOf(tokens: readonly Token[], isWord: (word: string) => boolean): Quantities {
  const numbers: string[] = [];
  const dates: string[] = [];
  const rest: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const quantity = quantityAt(tokens, at);
    const token = tokens[at];
    const date =
      quantity === undefined && token?.kind === 'word' ? dateOf(token, tokens[at - 1], isWord) : undefined;
    if (quantity !== undefined) numbers.push(quantity.text);
    else if (date !== undefined) dates.push(date);
    else if (token !== undefined) rest.push(token);
    at += quantity?.length ?? 1;
  }
  return { numbers, dates, rest };
}

interface Found {
  readonly text: string;
  readonly length: number;
}

function quantityAt(tokens: readonly Token[], at: number): Found | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (token.kind === 'number') return writtenNumber(token.word, tokens, at);
  const ordinal = ORDINALS.indexOf(token.word);
  if (ordinal > 1) return { text: `${ordinal} th`, length: 1 };
  const spelled = spelledNumber(tokens, at);
  if (spelled !== undefined && !(token.word === 'one' && spelled.length === 1)) {
    return withUnit(spelled.value, tokens, at, spelled.length);
  }
  const next = tokens[at + 1]?.word ?? '';
  return ONE.has(token.word) && SPANS.has(next) ? withUnit(1, tokens, at, 1) : undefined;
}

/** Digits with what is written onto them. */
function writtenNumber(word: string, tokens: readonly Token[], at: number): Found {
  const [, sign = '', digits = '', suffix = ''] = /^([£$€¥₹]?)([\d.,:]+)(\D*)$/.exec(word) ?? [];
  const next = tokens[at + 1]?.word ?? '';
  const half = suffix || (/^[ap]m$/.test(next) ? next : '');
  if (/^[ap]m$/.test(half)) return { text: clock(digits, half), length: suffix === '' ? 2 : 1 };
  if (digits.includes(':')) return { text: clock(digits, ''), length: 1 };
  const value = Number(digits.replaceAll(',', ''));
  if (/^(?:st|nd|rd|th)$/.test(suffix)) return { text: `${digits} th`, length: 1 };
  if (sign !== '') {
    const scale = { k: 1000, m: 1_000_000, bn: 1_000_000_000 }[suffix] ?? SCALES.get(next);
    const length = scale !== undefined && suffix === '' ? 2 : 1;
    return { text: said(value * (scale ?? 1), sign), length };
  }
  if (suffix !== '') return { text: said(value, suffix), length: 1 };
  const scale = SCALES.get(next);
  return scale === undefined ? withUnit(value, tokens, at, 1) : withUnit(value * scale, tokens, at, 2);
}

/** `twenty five`, `two hundred`, `three thousand and five`. */
function spelledNumber(tokens: readonly Token[], at: number) {
  let total = 0;
  let part: number | undefined;
  let length = 0;
  for (let index = at; index < tokens.length; index += 1) {
    const word = tokens[index]?.word ?? '';
    const scale = SCALES.get(word);
    const value = NUMBER_WORDS.get(word);
    if (scale !== undefined && part !== undefined) {
      total = (total + part) * scale;
      part = 0;
    } else if (value !== undefined && (part === undefined || part === 0 || (part >= 20 && value < 10))) {
      part = (part ?? 0) + value;
    } else {
      break;
    }
    length = index - at + 1;
  }
  return part === undefined ? undefined : { value: total + part, length };
}

function withUnit(value: number, tokens: readonly Token[], at: number, length: number): Found {
  const [next = '', after = ''] = tokens.slice(at + length, at + length + 2).map(({ word }) => word);
  if (next === "o'clock" || next === 'oclock')
    return onTheClock(value, tokens, at, length + 1) ?? { text: `${value} o'clock`, length: length + 1 };
  const dayPart = onTheClock(value, tokens, at, length);
  if (dayPart !== undefined) return dayPart;
  // An age is a bare number: a `6-year-old` is a child of 6.
  if (/^years?$/.test(next) && after === 'old') return { text: String(value), length: length + 2 };
  if (next === 'per' && after === 'cent') return { text: said(value, '%'), length: length + 2 };
  const singular = next.replace(/s$/, '');
  const unit = UNITS.has(next) ? next : singular;
  return UNITS.has(unit) && unit.length > 1
    ? { text: said(value, unit), length: length + 1 }
    : { text: String(value), length };
}

function said(value: number, unit: string): string {
  const [base, factor] = UNITS.get(unit) ?? [unit, 1];
  return `${Number((value * factor).toFixed(6))} ${base}`;
}

/** `seven in the morning`, `9 at night`. */
function onTheClock(value: number, tokens: readonly Token[], at: number, length: number): Found | undefined {
  const words = tokens.slice(at + length, at + length + 3).map(({ word }) => word);
  const part = words[0] === 'in' && words[1] === 'the' ? words[2] : words[0] === 'at' ? words[1] : undefined;
  const half =
    part === 'morning' ? 'am' : /^(?:afternoon|evening|night)$/.test(part ?? '') ? 'pm' : undefined;
  if (half === undefined || value > 12) return undefined;
  return { text: clock(String(value), half), length: length + (words[0] === 'in' ? 3 : 2) };
}

/** A time of day by the 24-hour clock. */
function clock(digits: string, half: string): string {
  const [hours = '0', minutes = '00'] = digits.split(/[:.]/);
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (half === 'pm' ? 12 : 0);
  return `time ${hour}:${minutes.padStart(2, '0')}`;
}

function dateOf({ word, capital }: Token, before: Token | undefined, isWord: (word: string) => boolean) {
  const bare = word.length > 4 ? word.replace(/s$/, '') : word;
  if (DATE_WORDS.has(bare)) {
    const certain = !DOUBTFUL.has(bare) || capital || before?.word === 'in' || before?.kind === 'number';
    return certain ? bare : undefined;
  }
  const full = Object.hasOwn(SAME_DATE, word) ? SAME_DATE[word] : undefined;
  if (full !== undefined) return DOUBTFUL_SHORT.has(word) && !capital ? undefined : full;
  if (word.length < 5 || isWord(word) || isWord(bare)) return undefined;
  // A slip in one of so few long words can mean no other.
  return [...DATE_WORDS].find(
    (name) => name.length > 5 && name[0] === word[0] && isWithin(bare, name, name.length > 7 ? 2 : 1),
  );
}
