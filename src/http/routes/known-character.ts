import { z } from 'zod';
import { hashState } from '../../cache/state-hash.js';
import { NotFoundError } from '../../errors.js';
import type { CharacterInput } from '../../simulation/character.js';
import type { CharacterDraft } from '../../store/character-writes.js';
import { findCharacter, type StoredCharacter } from '../../store/characters.js';
import type { ApiDependencies, Caller } from '../dependencies.js';

/** What the endpoints of characters share. */

export const CHARACTERS_PATH = '/api/characters';

const NAMEABLE = /^\P{Cc}+$/u;

export const characterParams = z.object({
  // What could not be anybody's name is nobody's. Said again for the description, which has no place for a flag.
  id: z.string().max(200).regex(NAMEABLE).meta({ pattern: NAMEABLE.source }),
});

/** @throws NotFoundError for one that isn't there, or is another client's */
export async function knownCharacter(
  db: ApiDependencies['db'],
  caller: Caller,
  id: string,
): Promise<StoredCharacter> {
  const character = await findCharacter(db, caller, id);
  if (character === undefined) {
    throw new NotFoundError('CHARACTER', `No character is known as ${JSON.stringify(id)}`);
  }
  return character;
}

/** What is stored of a character; its id is the row's. */
export function draftOf({ id: _id, ...profile }: CharacterInput, clientId: string): CharacterDraft {
  return { clientId, name: profile.name, profile, contentHash: hashState(profile) };
}
