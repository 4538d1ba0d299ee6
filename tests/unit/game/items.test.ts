import { describe, expect, it } from 'vitest';
import type { PlayState } from '../../../src/game/hidden.js';
import { grant, lyingAt } from '../../../src/game/reducers/carrying.js';
import { cappedRarity } from '../../../src/game/reducers/items.js';
import type { ItemChange } from '../../../src/game/sections/items.js';
import type { Applied } from '../../../src/game/turn.js';
import { act, gameWith, item, smallGame } from './small-game.js';

const potion = item({
  name: 'red potion',
  type: 'consumable',
  quantity: 2,
  weight: 1,
  effects: { health: 30, cures: 'poisoned' },
});
const sword = item({ id: 'i1', name: 'iron sword', type: 'weapon', equipment_slot: 'weapon', weight: 5 });
const axe = item({ id: 'i2', name: 'axe', type: 'weapon', equipment_slot: 'weapon', weight: 5 });

function change(parts: Partial<ItemChange>): ItemChange {
  return {
    change: 'gain',
    name: 'rope',
    quantity: 1,
    because: 'it was found',
    type: 'misc',
    rarity: 'common',
    weight: 1,
    ...parts,
  };
}

function changed(
  state: PlayState,
  changes: readonly Partial<ItemChange>[],
  narrative = 'There is a rope.',
): Applied {
  return act(state, { items: changes.map(change), narrative });
}

const owns = ({ session }: PlayState) => session.inventory.map(({ name, quantity }) => `${quantity} ${name}`);

