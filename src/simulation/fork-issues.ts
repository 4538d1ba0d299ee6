import type { Issue } from '../errors.js';
import { MAX_CAST } from './cast.js';
import type { ForkInput } from './fork.js';
import type { WorldChanges } from './fork-changes.js';

/** What a fork's changes name that isn't there, or ask for what a thing can't do. */

export function forkIssues({ snapshot, state, changes, added = [] }: ForkInput): Issue[] {
  const people = new Set([...Object.keys(state.personas), ...added.map(({ id }) => id)]);
  const isPlace = (id: string) => Object.hasOwn(state.world.locations, id);
  const issues: Issue[] = [];
  const note = (path: string, message: string) => issues.push({ path: `changes.${path}`, message });
  const needPlace = (path: string, id: string | undefined) => {
    if (id !== undefined && !isPlace(id)) note(path, `names "${id}", which is no place of this world`);
  };
  for (const id of Object.keys(changes.world?.locations ?? {})) {
    if (!isPlace(id)) note(`world.locations.${id}`, 'is no place of this world');
  }
  for (const [id, change] of Object.entries(changes.world?.things ?? {})) {
    for (const [field, message] of thingIssues(id, change, state.world, people)) {
      note(`world.things.${id}${field}`, message);
    }
  }
  changes.world?.conditions?.forEach(({ affected_area: area, from, to }, index) => {
    needPlace(`world.conditions[${index}].affected_area`, area);
    needPlace(`world.conditions[${index}].from`, from);
    needPlace(`world.conditions[${index}].to`, to);
  });
  for (const [id, change] of Object.entries(changes.characters ?? {})) {
    const path = `characters.${id}`;
    if (!Object.hasOwn(state.personas, id)) {
      note(path, 'is nobody of this cast');
      continue;
    }
    needPlace(`${path}.location_id`, change.location_id);
    for (const other of Object.keys(change.relationships ?? {})) {
      if (other === id) note(`${path}.relationships.${other}`, 'is the character itself');
      else if (!people.has(other)) note(`${path}.relationships.${other}`, 'is nobody of this cast');
    }
  }
  const names = new Set(snapshot.cast.map(({ name }) => name.toLowerCase()));
  added.forEach(({ id, character }, index) => {
    const path = `add_characters[${index}]`;
    const isTwin =
      Object.hasOwn(state.personas, id) || added.slice(0, index).some((earlier) => earlier.id === id);
    if (isTwin || names.has(character.name.toLowerCase())) {
      note(path, `names "${character.name}", who is in the cast already`);
    }
    names.add(character.name.toLowerCase());
  });
  if (people.size > MAX_CAST) {
    note('add_characters', `would make a cast of ${people.size}; at most ${MAX_CAST} can play`);
  }
  return issues;
}

function thingIssues(
  id: string,
  { at, open, working }: NonNullable<WorldChanges['things']>[string],
  world: ForkInput['state']['world'],
  people: ReadonlySet<string>,
): (readonly [field: string, message: string])[] {
  const thing = Object.hasOwn(world.entities, id) ? world.entities[id] : undefined;
  if (thing === undefined) return [['', 'is no thing of this world']];
  const holder = at !== undefined && Object.hasOwn(world.entities, at) ? world.entities[at] : undefined;
  const exists =
    at === undefined || people.has(at) || Object.hasOwn(world.locations, at) || holder?.kind === 'container';
  return [
    ...(exists ? [] : [['.at', `names "${at}", which is no place, container or character here`] as const]),
    ...(open !== undefined && thing.open === undefined ? [['.open', 'is for containers only'] as const] : []),
    ...(working !== undefined && typeof thing.properties.working !== 'boolean'
      ? [['.working', 'is for mechanisms only'] as const]
      : []),
  ];
}
