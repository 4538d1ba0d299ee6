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
  { request, at }: PlacedRequest,
  world: Pick<ChosenWorld, 'member'> | undefined,
): readonly CastMember[] {
  const named = (request.character_names ?? []).flatMap((name, index) => {
    const ofWorld = world?.member(name);
    if (ofWorld !== undefined) return [{ member: ofWorld, path: `${at}character_names[${index}]` }];
    const character = lookup.found.get(name);
    return character === undefined
      ? []
      : [
          {
            member: memberOf(character),
            path: `${at}character_names[${index}]`,
          },
        ];
  });
  const inline = (request.characters ?? []).map((character, index) => ({
    member: { id: characterId(character.name), character },
    path: `${at}characters[${index}]`,
  }));
  const members: readonly { readonly member: CastMember; readonly path: string }[] = [...named, ...inline];
  const issues: Issue[] = members.flatMap(({ member, path }, index) => {
    const twin = members.slice(0, index).find((earlier) => earlier.member.id === member.id);
    return twin === undefined
      ? []
      : [{ path, message: `is the same character as ${twin.path} ("${member.character.name}")` }];
  });
  if (issues.length > 0) {
    throw new ValidationError(`${issues[0]?.path} ${issues[0]?.message}`, {
      issues,
      suggestions: ['Name each character once'],
    });
  }
  return members.map(({ member }) => member);
}
