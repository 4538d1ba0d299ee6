import { cutAt } from '../narrative/plain-text.js';
import type { CharacterProfile, Lorebook, TimelineEvent } from './lorebook.js';
import { isMadeToBePlayed } from './playable.js';
import { blankTexts, isBlank, withoutBlanks } from './validation/blank-text.js';
import { joined, oneSidedWays, unreachable, withWaysBack } from './validation/map.js';
import { foldName } from './validation/name-register.js';
import { type Mention, References } from './validation/references.js';
import { characterStub } from './validation/stubs.js';
import { Tally } from './validation/tally.js';

/**
 * The check of a lorebook that needs no model. In this order: no empty text, names that are unique within their list,
 * somebody to play, references that lead somewhere, a map on which every way leads back and every place can be reached.
 * What fails is mended and told, so that the next check of the same book finds nothing.
 */

export interface Validation {
  readonly lorebook: Lorebook;
  /** What was mended, one line each. */
  readonly repairs: readonly string[];
  /** Share of the checks that passed before anything was mended, 0..1. */
  readonly score: number;
  /** What no mending can help: nobody or nowhere to play with. Then the book is as it came. */
  readonly unusable?: 'no characters' | 'no locations';
}

/** As many lines as the metadata of a lorebook may hold. */
const MOST_REPAIRS = 500;
const LONGEST_REPAIR = 1_000;
const FEWEST_PLAYABLE = 2;
const FILLER = 'Nothing is told of this.';

/** @param start name of the place from which all others must be reached; the first one when it is not given */
export function validateLorebook(lorebook: Lorebook, start?: string): Validation {
  const tally = new Tally();
  const readable = withoutEmptyTexts(lorebook, tally);
  const named = withUniqueNames(readable, tally);
  const unusable =
    named.characters.length === 0
      ? 'no characters'
      : named.locations.length === 0
        ? 'no locations'
        : undefined;
  if (unusable !== undefined) return { lorebook, repairs: [], score: 0, unusable };
  const isPlayable = named.characters.filter(isMadeToBePlayed).length >= FEWEST_PLAYABLE;
  tally.check(isPlayable, () => 'fewer than two characters could be played: the first ones are now');
  const followed = followReferences(named, new References(named, tally));
  const connected = mendMap(followed, tally, start);
  return {
    lorebook: {
      ...connected,
      characters: withSomebodyToPlay(connected.characters),
      key_events: titlesOf(connected, tally),
    },
    repairs: tally.repairs.slice(0, MOST_REPAIRS).map((line) => line.slice(0, LONGEST_REPAIR)),
    score: tally.score,
  };
}

/** The book without texts that say nothing; what has no name of its own is dropped. */
function withoutEmptyTexts(book: Lorebook, tally: Tally): Lorebook {
  const readable = <T>(element: T, what: string): T => {
    const blanks = blankTexts(element);
    return tally.check(blanks.length === 0, () => `${what} had an empty ${blanks.join(', ')}`)
      ? element
      : withoutBlanks(element, FILLER);
  };
  const all = <T extends object>(list: readonly T[], what: string, key: keyof T & string): T[] =>
    list.flatMap((element, index) => {
      if (!isBlank(String(element[key]))) return [readable(element, `${what} ${index + 1}`)];
      tally.check(false, () => `${what} ${index + 1} had an empty ${key} and was dropped`);
      return [];
    });
  const { series_metadata, themes, tone, plot_summary } = readable(
    {
      series_metadata: book.series_metadata,
      themes: book.themes,
      tone: book.tone,
      plot_summary: book.plot_summary,
    },
    'the book',
  );
  return {
    ...book,
    series_metadata,
    themes,
    tone,
    plot_summary,
    characters: all(book.characters, 'character', 'name'),
    locations: all(book.locations, 'location', 'name'),
    world_systems: all(book.world_systems, 'world system', 'name'),
    factions: all(book.factions, 'faction', 'name'),
    important_items: all(book.important_items, 'item', 'name'),
    timeline: all(book.timeline, 'event', 'title'),
    relationships: book.relationships.map((each) =>
      readable(each, `the relationship of "${each.character_a}" and "${each.character_b}"`),
    ),
    entries: all(book.entries, 'entry', 'content'),
  };
}

/** The book with the first of each name, and with events that are told apart by their ids. */
function withUniqueNames(book: Lorebook, tally: Tally): Lorebook {
  const distinct = <T extends { readonly name: string }>(list: readonly T[], what: string): T[] => {
    const seen = new Set<string>();
    return list.filter(({ name }) => {
      const key = foldName(name);
      const isNew = !seen.has(key);
      seen.add(key);
      return tally.check(isNew, () => `${what} "${name}" stood in the book twice: the second was dropped`);
    });
  };
  return {
    ...book,
    characters: distinct(book.characters, 'character'),
    locations: distinct(book.locations, 'location'),
    world_systems: distinct(book.world_systems, 'world system'),
    factions: distinct(book.factions, 'faction'),
    important_items: distinct(book.important_items, 'item'),
    timeline: withOwnIds(book.timeline, tally),
  };
}

function withOwnIds(timeline: readonly TimelineEvent[], tally: Tally): TimelineEvent[] {
  const taken = new Set<string>();
  const later = new Set(timeline.map(({ id }) => id));
  return timeline.map((event) => {
    let { id } = event;
    for (let n = 2; taken.has(id) || (id !== event.id && later.has(id)); n += 1) {
      id = `${event.id.slice(0, 50)}-${n}`;
    }
    taken.add(id);
    tally.check(id === event.id, () => `the id "${event.id}" was given twice: an event took "${id}"`);
    return id === event.id ? event : { ...event, id };
  });
}

