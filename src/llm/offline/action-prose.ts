import type { ChronicleEvent } from '../../simulation/model-data.js';
import { withAside } from './asides.js';
import { type Bank, bank } from './chance.js';
import { asPlural, decapitalise, isPlural, isPluralPhrase, marked, named, past } from './grammar.js';
import { CRAFTS, INTENTIONS } from './lexicon/crafts.js';
import { DEEDS } from './lexicon/deeds.js';
import { COMPANY_OPENERS, LINKS, OPENERS, PLACE_TAILS, TAILS } from './lexicon/manner.js';
import { BLOCKED, FAILED_DEED, FAILED_SEARCH, NEEDLESS } from './lexicon/outcomes.js';
import { REGISTERS, type Register } from './lexicon/registers.js';
import type { Narrator, Scene } from './narrator.js';
import { tellSeeking } from './seeking-prose.js';
import type { Manner } from './style.js';

/** What happened just before at the same place, for linking. */
export interface Before {
  readonly kind: 'complication' | 'discovery' | 'failure' | 'spoken' | 'gone' | 'came' | 'deed';
  /** Who did it; a link that names the person is only used for somebody else. */
  readonly by?: string | undefined;
  /** Whom words were for, and whether they asked something that nobody has taken up. */
  readonly to?: string | undefined;
  readonly asked?: boolean;
}

/** Ways to attach a motive: an infinitive without "to". */
const MOTIVE_TAILS = bank(
  'motive-tails',
  1,
  `
because {he} meant to {motive}
since {he} could see no other way to {motive}
in the hope that it would help {him} to {motive}
still set on what {he} had come for, which was to {motive}
because it was that or give up the hope to {motive}
as anyone would who had sworn to {motive}
since to {motive} was the one thing {he} had left to want
with no other thought than to {motive}
`,
);
const MOTIVE_OPENERS = bank(
  'motive-openers',
  1,
  `
To {motive},
Because {he} wanted to {motive},
Determined to {motive},
There was only one reason for what came next, and that was to {motive}:
Bent on one thing, to {motive},
In order to {motive},
Since no one else was going to {motive},
Not forgetting that {he} was there to {motive},
Having promised {himself} to {motive},
With a mind to {motive},
`,
);
const GOING = new Set(['move', 'arrival', 'retreat']);
const LOOKING = new Set(['search', 'investigate', 'observe', 'hide', 'move', 'arrival', 'retreat']);

/** Tells what somebody did, why, and how it failed if it did. The event's line of speech is told elsewhere. */
export function tellDeed(
  narrator: Narrator,
  event: ChronicleEvent,
  scene: Scene,
  before: Before | undefined,
  /** A setback that tells the failure comes next. */
  priced: boolean,
): void {
  const deed: Scene = { ...scene, extra: { ...scene.extra, ...deedSlots(event, narrator, scene) } };
  if (event.outcome === 'blocked') {
    tellBlocked(narrator, event, deed);
    return;
  }
  if (event.outcome === 'none' && deed.extra?.T !== undefined && event.type !== 'wait') {
    narrator.mustTell(NEEDLESS, deed);
    return;
  }
  if (tellSeeking(narrator, event, deed)) return;
  const bank = CRAFTS[event.verb] ?? DEEDS[event.type] ?? DEEDS.other;
  if (bank === undefined) return;
  const told =
    tellFrom(narrator, bank, deed, before, event) ||
    tellFrom(narrator, DEEDS.other ?? bank, deed, before, event);
  if (!told) narrator.mustTell(bank, deed);
  if (!priced) tellFailure(narrator, event, deed);
}

/** The slots that a deed adds to its scene. */
function deedSlots(
  event: ChronicleEvent,
  narrator: Narrator,
  scene: Scene,
): Record<string, string | undefined> {
  const T = event.targetName === undefined ? undefined : named(event.targetName);
  const many = T !== undefined && isPluralPhrase(T);
  // What the opener has named is a pronoun after it.
  const known = event.targetName !== undefined && scene.extra?.cause?.includes(event.targetName) === true;
  // What can be knelt beside or bent over is not a place.
  const isPlace = narrator.data.places.some(({ name }) => name === event.targetName);
  const { actor } = scene;
  return {
    // Where one of several goes, `they` would be all of them.
    ...(actor !== undefined && isPlural(actor.pronouns) && GOING.has(event.type) && scene.present.length > 1
      ? { S: narrator.nameOf(actor) }
      : {}),
    T: T === undefined ? undefined : known && !isPlace ? (many ? 'them' : 'it') : marked(T),
    X: isPlace || T === undefined ? undefined : marked(T),
    it: many ? asPlural('they') : 'it',
    them: many ? 'them' : 'it',
    its: many ? 'their' : 'its',
    motive: motiveOf(event, narrator),
    verbed: past(event.verb),
  };
}