describe('a thing', () => {
  it('comes into being only when the narrative names it', () => {
    expect(owns(changed(smallGame(), [{}]).state)).toEqual(['1 rope']);
    const unnamed = changed(smallGame(), [{}], 'You find something.');
    expect(owns(unnamed.state)).toEqual([]);
    expect(unnamed.refused).toMatchObject([{ system: 'items', what: 'gain: rope' }]);
    expect(unnamed.result.consistency_score).toBe(1);
  });

  it('is as rare as the level allows', () => {
    expect([1, 2, 3, 4, 6, 7, 9, 10].map((level) => cappedRarity('legendary', level))).toEqual([
      'common',
      'uncommon',
      'uncommon',
      'rare',
      'rare',
      'epic',
      'epic',
      'legendary',
    ]);
    expect(cappedRarity('uncommon', 10)).toBe('uncommon');
    expect(changed(smallGame(), [{ rarity: 'epic' }]).state.session.inventory[0]?.rarity).toBe('common');
  });

  it('is stacked when it is a consumable of the same name and kind, and stands by itself otherwise', () => {
    const bread = { name: 'bread', type: 'consumable', quantity: 2 } as const;
    const twice = changed(smallGame(), [bread, { ...bread, name: 'Bread', quantity: 3 }], 'Bread, bread.');
    expect(owns(twice.state)).toEqual(['5 bread']);
    expect(owns(changed(smallGame(), [{}, {}]).state)).toEqual(['1 rope', '1 rope']);
  });

  it('that is too heavy stays where the character is, as an event of the world', () => {
    const heavy = changed(
      gameWith([item({ name: 'anvil', weight: 70 })]),
      [{ name: 'bread', type: 'consumable', quantity: 5, weight: 10 }],
      'Bread for all.',
    );
    expect(owns(heavy.state)).toEqual(['1 anvil', '3 bread']);
    expect(lyingAt(heavy.state, 'harbour').map(({ name, quantity }) => [name, quantity])).toEqual([
      ['bread', 2],
    ]);
    expect(heavy.state.session.world_state.world_events).toMatchObject([
      { id: 'e0001-1', location: 'Harbour', text: '2 × bread: too much to carry, left behind here.' },
    ]);
    expect(heavy.state.hidden.ledger).toEqual({ created: 6, removed: 0, ids: 2 });
    const lighter = act(heavy.state, { items: [change({ change: 'lose', name: 'anvil' })] }).state;
    const picked = changed(lighter, [{ name: 'bread', quantity: 9 }], 'Nothing is named.').state;
    expect(owns(picked)).toEqual(['5 bread']);
    expect(picked.hidden.ledger).toEqual({ created: 6, removed: 1, ids: 2 });
    expect(picked.hidden.movements.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['created', 5],
      ['left', 2],
      ['removed', 1],
      ['taken', 2],
    ]);
  });

  it('can be put down and found again', () => {
    const dropped = changed(gameWith([sword]), [{ change: 'drop', name: 'sword' }]).state;
    expect(owns(dropped)).toEqual([]);
    expect(dropped.session.world_state.available_actions).toContain('Take the iron sword');
    const back = changed(dropped, [{ name: 'iron sword', quantity: 1 }]).state;
    expect(back.session.inventory).toMatchObject([{ id: 'i1', name: 'iron sword', equipped: false }]);
    expect(back.hidden.ledger.created).toBe(1);
  });

  it('that is not owned is not used, which costs the answer', () => {
    const nothing = changed(smallGame(), [{ change: 'use', name: 'tide crown' }]);
    expect(nothing.refused).toMatchObject([{ check: 'used-items-owned' }]);
    expect(nothing.result.consistency_score).toBe(0.8);
  });

  it('that is consumed acts once and loses one piece', () => {
    const ill = gameWith([potion], {
      character: {
        health: 50,
        metadata: { abilities: [], personality: [], skills: [], traits: [], conditions: ['poisoned', 'wet'] },
      },
    });
    const { state, result } = changed(ill, [{ change: 'use', name: 'Red Potion', quantity: 2 }]);
    expect(owns(state)).toEqual(['1 red potion']);
    expect(state.session.character.health).toBe(80);
    expect(state.session.character.metadata.conditions).toEqual(['wet']);
    expect(result.action_result.character_effects).toMatchObject({
      health_change: 30,
      conditions_ended: ['poisoned'],
    });
    expect(state.hidden.ledger).toMatchObject({ created: 2, removed: 1 });
    const healed = changed(state, [{ change: 'use', name: 'red potion' }]).state;
    expect(owns(healed)).toEqual([]);
    expect(healed.session.character.health).toBe(100);
  });

  it('fills one slot and gives back what was there', () => {
    const armed = changed(gameWith([sword, axe]), [
      { change: 'equip', name: 'iron sword' },
      { change: 'equip', name: 'axe' },
    ]).state;
    expect(armed.session.character.equipped_items).toEqual({ weapon: 'i2' });
    expect(armed.session.inventory.map(({ equipped }) => equipped)).toEqual([false, true]);
    const lost = changed(armed, [{ change: 'lose', name: 'axe' }]).state;
    expect(lost.session.character.equipped_items).toEqual({});
  });

  it('that is broken can be neither used nor equipped, and is taken off when it breaks', () => {
    const worn = gameWith([{ ...sword, durability: 1, max_durability: 5 }]);
    const broken = changed(worn, [
      { change: 'equip', name: 'iron sword' },
      { change: 'use', name: 'iron sword' },
    ]).state;
    expect(broken.session.inventory).toMatchObject([{ durability: 0, equipped: false }]);
    expect(broken.session.character.equipped_items).toEqual({});
    const again = changed(broken, [
      { change: 'equip', name: 'iron sword' },
      { change: 'use', name: 'iron sword' },
    ]);
    expect(again.refused.map(({ why }) => why)).toEqual(['it is broken', 'it is broken']);
  });

  it('has an id of its own, and tells where it came from', () => {
    const { state } = grant(
      gameWith([potion]),
      { name: 'key', type: 'tool', rarity: 'common', quantity: 1, weight: 0 },
      { actionSeq: 3, because: 'Bram gave it' },
    );
    expect(state.session.inventory[1]).toMatchObject({
      id: 'i2',
      metadata: { created_seq: 3, because: 'Bram gave it' },
    });
  });
});
