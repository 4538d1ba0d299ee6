import { placed } from '../../narrative/place-phrase.js';
import { cutAt } from '../../narrative/plain-text.js';
import type { WorldFile } from '../../simulation/world-file.js';
import type { ImportantItem, Lorebook } from '../lorebook.js';
import { inLine, sentencesOf } from '../sentences.js';
import type { Ids } from './ids.js';
import type { StagedPlaces } from './places.js';
import { Clauses, nameInText } from './wording.js';

/** What there is to find and to know in the world of a lorebook: its things, its past, its rules and who wants what. */
export type Script = Pick<WorldFile, 'things' | 'discoveries' | 'objectives' | 'lore'>;

const MOST_THINGS = 24;
const MOST_DISCOVERIES = 80;
const MOST_OBJECTIVES = 6;
const MOST_LORE = 20;
const MOST_RULES_TOLD = 8;
const MOST_POWERS_TOLD = 5;
const MOST_EVENTS_TOLD = 4;

export function scriptOf(lorebook: Lorebook, places: StagedPlaces, ids: Ids): Script {
  const clauses = new Clauses(lorebook);
  const things = thingsOf(lorebook, places, ids);
  const found = [
    ...placeFindings(places, clauses, ids),
    ...pastFindings(lorebook, places, clauses, ids),
    ...powerFindings(lorebook, places, clauses, ids),
    ...systemFindings(lorebook, places, clauses, ids),
  ];
  const ofThings = things.map(({ file, item }) => ({
    ...finding(ids, `about_${file.id}`, clauses.ofSentence(named(item.significance, item.name)), 0.85),
    thing: file.id,
  }));
  const discoveries = distinctTexts([...ofThings, ...found]).slice(0, MOST_DISCOVERIES);
  return {
    things: things.map(({ file }) => file),
    discoveries,
    objectives: objectivesOf(discoveries, lorebook, things, ids),
    lore: loreOf(lorebook, clauses, ids),
  };
}

type Discovery = WorldFile['discoveries'][number];
type Found = Omit<Discovery, 'text'> & { readonly text: string | undefined };

function finding(ids: Ids, name: string, text: string | undefined, weight: number): Found {
  return { id: ids.of(name), text, requires: [], provides: [], reveals: [], leads_to: [], weight };
}

/** Findings that say something, each once. */
function distinctTexts(found: readonly Found[]): Discovery[] {
  const seen = new Set<string>();
  return found.flatMap(({ text, ...rest }) => {
    if (text === undefined || seen.has(text.toLowerCase())) return [];
    seen.add(text.toLowerCase());
    return [{ ...rest, text }];
  });
}

interface StagedThing {
  readonly file: WorldFile['things'][number];
  readonly item: ImportantItem;
}

function thingsOf(
  { important_items: items, characters }: Lorebook,
  places: StagedPlaces,
  ids: Ids,
): StagedThing[] {
  const homes = new Map(characters.map(({ name, home_location }) => [name.toLowerCase(), home_location]));
  const anywhere = places.locations.map(({ id }) => id).slice(0, 6);
  return items.slice(0, MOST_THINGS).flatMap((item) => {
    const at = [item.location, item.owner === undefined ? undefined : homes.get(item.owner.toLowerCase())]
      .flatMap((name) => (name === undefined ? [] : (places.idOf(name) ?? [])))
      .at(0);
    const is = predicateOf(item);
    const [first, ...others] = at === undefined ? anywhere : [at];
    if (first === undefined) return [];
    return [
      {
        item,
        file: {
          id: ids.of(item.name),
          name: nameInText(item.name),
          kind: 'item' as const,
          ...(is === undefined ? {} : { description: is }),
          // What is nowhere in particular lies where the seed puts it.
          at: others.length === 0 ? first : [first, ...others],
          open: false,
          working: true,
          hidden: false,
          needs: [],
          breaks: [],
        },
      },
    ];
  });
}

