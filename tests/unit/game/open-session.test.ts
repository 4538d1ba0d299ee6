import { describe, expect, it } from 'vitest';
import { playStateOf } from '../../../src/game/hidden.js';
import { gameSessionSchema, storyEntrySchema } from '../../../src/game/session.js';
import { playWorld } from '../../../src/game/world.js';
import { readLorebook } from '../../../src/scenario/imports/lorebook-file.js';
import { briefOf, generate } from '../scenario/generated.js';
import { AT, opened } from './played.js';

const { lorebook, templates } = generate(briefOf({ genre: 'fantasy', power_system: 'Tide magic' }), 7, 1);
const [template] = templates;
if (template === undefined) throw new Error('the generator makes the templates that it is asked for');
const book = { id: '00000000-0000-4000-8000-00000000000b', content: lorebook };
const way = { id: '00000000-0000-4000-8000-00000000000c', content: template };
const SEEDS = Array.from({ length: 16 }, (_, index) => index + 1);

describe('a session in an imported book of entries', () => {
  it('begins with what goes on there, and not with what the import had nothing to say of', () => {
    const { content } = readLorebook({
      entries: { 0: { uid: 0, key: ['Vell'], comment: 'Vell', content: 'Grain ships land at Vell.' } },
    });
    const { story, world } = opened(3, { lorebook: { id: book.id, content } });
    expect(story[0]?.text).not.toContain('Nothing is told');
    expect(JSON.stringify(world)).not.toContain('Nothing is told');
    expect(story[0]?.text.split('\n\n')).toHaveLength(3);
  });
});

describe('a session that is opened without a book', () => {
  it('is whole: a valid session, entries of action 0, somebody to talk to, a way out and something to do', () => {
    for (const seed of SEEDS) {
      const { state, story } = opened(seed);
      const session = gameSessionSchema.parse(state.session);
      expect(session.world_state.npcs_present.length).toBeGreaterThan(0);
      expect(session.world_state.available_actions.some((action) => action.startsWith('Go to'))).toBe(true);
      expect(session.quests.filter(({ status }) => status === 'active')).toHaveLength(1);
      expect(story.map((entry) => storyEntrySchema.parse(entry).id)).toEqual(
        story.map((_, index) => `a0000-${index + 1}`),
      );
      expect(story.every(({ timestamp }) => timestamp === AT)).toBe(true);
    }
  });

  it('is the same to the byte for the same seed, and another for another', () => {
    expect(JSON.stringify(opened(3))).toBe(JSON.stringify(opened(3)));
    expect(JSON.stringify(opened(3).world)).not.toBe(JSON.stringify(opened(4).world));
  });

  it('plays in worlds of every genre', () => {
    const registers = SEEDS.map((seed) => playWorld(opened(seed).world).register);
    expect([...new Set(registers)].sort()).toEqual([
      'contemporary',
      'fantasy',
      'historical',
      'mystery',
      'science_fiction',
    ]);
  });

  it('counts every piece that there is as made', () => {
    for (const seed of SEEDS) {
      const { session, hidden } = playStateOf(opened(seed).state);
      const all = [...session.inventory, ...Object.values(hidden.things).flat()];
      expect(all.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(hidden.ledger.created);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    }
  });
});

describe('the character that is played', () => {
  it('is as the template offers it, in any case', () => {
    const [, offered] = template.playable_characters;
    const { session } = opened(1, {
      lorebook: book,
      template: way,
      characterName: offered?.name.toUpperCase(),
    }).state;
    expect(session.character).toMatchObject({
      name: offered?.name,
      stats: offered?.stats,
      max_health: offered?.max_health,
      health: offered?.max_health,
      background: offered?.background,
    });
    expect(session).toMatchObject({ scenario_id: way.id, lorebook_id: book.id });
  });

  it('is one of the book when the template does not offer it', () => {
    const known = lorebook.characters.at(-1);
    const { session } = opened(1, { lorebook: book, template: way, characterName: known?.name }).state;
    expect(session.character.name).toBe(known?.name);
    expect(session.character.background).toBe(known?.background);
    expect(Object.keys(session.world_state.npc_states)).not.toContain(known?.name);
  });

  it('is an Adventurer of that name when nobody knows it', () => {
    const { session } = opened(1, { lorebook: book, characterName: '  Nobody Inparticular ' }).state;
    expect(session.character).toMatchObject({
      name: 'Nobody Inparticular',
      class_name: 'Adventurer',
      max_health: 100,
      max_mana: 50,
      stats: { strength: 10, charisma: 10 },
    });
  });

  it('is the first who can be played when no name is given', () => {
    const { session } = opened(1, { lorebook: book, template: way }).state;
    expect(session.character.name).toBe(template.playable_characters[0]?.name);
  });

  it('begins with its gear on', () => {
    const { session } = opened(2).state;
    const worn = session.inventory.filter(({ equipped }) => equipped);
    expect(Object.values(session.character.equipped_items).sort()).toEqual(worn.map(({ id }) => id).sort());
    expect(worn.length).toBeGreaterThan(0);
  });
});

describe('where it begins', () => {
  it('is as the template says, in the words of the template', () => {
    const { state, story } = opened(1, { lorebook: book, template: way });
    expect(state.session.world_state.current_location).toBe(template.setting_location);
    expect(story[0]?.text).toBe(template.initial_narrative);
  });

  it('is where those are of whom its opening speaks', () => {
    for (const seed of SEEDS) {
      const { state, story } = opened(seed);
      const { npc_states, npcs_present } = state.session.world_state;
      const spokenOf = Object.keys(npc_states).filter((name) => story[0]?.text.includes(name));
      for (const name of spokenOf) expect(npcs_present).toContain(name);
    }
  });

  it('is the first place of a book, described, without a template', () => {
    const { state, story } = opened(1, { lorebook: book });
    const [first] = lorebook.locations;
    expect(state.session.world_state.current_location).toBe(first?.name);
    expect(story[0]?.text).toContain(state.session.world_state.environment_description);
  });

  it('is a made place for the people of a book that has none', () => {
    const placeless = { ...lorebook, locations: [], factions: [], important_items: [], timeline: [] };
    const { state } = opened(5, { lorebook: { id: book.id, content: placeless } });
    const [known] = lorebook.characters;
    expect(state.session.world_state.current_location).not.toBe('');
    expect(state.session.character.name).toBe(known?.name);
  });

  it('leaves the sources of the world as they were', () => {
    const before = JSON.stringify(lorebook);
    opened(9, { lorebook: book, template: way });
    expect(JSON.stringify(lorebook)).toBe(before);
  });
});

describe('the quests that it begins with', () => {
  it('name what exists, and can all be done', () => {
    for (const seed of SEEDS) {
      const { world: stored, state } = opened(seed);
      const world = playWorld(stored);
      const { hidden } = playStateOf(state);
      const exists = {
        place_visited: world.places.map(({ name }) => name),
        npc_spoken_to: world.people.map(({ name }) => name),
        npc_dead: world.people.map(({ name }) => name),
        item_owned: Object.values(hidden.things).flatMap((items) => items.map(({ name }) => name)),
        consequence_applied: [],
      };
      for (const { metadata, objectives } of state.session.quests) {
        const landmarks = [...(metadata?.triggers ?? []), ...(metadata?.fails_on ?? [])];
        expect(metadata?.triggers).toHaveLength(objectives.length);
        for (const landmark of landmarks) {
          expect(landmark === null ? [] : exists[landmark.kind]).toContain(landmark?.name);
        }
      }
    }
  });
});
