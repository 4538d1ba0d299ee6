import type { CharacterProfile, Lorebook } from '../lorebook.js';
import { inLine } from '../sentences.js';
import type { ScenarioTemplate } from '../template.js';

/**
 * Books and templates may have been stored before a name had to be more than mark-up. What has no other can't be played
 * and is left out, and so is what refers to it.
 */

export function readableBook(book: Lorebook): Lorebook {
  return {
    ...book,
    characters: book.characters.filter(hasName).map(withReadableRest),
    locations: book.locations.filter(hasName),
    world_systems: book.world_systems.filter(hasName),
    factions: book.factions.filter(hasName),
    important_items: book.important_items.filter(hasName),
    relationships: book.relationships.filter(
      ({ character_a, character_b }) => isReadable(character_a) && isReadable(character_b),
    ),
  };
}

export function readableTemplate(template: ScenarioTemplate): ScenarioTemplate {
  return { ...template, playable_characters: template.playable_characters.filter(hasName) };
}

function withReadableRest({ faction, aliases, ...profile }: CharacterProfile): CharacterProfile {
  return {
    ...profile,
    aliases: aliases.filter(isReadable),
    ...(faction !== undefined && isReadable(faction) ? { faction } : {}),
  };
}

function hasName({ name }: { readonly name: string }): boolean {
  return isReadable(name);
}

function isReadable(name: string): boolean {
  return inLine(name) !== '';
}