/** `is cold to the touch`, out of a description that begins with the name. */
function predicateOf({ name, description }: ImportantItem): string | undefined {
  const sentence = (sentencesOf(description)[0] ?? '').replace(/[\s.!?…]+$/u, '');
  const bare = (text: string) => text.toLowerCase().replace(/^(?:the|an?) /u, '');
  if (!bare(sentence).startsWith(bare(name))) return undefined;
  const rest = sentence.slice(sentence.length - bare(sentence).length + bare(name).length).trim();
  if (rest === '' || /^[,;:(’']/u.test(rest)) return undefined;
  return cutAt(/^(?:is|are|was|were) /u.test(rest) ? rest : `is the one that ${rest}`, 390);
}

/** What each place means. */
function placeFindings({ profiles, idOf }: StagedPlaces, clauses: Clauses, ids: Ids): Found[] {
  return profiles.flatMap((place) => {
    const at = idOf(place.name);
    if (at === undefined) return [];
    return [
      { ...finding(ids, `why_${at}`, clauses.ofSentence(named(place.significance, place.name)), 0.7), at },
    ];
  });
}

/** The first sentence of a text, in which what it is about is called by its name: a finding is told elsewhere, too. */
function named(text: string, name: string): string {
  const sentence = sentencesOf(text)[0] ?? '';
  if (sentence.toLowerCase().includes(name.toLowerCase().replace(/^the /u, ''))) return sentence;
  const called = nameInText(name);
  const isOfNobody = /\bit\s(?:is|was)\s(?:here|there|where|said|known)\b/iu.test(sentence);
  const told = isOfNobody
    ? sentence
    : sentence.replace(/\bit(s?)\b/iu, (_, own: string) => (own === '' ? called : `${called}’s`));
  return told.replace(/\bhere\b/u, placed(called));
}

/** What happened where, and what came of it. */
function pastFindings({ timeline }: Lorebook, places: StagedPlaces, clauses: Clauses, ids: Ids): Found[] {
  // What everybody speaks of from the start is nothing to find out; what came of it may be.
  const latest = Math.max(...timeline.map(({ order }) => order));
  return timeline.flatMap((event) => {
    const where = event.locations.flatMap((name) => places.idOf(name) ?? []);
    const [at] = where;
    if (at === undefined) return [];
    const told = [event.description, ...event.consequences.slice(0, 2)];
    return told.flatMap((text, index) =>
      index === 0 && event.order === latest
        ? []
        : [
            {
              ...finding(
                ids,
                `past_${event.order}_${index + 1}`,
                clauses.of(text),
                index === 0 ? 0.75 : 0.65,
              ),
              at,
              leads_to: where.slice(1, 3),
            },
          ],
    );
  });
}

/** What each power is after, to be found where it is at home; it points to the place that it speaks of. */
function powerFindings({ factions }: Lorebook, places: StagedPlaces, clauses: Clauses, ids: Ids): Found[] {
  return factions.flatMap((faction, index) => {
    const home = faction.territory.flatMap((name) => places.idOf(name) ?? [])[0];
    const at = home ?? places.locations[index % Math.max(1, places.locations.length)]?.id;
    if (at === undefined) return [];
    return faction.goals.slice(0, 2).map((goal, nth) => {
      const wish = clauses.wish(goal);
      const leads = places.profiles.find(({ name }) =>
        goal.toLowerCase().includes(name.toLowerCase().replace(/^the /u, '')),
      );
      const to = leads === undefined ? undefined : places.idOf(leads.name);
      return {
        ...finding(
          ids,
          `aim_${index + 1}_${nth + 1}`,
          wish && `what ${nameInText(faction.name)} wants is to ${wish}`,
          0.8,
        ),
        at,
        leads_to: to === undefined || to === at ? [] : [to],
      };
    });
  });
}

/** How the rules of the world have been bent, and where they end. */
function systemFindings(
  { world_systems: systems }: Lorebook,
  { locations }: StagedPlaces,
  clauses: Clauses,
  ids: Ids,
): Found[] {
  return systems.flatMap(({ name, examples, limitations }, index) =>
    [...examples.slice(0, 1), ...limitations.slice(0, 1)].flatMap((text, nth) => {
      const at = locations[(2 * index + nth + 1) % Math.max(1, locations.length)]?.id;
      const told = clauses.of(text);
      return at === undefined
        ? []
        : [
            {
              ...finding(
                ids,
                `law_${index + 1}_${nth + 1}`,
                told && `under ${nameInText(name)} ${told}`,
                0.5,
              ),
              at,
            },
          ];
    }),
  );
}

/** Turns after which it is too late to find out what a power wants. */
const TOO_LATE = 14;

/** To learn of the things and of what the powers want, and what began it all. */
function objectivesOf(
  discoveries: readonly Discovery[],
  { factions, timeline }: Lorebook,
  things: readonly StagedThing[],
  ids: Ids,
): WorldFile['objectives'] {
  const has = (id: string) => discoveries.some((each) => each.id === id);
  const [oldest] = timeline.toSorted((a, b) => a.order - b.order);
  const objective = (text: string, found: string) => ({
    id: ids.of(`task_${found}`),
    text,
    reached: { found: [found], working: [], open: [] },
  });
  const ofPowers = factions.flatMap(({ name }, index) => {
    const found = `aim_${index + 1}_1`;
    return has(found)
      ? [
          {
            ...objective(`learn what ${nameInText(name)} wants`, found),
            lost: {
              after_turn: TOO_LATE + index,
              text: `By then everybody knew what ${nameInText(name)} had wanted, for it had been done.`,
            },
          },
        ]
      : [];
  });
  const ofThings = things.flatMap(({ file }) =>
    has(`about_${file.id}`)
      ? [objective(`find out what there is to know about ${file.name}`, `about_${file.id}`)]
      : [],
  );
  const began = oldest === undefined ? undefined : `past_${oldest.order}_1`;
  const ofPast =
    oldest !== undefined && began !== undefined && has(began)
      ? [objective(`learn the truth about ${nameInText(oldest.title).replace(/[\s.!?…]+$/u, '')}`, began)]
      : [];
  return [...ofPowers.slice(0, 3), ...ofThings.slice(0, 2), ...ofPast].slice(0, MOST_OBJECTIVES);
}

/** What everybody in this world knows: its rules, its powers, and what has happened lately. */
function loreOf(
  { world_systems: systems, factions, timeline }: Lorebook,
  clauses: Clauses,
  ids: Ids,
): WorldFile['lore'] {
  const rules = systems
    .flatMap(({ description, rules: all }) => [description, ...all.slice(0, 1)])
    .slice(0, MOST_RULES_TOLD);
  const powers = factions.map(({ description }) => description).slice(0, MOST_POWERS_TOLD);
  const lately = timeline
    .toSorted((a, b) => b.order - a.order)
    .slice(0, MOST_EVENTS_TOLD)
    .map(({ description }) => description);
  const told = [...rules, ...powers, ...lately].flatMap((text) => clauses.of(inLine(text)) ?? []);
  return [...new Set(told)]
    .slice(0, MOST_LORE)
    .map((text, index) => ({ id: ids.of(`known_${index + 1}`), text }));
}