/** The characters with two at least who are made to be played. */
function withSomebodyToPlay(characters: readonly CharacterProfile[]): CharacterProfile[] {
  let lack = FEWEST_PLAYABLE - characters.filter(isMadeToBePlayed).length;
  const raised = characters.map((character): CharacterProfile => {
    if (lack <= 0 || isMadeToBePlayed(character)) return character;
    lack -= 1;
    return { ...character, playable_potential: 'high' };
  });
  const [only] = characters;
  if (lack <= 0 || only === undefined) return raised;
  const companion = characterStub(cutAt(`A companion of ${only.name}`, 120), `time spent with ${only.name}`);
  return [...raised, { ...companion, playable_potential: 'high' }];
}

/** The book with every reference written as the name that it means, without those that mean nothing. */
function followReferences(book: Lorebook, to: References): Lorebook {
  const characters = book.characters.map(({ home_location, faction, ...character }) => {
    const { name: self } = character;
    const from = (field: string) => ({ at: `character "${self}": ${field}`, told: `a tie to ${self}` });
    const home = home_location && to.follow(home_location, { ...from('home_location'), kinds: ['location'] });
    const joins = faction && to.follow(faction, { ...from('faction'), kinds: ['faction'] });
    return {
      ...character,
      relationships: character.relationships.flatMap((each) => {
        const other = to.follow(each.character, {
          ...from('relationships'),
          kinds: ['character'],
          self,
        });
        return other === undefined ? [] : [{ ...each, character: other }];
      }),
      ...(home ? { home_location: home } : {}),
      ...(joins ? { faction: joins } : {}),
    };
  });
  const locations = book.locations.map((place) => {
    const { name: self } = place;
    const at = `location "${self}"`;
    const told = `a way that leads there from ${self}`;
    return {
      ...place,
      connections: to.followAll(place.connections, {
        kinds: ['location'],
        at: `${at}: connections`,
        told,
        self,
      }),
      inhabitants: to.followAll(place.inhabitants, { kinds: ['character'], at: `${at}: inhabitants` }),
    };
  });
  const timeline = book.timeline.map((event) => {
    const at = `event "${event.title}"`;
    const told = `a part in the event called ${event.title}`;
    return {
      ...event,
      participants: to.followAll(event.participants, {
        kinds: ['character', 'faction'],
        at: `${at}: participants`,
        told,
      }),
      locations: to.followAll(event.locations, { kinds: ['location'], at: `${at}: locations`, told }),
    };
  });
  const relationships = book.relationships.flatMap((each) => {
    const at = `the relationship of "${each.character_a}" and "${each.character_b}"`;
    const mention: Mention = { kinds: ['character'], at, told: 'the company that they keep' };
    const a = to.follow(each.character_a, mention);
    const b = to.follow(each.character_b, a === undefined ? mention : { ...mention, self: a });
    return a === undefined || b === undefined ? [] : [{ ...each, character_a: a, character_b: b }];
  });
  const factions = book.factions.map(({ leader, ...faction }) => {
    const { name: self } = faction;
    const from = (field: string) => ({ at: `faction "${self}": ${field}`, told: `a tie to ${self}` });
    const leads = leader && to.follow(leader, { ...from('leader'), kinds: ['character'] });
    return {
      ...faction,
      territory: to.followAll(faction.territory, { ...from('territory'), kinds: ['location'] }),
      rivals: to.followAll(faction.rivals, { ...from('rivals'), kinds: ['faction'], self }),
      ...(leads ? { leader: leads } : {}),
    };
  });
  const world_systems = book.world_systems.map((system) => {
    const at = `world system "${system.name}": key_figures`;
    return { ...system, key_figures: to.followAll(system.key_figures, { kinds: ['character'], at }) };
  });
  const important_items = book.important_items.map(({ location, owner, ...item }) => {
    const at = `item "${item.name}"`;
    const lies = location && to.follow(location, { kinds: ['location'], at: `${at}: location` });
    const owned = owner && to.follow(owner, { kinds: ['character', 'faction'], at: `${at}: owner` });
    return { ...item, ...(lies ? { location: lies } : {}), ...(owned ? { owner: owned } : {}) };
  });
  return {
    ...book,
    characters: [...characters, ...to.stubs.character],
    locations: [...locations, ...to.stubs.location],
    factions: [...factions, ...to.stubs.faction],
    timeline,
    relationships,
    world_systems,
    important_items,
  };
}

function mendMap(book: Lorebook, tally: Tally, start: string | undefined): Lorebook {
  const { locations } = book;
  const wanted = start === undefined ? undefined : foldName(start);
  const from = (locations.find(({ name }) => foldName(name) === wanted) ?? locations[0])?.name ?? '';
  const oneSided = new Map(oneSidedWays(locations).map(([a, b]) => [`${a}\n${b}`, true]));
  const apart = new Set(unreachable(locations, from));
  for (const { name, connections } of locations) {
    for (const to of connections) {
      tally.check(!oneSided.has(`${name}\n${to}`), () => `the way from "${name}" to "${to}" now leads back`);
    }
    tally.check(!apart.has(name), () => `no way led to "${name}": it was joined to the map`);
  }
  return { ...book, locations: [...joined(withWaysBack(locations), from)] };
}

/** Titles of the timeline in its order; events of the same order stay as they stand. */
function titlesOf({ timeline, key_events }: Lorebook, tally: Tally): string[] {
  const titles = timeline.toSorted((a, b) => a.order - b.order).map(({ title }) => title);
  const same = titles.length === key_events.length && titles.every((title, i) => title === key_events[i]);
  tally.check(same, () => 'key_events did not list the titles of the timeline in order');
  return titles;
}
