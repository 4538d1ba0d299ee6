import { type Issue, NotFoundError, ValidationError } from '../errors.js';
import type { CharacterProfile, Lorebook } from '../scenario/lorebook.js';
import { characterOfProfile } from '../scenario/play/character.js';
import { readableBook } from '../scenario/play/readable.js';
import { type StagedWorld, stageWorld } from '../scenario/play/world.js';
import type { ScenarioTemplate } from '../scenario/template.js';
import type { CastMember } from '../simulation/cast.js';
import { characterId } from '../simulation/character.js';
import type { Profession } from '../simulation/profession-file.js';
import type { Database } from '../store/database.js';
import { findLorebook } from '../store/lorebooks.js';
import { findTemplate } from '../store/scenario-templates.js';
import type { Viewer } from '../store/task-reads.js';
import type { PlacedRequest } from './resolve-cast.js';
import type { SimulationRequest } from './simulation-request.js';

/** The world of a lorebook that a request is to be played in, and the people of it that it may name. */
export interface ChosenWorld {
  readonly lorebook: Lorebook;
  readonly staged: StagedWorld;
  /** Of the lorebook, by id or name in any case. */
  member(name: string): CastMember | undefined;
}

/**
 * The stored worlds that requests name, in their order; undefined for those that name none.
 * @throws NotFoundError naming every template and lorebook that isn't there for the viewer; ValidationError for a
 *   lorebook that isn't the template's, and for one without a place
 */
export async function resolveWorlds(
  db: Database,
  viewer: Viewer,
  requests: readonly PlacedRequest[],
  professions: readonly Profession[],
): Promise<readonly (ChosenWorld | undefined)[]> {
  if (requests.every(({ request }) => !namesWorld(request))) return requests.map(() => undefined);
  const stored = await storedWorlds(db, viewer, requests);
  refuseUnknown(requests, stored);
  return requests.map((placed) => chosenWorld(placed, stored, professions));
}

function namesWorld({ scenario_template_id: template, lorebook_id: lorebook }: SimulationRequest): boolean {
  return template !== undefined || lorebook !== undefined;
}

interface StoredWorlds {
  /** By id in small letters. */
  readonly lorebooks: ReadonlyMap<string, Lorebook>;
  readonly templates: ReadonlyMap<
    string,
    { readonly lorebookId: string; readonly content: ScenarioTemplate }
  >;
}

/** What requests name, and the lorebooks of the templates; each is read once. */
async function storedWorlds(
  db: Database,
  viewer: Viewer,
  requests: readonly PlacedRequest[],
): Promise<StoredWorlds> {
  const ids = (field: 'scenario_template_id' | 'lorebook_id') =>
    requests.flatMap(({ request }) => request[field]?.toLowerCase() ?? []);
  const templates = await foundById(ids('scenario_template_id'), (id) => findTemplate(db, viewer, id));
  const books = [...ids('lorebook_id'), ...[...templates.values()].map(({ lorebookId }) => lorebookId)];
  const lorebooks = await foundById(books, (id) => findLorebook(db, viewer, id));
  return {
    templates,
    lorebooks: new Map([...lorebooks].map(([id, { content }]) => [id, readableBook(content)])),
  };
}

async function foundById<T>(
  ids: readonly string[],
  find: (id: string) => Promise<T | undefined>,
): Promise<ReadonlyMap<string, T>> {
  const found = new Map<string, T>();
  for (const id of new Set(ids)) {
    const row = await find(id);
    if (row !== undefined) found.set(id, row);
  }
  return found;
}

function refuseUnknown(requests: readonly PlacedRequest[], { templates, lorebooks }: StoredWorlds): void {
  const missing = (field: 'scenario_template_id' | 'lorebook_id', known: ReadonlyMap<string, unknown>) =>
    requests.flatMap(({ request, at }) => {
      const id = request[field]?.toLowerCase();
      return id === undefined || known.has(id) ? [] : [{ id, path: `${at}${field}` }];
    });
  const kinds = [
    [
      'SCENARIO_TEMPLATE',
      'scenario template',
      missing('scenario_template_id', templates),
      '/api/scenarios/templates',
    ],
    ['LOREBOOK', 'lorebook', missing('lorebook_id', lorebooks), '/api/lorebooks'],
  ] as const;
  for (const [code, what, unknown, list] of kinds) {
    if (unknown.length === 0) continue;
    const ids = [...new Set(unknown.map(({ id }) => id))].join(', ');
    throw new NotFoundError(code, `There is no ${what} ${ids}`, {
      issues: unknown.map(({ path }) => ({ path, message: 'is not known' })),
      suggestions: [
        `GET ${list} lists those that you can name`,
        'Describe the world in `setting` and `scenario` instead',
      ],
    });
  }
}

function chosenWorld(
  { request, at }: PlacedRequest,
  { templates, lorebooks }: StoredWorlds,
  professions: readonly Profession[],
): ChosenWorld | undefined {
  const way = templates.get(request.scenario_template_id?.toLowerCase() ?? '');
  const named = request.lorebook_id?.toLowerCase();
  if (way !== undefined && named !== undefined && way.lorebookId !== named) {
    throw invalid(`${at}lorebook_id`, `is not the lorebook of the template, which is ${way.lorebookId}`, [
      'Name the template alone: its lorebook comes with it',
    ]);
  }
  const lorebook = lorebooks.get(way?.lorebookId ?? named ?? '');
  if (lorebook === undefined) return undefined;
  const staged = stageWorld(lorebook, way?.content);
  if (staged === undefined) {
    throw invalid(`${at}lorebook_id`, 'has no place to play in', [
      'Add locations to the lorebook',
      'Describe the world in `setting` instead',
    ]);
  }
  return { lorebook, staged, member: membersOf(lorebook, staged, professions) };
}

function invalid(path: string, message: string, suggestions: readonly string[]): ValidationError {
  const issue: Issue = { path, message };
  return new ValidationError(`${path} ${message}`, { issues: [issue], suggestions: [...suggestions] });
}

/** Ids of everybody in the book are settled at once: whoever is named later does not change who is who. */
function membersOf(
  lorebook: Lorebook,
  { startOf }: StagedWorld,
  professions: readonly Profession[],
): ChosenWorld['member'] {
  const profiles = new Map<string, CharacterProfile>();
  const enter = (key: string, profile: CharacterProfile) => {
    if (!profiles.has(key.toLowerCase())) profiles.set(key.toLowerCase(), profile);
  };
  for (const profile of lorebook.characters) enter(profile.name, profile);
  for (const profile of lorebook.characters) enter(characterId(profile.name), profile);
  for (const profile of lorebook.characters) for (const alias of profile.aliases) enter(alias, profile);
  return (name) => {
    const profile = profiles.get(name.trim().toLowerCase());
    return (
      profile && {
        id: characterId(profile.name),
        character: characterOfProfile(profile, { lorebook, professions, startOf }),
      }
    );
  };
}
