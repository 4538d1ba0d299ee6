import type { DecideData, KnownFact, PersonaSketch } from '../../simulation/model-data.js';
import { type Located, whereabouts } from './belief-talk.js';
import { type Bank, Dealer, pick } from './chance.js';
import { asSaidBy, inFirstPerson } from './first-person.js';
import { cutWords, type Draw, definite, expand, marked, named, polish } from './grammar.js';
import { ANSWERED_BY, answersTo, DEBATABLE, kindOfLine } from './heard.js';
import { LINES } from './lexicon/lines.js';
import { TALK } from './lexicon/talk.js';
import { AFTERS, LEADS } from './lexicon/voices.js';
import { callName, plainName } from './names.js';
import { voiceOf } from './voice.js';

const LINE_MAX = 380;

/** What a line is to do: whom it is for and what it may use. */
export interface Speech {
  readonly action: string;
  readonly listener?: PersonaSketch | undefined;
  readonly affinity: number;
  /** A fact that the listener has not heard from the speaker. */
  readonly news?: KnownFact | undefined;
  /** What the listener, or else somebody, last said to the speaker. */
  readonly heard?: { readonly from: string; readonly text: string } | undefined;
  readonly exit?: string | undefined;
}

/** A line in the persona's own voice. */
export function lineFor(data: DecideData, speech: Speech, story: number, draw: Draw): string | undefined {
  const dealer = new Dealer(story, data.turn, 3, undefined, seatOf(data));
  const known = whereabouts(data, speech.listener, draw);
  const slots = slotsFor(data, speech, known?.belief, draw);
  for (const kind of kindsFor(data, speech, known?.kind, draw)) {
    const bank = BANKS.get(kind);
    if (bank === undefined) continue;
    const core = fromBank(bank, dealer, slots, draw);
    if (core === undefined) continue;
    // To oneself one speaks without preamble.
    const line = speech.listener === undefined ? core : dress(core, kind, data, dealer, slots, draw);
    return polish(cutWords(line, LINE_MAX));
  }
  return undefined;
}

/** A place of one's own among those who are there, 0..1: who speaks in the same turn doesn't speak in the same words. */
function seatOf({ self, present }: DecideData): number {
  return present.filter(({ id }) => id < self.id).length / (present.length + 1);
}

/** All lines by kind; the small change of a kind is dealt from one deck with the rest. */
const BANKS: ReadonlyMap<string, Bank> = new Map(
  [...new Set([...Object.keys(LINES), ...Object.keys(TALK)])].map((kind) => [
    kind,
    {
      name: `line-${kind}`,
      items: [...(LINES[kind]?.items ?? []), ...(TALK[kind]?.items ?? [])],
      perTurn: 1,
    },
  ]),
);

function fromBank(
  bank: Bank,
  dealer: Dealer,
  slots: (name: string) => string | undefined,
  draw: Draw,
): string | undefined {
  for (let i = 0; i < bank.items.length; i += 1) {
    const text = expand(dealer.next(bank), slots, draw);
    if (text !== undefined && !TWICE_JOINED.test(text)) return polish(text);
  }
  return undefined;
}

/** A clause that goes on with the word that joins it to the line: `and so was I, for it was empty, for nobody came`. */
const TWICE_JOINED = /\b(for|because|since) [^.;:]*, \1 /u;

/** Kinds of line that would do, most fitting first. */
function kindsFor(data: DecideData, speech: Speech, located: string | undefined, draw: Draw): string[] {
  const { action, news, listener } = speech;
  const tense = data.threat === 'HIGH' || data.threat === 'CRITICAL';
  if (listener === undefined) return action === 'call_for_help' ? ['call'] : ['muse'];
  const tell = news === undefined ? [] : [tellKind(news)];
  switch (action) {
    case 'call_for_help':
      return ['call', 'warn'];
    case 'confront':
      return news !== undefined && !isSecret(news) && draw() < 0.4
        ? ['confront-fact', 'confront']
        : ['confront'];
    case 'negotiate':
      return ['negotiate'];
    case 'plan':
      return draw() < 0.5 && data.facts.length > 0 ? ['plan-fact', 'plan'] : ['plan'];
    case 'help':
    case 'guard':
    case 'give':
    case 'attack':
      return [action, 'remark'];
    case 'move':
    case 'retreat':
      return ['leave', 'remark'];
    case 'communicate':
      return talkKinds(data, speech, located, tell, tense, draw);
    default:
      return tense && draw() < 0.4
        ? ['warn', 'work']
        : draw() < 0.6
          ? ['work', 'remark']
          : ['remark', 'work'];
  }
}