/** Why it was done, unless the chapter has said so or somebody else is meant to find out. */
function motiveOf(event: ChronicleEvent, narrator: Narrator): string | undefined {
  const { actor } = event;
  if (event.motive === undefined || (narrator.view !== undefined && actor !== narrator.view))
    return undefined;
  const motive = narrator.goal(event.motive, actor);
  return narrator.hasSaid(motive) ? undefined : motive;
}

function tellFrom(
  narrator: Narrator,
  bank: Bank,
  scene: Scene,
  before: Before | undefined,
  event: ChronicleEvent,
): boolean {
  for (let i = 0; i < bank.items.length * 2; i += 1) {
    const round = narrator.dealer.round(bank);
    const template = narrator.dealer.next(bank);
    // A place or thing that the event names should be named; people who are targets too.
    if (i < bank.items.length && scene.extra?.opener !== undefined && !template.startsWith('{S}')) continue;
    if (i < bank.items.length && event.targetName !== undefined && !/\{[TX]\}/u.test(template)) continue;
    if (
      i < bank.items.length &&
      event.targetPerson !== undefined &&
      scene.target &&
      !template.includes('{B}')
    )
      continue;
    const dressed = dress(narrator, template, scene, before, event);
    const shown = dressed === template ? withAside(narrator, template, round) : dressed;
    const text = narrator.compose(shown, scene) ?? narrator.compose(dressed, scene);
    if (text !== undefined && narrator.add(text, scene)) {
      const motive = scene.extra?.motive;
      if (motive !== undefined && text.includes(motive)) narrator.note(motive);
      return true;
    }
  }
  return false;
}

/** Puts an opener before a plain template and hangs a tail on an open one; most sentences get one or neither. */
function dress(
  narrator: Narrator,
  template: string,
  scene: Scene,
  before: Before | undefined,
  event: ChronicleEvent,
): string {
  if (scene.extra?.opener !== undefined && template.startsWith('{S}'))
    return openedByCause(narrator, scene.extra.opener, template);
  const motive = scene.extra?.motive !== undefined && narrator.chance(0.2) && event.type !== 'arrival';
  const plain = template.startsWith('{S}');
  const link =
    plain && before !== undefined && event.type !== 'arrival' && narrator.chance(0.5)
      ? linkFrom(narrator, before, scene)
      : undefined;
  const closed = template.endsWith('.');
  // A sentence that has grown a second clause already needs nothing more at its end.
  const full = closed || /[,:;]/u.test(template.replace(/\[[^\]]*\]/gu, ''));
  if (motive && !plain && !full) return `${template}, ${narrator.dealer.next(MOTIVE_TAILS)}`;
  if (motive && plain && link === undefined && !template.includes('because')) {
    if (narrator.chance(0.5)) return fronted(narrator.dealer.next(MOTIVE_OPENERS), template);
    if (!full) return `${template}, ${narrator.dealer.next(MOTIVE_TAILS)}`;
  }
  const opened =
    link !== undefined
      ? fronted(link, template)
      : plain && event.type !== 'arrival'
        ? maybeOpened(narrator, template, scene)
        : template;
  if (
    full ||
    !plain ||
    GOING.has(event.type) ||
    !narrator.chance(
      (0.2 + 0.25 * narrator.manner.action) *
        HUNG_ON[narrator.manner.sentences] *
        Math.min(1.2, 0.2 + 0.8 * narrator.manner.detail),
    )
  )
    return opened;
  const tail = tailFor(narrator, scene, template);
  const [joint = ''] = tail.split(' ');
  return (joint === 'and' || joint === 'with') && template.includes(` ${joint} `)
    ? opened
    : `${opened}${tail.startsWith('and ') ? '' : ','} ${tail}`;
}

