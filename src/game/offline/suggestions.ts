import { nameInText } from '../../scenario/play/wording.js';
import { theThing } from '../names.js';
import type { Stage } from './draft.js';

const MOST = 4;

/**
 * What the character could do next: only what is really there once the action is done. An open quest comes first, then
 * people, ways and things.
 */
export function suggestionsFor({ scene, draft }: Stage): string[] {
  const { around } = draft;
  const { quests, inventory, character } = scene.now;
  const open = quests.flatMap(({ objectives }) => objectives.filter(({ done }) => !done));
  const forQuest = open.flatMap(({ when, name }) => {
    if (name === null) return [];
    if (when === 'npc_spoken_to' && around.people.includes(name)) return [`Talk to ${name}`];
    if (when === 'item_owned' && around.things.includes(name)) return [`Take ${theThing(name)}`];
    // The rules drop it if no way leads there.
    return when === 'place_visited' && around.place !== nameInText(name) ? [`Go to ${nameInText(name)}`] : [];
  });
  const hurt = character.health + (draft.vitals?.health ?? 0) < character.max_health / 2;
  const remedy = inventory.find(({ type, effects }) => type === 'consumable' && (effects?.health ?? 0) > 0);
  const { actionSeq } = scene.deck;
  const turned = <T>(items: readonly T[]): readonly T[] =>
    items.map((_, index) => items[(index + actionSeq) % items.length] as T);
  const people = turned(around.people).map((name) => `Talk to ${name}`);
  const things = around.things.map((name) => `Take ${theThing(name)}`);
  const ways = turned(around.exits).map((exit) => `Go to ${exit}`);
  const rest = [
    ...(hurt && remedy !== undefined ? [`Use ${theThing(remedy.name)}`] : []),
    ...(hurt ? ['Rest for a while'] : []),
    ...things.slice(0, 1),
    ...people.slice(0, 1),
    ...ways.slice(0, 1),
    'Look around',
    ...people.slice(1, 2),
    ...ways.slice(1, 2),
    'Wait and listen',
  ];
  return [...new Set([...forQuest.slice(0, 2), ...rest])].slice(0, MOST);
}