function talkKinds(
  data: DecideData,
  speech: Speech,
  located: string | undefined,
  tell: string[],
  tense: boolean,
  draw: Draw,
): string[] {
  const { heard, listener, affinity } = speech;
  const reply =
    heard !== undefined && heard.from === listener?.id && isMeantFor(data, heard)
      ? replyKinds(data, heard.text, affinity, draw)
      : [];
  if (reply.length > 0 && (tell.length === 0 || draw() < 0.45)) return [...reply, 'remark'];
  // Where the others are is asked and told between the news.
  if (located === 'correct') return ['correct', ...tell, 'remark'];
  if (located !== undefined && draw() < (tell.length > 0 ? 0.3 : 0.6)) return [located, ...tell, 'remark'];
  if (tell.length > 0) return [...tell, 'remark'];
  if (tense && draw() < 0.5) return ['warn', 'remark'];
  const spread = draw();
  return spread < 0.45 ? ['ask', 'remark'] : spread < 0.75 ? ['confide', 'ask', 'remark'] : ['remark', 'ask'];
}

function replyKinds(data: DecideData, text: string, affinity: number, draw: Draw): string[] {
  if (factIn(data, text) !== undefined && draw() < 0.75)
    return draw() < 0.45 ? ['reply-fact'] : ['reply-news', 'reply-fact'];
  const kind = kindOfLine(text);
  const answer = kind === undefined ? undefined : ANSWERED_BY[kind];
  if (answer !== undefined) return [...answer];
  if (text.trim().endsWith('?')) return [...answersTo(text)];
  // Small talk wants no answer; words that are none of this model's may be about anything.
  if (kind !== undefined && !DEBATABLE.test(kind)) return [];
  const yes = 0.5 + 0.4 * affinity + 0.2 * ((data.self.traits.diplomatic ?? 0.5) - 0.5);
  return draw() < yes ? ['reply-agree'] : ['reply-doubt'];
}

/** Whether a line that was overheard as well was spoken to the persona: by name, or with nobody else there. */
function isMeantFor(
  data: DecideData,
  { from, text }: { readonly from: string; readonly text: string },
): boolean {
  const others = data.present.filter(({ id }) => id !== from);
  if (others.length === 0) return true;
  const names = [...data.present.map(({ name }) => name), data.self.name];
  return text.includes(callName(data.self.name, names));
}

/** The known fact that a line carries, if any. */
function factIn(data: DecideData, text: string): KnownFact | undefined {
  const said = text.toLowerCase();
  return data.facts.find((fact) => fact.text.length > 8 && said.includes(fact.text.toLowerCase()));
}

function tellKind(fact: KnownFact): string {
  if (isSecret(fact)) return 'secret';
  return fact.learned === 'found' || fact.learned === 'saw'
    ? 'tell-found'
    : fact.from === undefined
      ? 'tell'
      : 'tell-told';
}

/** Facts that a persona keeps about itself. */
export function isSecret(fact: KnownFact): boolean {
  return fact.id.startsWith('secret-');
}

/** Adds what the temperament puts before and after; long lines are left alone. */
function dress(
  core: string,
  kind: string,
  data: DecideData,
  dealer: Dealer,
  slots: (name: string) => string | undefined,
  draw: Draw,
): string {
  const voices = voiceOf(data.self.traits);
  const voice = draw() < 0.6 ? voices[0] : (voices[1] ?? 'plain');
  let line = core;
  // A turn of phrase is a mark of character a few times and a tic after that.
  const fresh = Math.min(1, FRESH_TURNS / data.turn);
  if (
    draw() < 0.3 * fresh &&
    line.length < 160 &&
    kind !== 'call' &&
    kind !== 'attack' &&
    !LOCATES.test(kind)
  ) {
    // A lead that ends in a comma needs a statement to run on into, one that announces something needs news after it.
    const leads = (LEADS[voice] ?? []).filter((each) =>
      /[.!?]$/u.test(each)
        ? CALM.test(each) || TELLS.test(kind)
        : isStatement(core) && !(each.endsWith(':') && (core.includes(':') || !TELLS.test(kind))),
    );
    const lead = expand(dealer.next({ name: `lead-${voice}`, items: leads, perTurn: 1 }), slots, draw);
    // The name once is enough, and a clipped lead needs a clause after it.
    if (lead !== undefined && !(lead.includes(slots('B') ?? '\0') && core.includes(slots('B') ?? '\0'))) {
      line = /[.!?]$/u.test(lead) ? `${lead} ${core}` : `${lead} ${lowered(core, data)}`;
    }
  }
  if (
    draw() < 0.4 * fresh &&
    line.endsWith('.') &&
    line.length < 170 &&
    (TELLS.test(kind) || kind === 'remark')
  ) {
    const saying = draw() < 0.25 ? pick(data.self.sayings, draw) : undefined;
    const after = () => dealer.next({ name: `after-${voice}`, items: AFTERS[voice] ?? [], perTurn: 1 });
    const said = saying ?? (TELLS.test(kind) ? after() : undefined);
    if (said !== undefined) line = `${line} ${said}`;
  }
  return line;
}