/** Whoever is named in a clause that comes first need not be named in the one that follows it. */
function openedByCause(narrator: Narrator, opener: string, template: string): string {
  if (narrator.firstPerson) return `${opener} ${template}`;
  return `${opener} ${template.replace('{S}', opener.startsWith('{cause}') ? '{once}' : '{A}')}`;
}

function linkFrom(narrator: Narrator, before: Before, scene: Scene): string | undefined {
  const items = LINKS[before.kind];
  if (items === undefined) return undefined;
  const link = narrator.dealer.next({ name: `link-${before.kind}`, items, perTurn: 1 });
  // Nothing is far off from the one who tells of it, and no case but the first fits between a verb and its end.
  if (link.startsWith('Not far off') && scene.actor?.id === narrator.view) return undefined;
  if (link.includes('was {prev} ') && narrator.firstPerson && before.by === narrator.view) return undefined;
  const own = before.by === scene.actor?.id;
  // Words that were for somebody else are nothing to answer.
  if (before.kind === 'spoken' && before.to !== scene.actor?.id) return undefined;
  if (before.kind === 'came' && scene.target?.id === before.by) return undefined;
  // What is done for somebody isn't done once that one has finished.
  if (scene.target?.id === before.by && FINISHED.test(link)) return undefined;
  if (link.includes('{prev}')) return own ? undefined : link;
  return own || before.kind === 'complication' || before.kind === 'deed' ? link : undefined;
}

const FINISHED = /\b(?:done|finished)\b/u;

/** How often a sentence takes an opener or a tail beside what its kind wants, by the length that sentences have. */
const HUNG_ON: Readonly<Record<Manner['sentences'], number>> = { short: 0.4, even: 1, long: 1.6 };

function maybeOpened(narrator: Narrator, template: string, scene: Scene): string {
  if (
    !narrator.chance(
      0.35 * HUNG_ON[narrator.manner.sentences] * Math.min(1.2, 0.2 + 0.8 * narrator.manner.detail),
    )
  )
    return template;
  const own = registerOf(narrator)?.openers;
  const bank =
    own !== undefined && narrator.chance(0.5)
      ? own
      : scene.present.length > 1 && narrator.chance(0.4)
        ? COMPANY_OPENERS
        : OPENERS;
  return fronted(narrator.dealer.next(bank), template);
}

/** An opener that refers to the doer by pronoun needs the doer's name right after it. */
function fronted(opener: string, template: string): string {
  const named = /\{(?:he|him|his|himself)\}/u.test(opener) ? template.replace('{S}', '{A}') : template;
  return `${opener} ${named}`;
}

function tailFor(narrator: Narrator, scene: Scene, template: string): string {
  const own = registerOf(narrator)?.tails;
  if (own !== undefined && narrator.chance(0.5)) return narrator.dealer.next(own);
  if (template.includes('{feature}') || narrator.chance(0.6) || scene.place.features.length === 0) {
    return narrator.dealer.next(TAILS);
  }
  return narrator.dealer.next(PLACE_TAILS);
}

function registerOf({ manner }: Narrator): Register | undefined {
  return manner.register === 'plain' ? undefined : REGISTERS[manner.register];
}

/** A deed that never came about: what it was to be, and that it was not. */
function tellBlocked(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  const target = scene.target?.name ?? scene.extra?.T;
  const template = INTENTIONS[event.verb];
  const slots = { ...scene.extra, T: target };
  const intent =
    template === undefined
      ? undefined
      : narrator.compose(template, { ...scene, extra: slots })?.replace(/\.$/u, '');
  const shown = intent === undefined ? 'do more' : decapitalise(intent, target === undefined ? [] : [target]);
  narrator.mustTell(BLOCKED, { ...scene, extra: { ...slots, intent: shown } });
}

function tellFailure(narrator: Narrator, event: ChronicleEvent, scene: Scene): void {
  if (event.outcome !== 'failure') return;
  narrator.mustTell(LOOKING.has(event.type) ? FAILED_SEARCH : FAILED_DEED, scene);
}

/** The name that a link can use for whoever acted before. */
export function prevName(narrator: Narrator, before: Before | undefined): string | undefined {
  return before?.by === undefined ? undefined : narrator.people.get(before.by)?.name;
}
