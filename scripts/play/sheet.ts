import type { GameSession, InventoryItem, Quest } from '../../src/game/session.js';

/** What a player asks about the game, as lines of text. */

const NARROWEST = 40;
const WIDEST = 100;

/** What would move the cursor or change the screen instead of being read. */
const CONTROLS = /[^\P{Cc}\n]/gu;

/** Breaks text at the terminal's width, paragraph by paragraph; others wrote it, so that it can hold anything. */
export function wrapped(text: string, indent = ''): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, process.stdout.columns ?? WIDEST)) - indent.length;
  return text
    .replace(CONTROLS, ' ')
    .split('\n')
    .map((paragraph) => {
      const lines = [''];
      for (const word of paragraph.split(' ')) {
        const line = lines.at(-1) ?? '';
        if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
        else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
      }
      return lines.map((line) => indent + line).join('\n');
    })
    .join('\n');
}

export function sheetText({ character: who, world_state: world, reputation }: GameSession): string {
  const { strength, dexterity, constitution, intelligence, wisdom, charisma } = who.stats;
  const { abilities, skills, conditions, traits } = who.metadata;
  const list = (label: string, entries: readonly string[]) =>
    entries.length === 0 ? [] : [`${label}: ${entries.join('; ')}`];
  return [
    `${who.name}, ${who.class_name}, level ${who.level} (${who.experience} of ${who.level * 100} experience)`,
    `Health ${who.health}/${who.max_health}, mana ${who.mana}/${who.max_mana}`,
    `STR ${strength}  DEX ${dexterity}  CON ${constitution}  INT ${intelligence}  WIS ${wisdom}  CHA ${charisma}`,
    ...list('Abilities', abilities),
    ...list('Skills', skills),
    ...list('Traits', traits),
    ...list('Conditions', conditions),
    ...list(
      'Standing',
      Object.entries(reputation).map(([name, value]) => `${name} ${value > 0 ? '+' : ''}${value}`),
    ),
    `At ${world.current_location}, ${world.time_of_day}, ${world.weather === 'none' ? 'under a roof' : world.weather}`,
    ...list('Here', world.npcs_present),
  ]
    .map((line) => wrapped(line))
    .join('\n');
}

export function inventoryText({ inventory, character }: GameSession): string {
  if (inventory.length === 0) return 'You carry nothing.';
  const weight = inventory.reduce((sum, item) => sum + item.weight * item.quantity, 0);
  return [
    ...inventory.map((item) => wrapped(`${item.equipped ? '*' : '-'} ${itemText(item)}`)),
    `Weight ${Math.round(weight * 10) / 10} of ${character.max_carry_weight}; * is worn or held`,
  ].join('\n');
}

function itemText({ name, quantity, type, rarity, description }: InventoryItem): string {
  const kind = rarity === 'common' ? type : `${rarity} ${type}`;
  return `${name}${quantity > 1 ? ` ×${quantity}` : ''} (${kind})${description === undefined ? '' : `: ${description}`}`;
}

export function questsText({ quests }: GameSession): string {
  const known = quests.filter(({ status }) => status !== 'hidden');
  return known.length === 0 ? 'Nothing is asked of you yet.' : known.map(questText).join('\n\n');
}

function questText({ title, status, description, objectives, progress }: Quest): string {
  return [
    `${title} (${status}, ${Math.round(progress.percentage)} %)`,
    wrapped(description, '  '),
    ...objectives.map((objective, index) =>
      wrapped(`${progress.completed_objectives[index] === true ? '[x]' : '[ ]'} ${objective}`, '  '),
    ),
  ].join('\n');
}

export function placeText({ world_state: world }: GameSession): string {
  return [
    wrapped(`${world.current_location}: ${world.environment_description}`),
    ...(world.npcs_present.length === 0 ? [] : [wrapped(`Here: ${world.npcs_present.join(', ')}`)]),
  ].join('\n');
}
