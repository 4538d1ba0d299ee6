import { type Issue, NotFoundError, ValidationError } from '../errors.js';
import type { CastMember } from '../simulation/cast.js';
import { type CharacterInput, characterId, characterSchema } from '../simulation/character.js';
import { type CharacterLookup, type FoundCharacter, findCharacters } from '../store/characters.js';
import type { Database } from '../store/database.js';
import type { ChosenWorld } from './resolve-world.js';
import type { SimulationRequest } from './simulation-request.js';

/** A request and where it stands in the post, as the beginning of its fields' paths: empty, or like `items[3].`. */
export interface PlacedRequest {
  readonly request: SimulationRequest;
  readonly at: string;
}

const NOBODY: CharacterLookup = { found: new Map(), missing: [] };

/**
 * The casts of requests, each in the request's order: named characters first, then those given inline. A name is that of
 * somebody in the lorebook that the request plays in, if there is one, else of a stored character; those are looked up at
 * once.
 * @param worlds of the requests, in their order
 * @throws NotFoundError naming every unknown character; ValidationError when a cast has one twice
 */
export async function resolveCasts(
  db: Database,
  clientId: string,
  requests: readonly PlacedRequest[],
  worlds: readonly (Pick<ChosenWorld, 'member'> | undefined)[] = [],
): Promise<readonly (readonly CastMember[])[]> {
  const sought = requests.map(({ request }, index) =>
    (request.character_names ?? []).filter((name) => worlds[index]?.member(name) === undefined),
  );
  const names = [...new Set(sought.flat())];
  const lookup = names.length === 0 ? NOBODY : await findCharacters(db, clientId, names);
  if (lookup.missing.length > 0) {
    throw unknownCharacters(
      lookup,
      requests.flatMap(({ request, at }) =>
        (request.character_names ?? []).map((name, index) => ({
          name,
          path: `${at}character_names[${index}]`,
        })),
      ),
    );
  }
  return requests.map((placed, index) => resolveCast(lookup, placed, worlds[index]));
}

/**
 * Characters by name or in full, in the order of a list.
 * @param at path of the list
 * @throws NotFoundError naming every unknown character
 */
export async function resolveMembers(
  db: Database,
  clientId: string,
  wanted: readonly (string | CharacterInput)[],
  at: string,
): Promise<readonly CastMember[]> {
  const named = wanted.flatMap((each, index) =>
    typeof each === 'string' ? [{ name: each, path: `${at}[${index}]` }] : [],
  );
  const names = [...new Set(named.map(({ name }) => name))];
  const lookup = names.length === 0 ? NOBODY : await findCharacters(db, clientId, names);
  if (lookup.missing.length > 0) throw unknownCharacters(lookup, named);
  return wanted.flatMap((each) => {
    if (typeof each !== 'string') return [{ id: characterId(each.name), character: each }];
    const found = lookup.found.get(each);
    return found === undefined ? [] : [memberOf(found)];
  });
}

/** By profile: the same one is looked up again and again. */
const parsed = new WeakMap<object, CharacterInput>();

function memberOf({ id, profile }: FoundCharacter): CastMember {
  let character = parsed.get(profile);
  if (character === undefined) {
    character = characterSchema.parse(profile);
    parsed.set(profile, character);
  }
  return { id, character };
}

function unknownCharacters(
  lookup: CharacterLookup,
  named: readonly { readonly name: string; readonly path: string }[],
): NotFoundError {
  const missing = new Set(lookup.missing.map(({ name }) => name));
  const near = [...new Set(lookup.missing.flatMap((unknown) => unknown.near))];
  const list = [...missing].map((name) => `"${name}"`).join(', ');
  return new NotFoundError('CHARACTER', `No character is known as ${list}`, {
    issues: named
      .filter(({ name }) => missing.has(name))
      .map(({ name, path }) => ({ path, message: `no character is known as "${name}"` })),
    suggestions: [
      ...(near.length === 0 ? [] : [`Did you mean ${near.join(', ')}?`]),
      'GET /api/characters lists the characters that you can name',
    ],
  });
}

function resolveCast(
  lookup: CharacterLookup,
  placed: PlacedRequest,
  world: Pick<ChosenWorld, 'member'> | undefined,
): readonly CastMember[] {
  const { character_names: names = [], characters = [] } = placed.request;
  const members: CastMember[] = [];
  for (const name of names) {
    const member = world?.member(name) ?? storedMember(lookup, name);
    if (member !== undefined) members.push(member);
  }
  for (const character of characters) members.push({ id: characterId(character.name), character });
  refuseTwins(members, placed);
  return members;
}

function storedMember(lookup: CharacterLookup, name: string): CastMember | undefined {
  const character = lookup.found.get(name);
  return character && memberOf(character);
}

/** @param members all that the request asks for, in its order */
function refuseTwins(members: readonly CastMember[], { request, at }: PlacedRequest): void {
  if (new Set(members.map(({ id }) => id)).size === members.length) return;
  const named = request.character_names?.length ?? 0;
  const pathOf = (index: number) =>
    index < named ? `${at}character_names[${index}]` : `${at}characters[${index - named}]`;
  const issues: Issue[] = members.flatMap(({ id, character }, index) => {
    const twin = members.findIndex((earlier) => earlier.id === id);
    return twin === index
      ? []
      : [{ path: pathOf(index), message: `is the same character as ${pathOf(twin)} ("${character.name}")` }];
  });
  throw new ValidationError(`${issues[0]?.path} ${issues[0]?.message}`, {
    issues,
    suggestions: ['Name each character once'],
  });
}