/** Lines that pass something on; what announces news or rounds it off makes no sense about others. */
const TELLS = /^(?:tell|secret|confront-fact)/u;
/** Leads that can stand before anything; who is to come closer or to be silent is told something, and not to stand back. */
const CALM = /^(?:Quietly now|Don't turn round yet|Listen|Wait|Bear with me)\b/u;
/** Until then temperament shows as often as it can. */
const FRESH_TURNS = 8;
const LOCATES = /^(?:locate|wonder|correct)/u;

/** Whether a line says something, rather than asking or ordering. */
function isStatement(core: string): boolean {
  return !core.includes('?') && STATEMENT.test(core);
}

const STATEMENT =
  /^(?:I|You|We|It|There|That|This|These|Those|Somebody|Something|Nobody|Nothing|Everybody|Everything|Everyone|One|My|Our|Your|The|They|He|She|Half|Whoever|Whatever|What I)\b/u;

function lowered(core: string, data: DecideData): string {
  const first = /^[\p{L}']+/u.exec(core)?.[0] ?? '';
  if (first === 'I' || first.startsWith("I'")) return core;
  const names = [...data.present.map(({ name }) => name), data.self.name].map(
    (name) => plainName(name).split(' ')[0] ?? name,
  );
  if (names.some((name) => core.startsWith(name))) return core;
  return core.charAt(0).toLowerCase() + core.slice(1);
}

function slotsFor(
  data: DecideData,
  speech: Speech,
  belief: Located['belief'] | undefined,
  draw: Draw,
): (name: string) => string | undefined {
  const { listener, news, heard } = speech;
  const third = pick(
    data.present.filter(({ id }) => id !== listener?.id),
    draw,
  );
  const solid = data.place.features.filter(
    (feature) => !/\b(?:smell|sound|echo|hum|draught|light|glow|view)\b/iu.test(feature),
  );
  const feature = pick(solid, draw);
  const thing = pick(
    data.things.filter(({ heldBy }) => heldBy === undefined),
    draw,
  );
  const heardFact = heard === undefined ? undefined : factIn(data, heard.text);
  const shared = pick(
    data.facts.filter((fact) => !isSecret(fact) && fact.learned !== 'lore'),
    draw,
  );
  const teller = data.present.find(({ id }) => id === news?.from);
  const names = data.present.map(({ name }) => name);
  const called = (person: PersonaSketch | undefined): string | undefined =>
    person === undefined ? undefined : callName(person.name, [...names, data.self.name]);
  const sayer = called(data.present.find(({ id }) => id === belief?.from && id !== listener?.id));
  const values: Record<string, string | undefined> = {
    B: called(listener),
    C: called(third),
    third: third === undefined ? undefined : '',
    fact: factSaid(news ?? shared, data.self),
    heard: factSaid(heardFact, data.self),
    from:
      news === undefined
        ? sayer
        : teller === undefined || teller.id === listener?.id
          ? undefined
          : called(teller),
    subject:
      belief === undefined
        ? undefined
        : belief.isPerson === true
          ? belief.subjectName
          : marked(named(belief.subjectName)),
    where:
      belief?.valueName === undefined
        ? undefined
        : belief.isHeld === true
          ? `${callName(belief.valueName, [...names, data.self.name])}'s hands`
          : named(belief.valueName),
    spot: belief?.valueName === undefined || belief.isHeld === true ? undefined : named(belief.valueName),
    // People are believed to be where they were seen to go; things stay where they were seen.
    seen: belief?.isPerson === true ? undefined : '',
    goal: openGoal(data.self),
    feature: feature === undefined ? undefined : marked(definite(feature)),
    thing: thing === undefined ? undefined : marked(named(thing.name)),
    place: named(data.place.name),
    exit: speech.exit ?? exitName(data, draw),
  };
  return (name) => values[name];
}

function exitName(data: DecideData, draw: Draw): string | undefined {
  const exit = pick(data.exits, draw);
  return exit === undefined ? undefined : named(exit.name);
}

/** What a persona would own to: the open goal that matters most among those that are no secret. */
export function openGoal(self: DecideData['self']): string | undefined {
  const goal = self.goals
    .filter(
      ({ status, text, tracks }) => status === 'open' && tracks?.kind !== 'secret' && !SECRETIVE.test(text),
    )
    .sort((a, b) => b.priority - a.priority)[0];
  return goal === undefined ? undefined : plainNames(inFirstPerson(goal.text, self));
}

const SECRETIVE = /\b(?:hide|conceal|secret|keep quiet|cover up|deceive|betray|steal)\b/iu;

/** A fact as the persona says it. */
export function factSaid(fact: KnownFact | undefined, self: PersonaSketch): string | undefined {
  return fact === undefined ? undefined : plainNames(asSaidBy(fact.text, self));
}

function plainNames(text: string): string {
  return text.replace(/\b(Dr|Mr|Mrs|Ms|Prof|Capt|Sgt|Lt|St)\.\s/gu, '');
}
