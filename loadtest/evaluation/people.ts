import type { CastMember } from '../../src/simulation/cast.js';
import { characterSchema } from '../../src/simulation/character.js';
import { clamp } from '../../src/simulation/numbers.js';
import type { IdBook } from './id-book.js';
import type { Goal } from './import.js';
import type { SeedCharacter, SeedNpc } from './seed.js';
import { nounPhrase, words } from './wording.js';

/** Which of the engine's stats each of a scenario's takes the place of. */
const STATS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    strength: 'strength',
    dexterity: 'dexterity',
    agility: 'dexterity',
    intelligence: 'intelligence',
    wisdom: 'perception',
    perception: 'perception',
    constitution: 'willpower',
    willpower: 'willpower',
    charisma: 'charisma',
  }),
);

/** What a scenario's behavioural weights are called among the engine's traits; others keep their names. */
const TRAITS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    caution: 'cautious',
    risk_assessment: 'cautious',
    curiosity: 'curious',
    truth_seeking: 'curious',
    leadership: 'charismatic',
    aggression: 'aggressive',
    diplomacy: 'diplomatic',
    loyalty: 'loyal',
    duty_adherence: 'loyal',
    compassion: 'empathetic',
    sociability: 'sociable',
    relationship_value: 'sociable',
    persistence: 'stubborn',
  }),
);

/** What some of them also say about what counts for a character. */
const WEIGHTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    self_preservation: 'self_preservation',
    duty_adherence: 'faction_loyalty',
    loyalty: 'faction_loyalty',
    relationship_value: 'personal_relationships',
    compassion: 'moral_principles',
    persistence: 'mission_success',
  }),
);

/** One of the scenario's characters as a member of the cast. */
export function heroOf(
  character: SeedCharacter,
  placeId: string,
  goals: readonly Goal[],
  npcs: readonly SeedNpc[],
  book: IdBook,
): CastMember {
  const personality = weightsOf(character.ai_personality ?? {});
  const { resources, state } = character;
  return {
    id: book.take(character.character_id ?? character.name),
    character: characterSchema.parse({
      name: character.name.slice(0, 80),
      description: nounPhrase(
        [character.role?.toLowerCase() ?? 'person', character.faction].filter(Boolean).join(' of the '),
      ),
      faction: character.faction?.slice(0, 80),
      profession: character.role?.slice(0, 80),
      traits: renamed(personality, (key) => TRAITS.get(key) ?? key),
      weights: renamed(personality, (key) => WEIGHTS.get(key)),
      stats: statsOf(character.stats ?? {}),
      resources: {
        health: resourceOf(resources?.health),
        stamina: resourceOf(resources?.stamina),
        morale: resourceOf(resources?.morale),
      },
      state: state && {
        conscious: state.conscious,
        mobile: state.mobile,
        fatigue: clamp(state.fatigue_level, 0, 1),
        status_effects: state.status_effects.slice(0, 20).map((effect) => words(effect).slice(0, 80)),
        injuries: state.injuries.slice(0, 20).map((injury) => words(injury).slice(0, 80)),
      },
      equipment: character.equipment.slice(0, 50).flatMap(({ name, type }) =>
        name === undefined
          ? []
          : [
              {
                name: nounPhrase(name.toLowerCase()).slice(0, 80),
                equipment_type: words(type ?? 'tool').slice(0, 40),
              },
            ],
      ),
      goals,
      relationships: Object.fromEntries(npcs.map((npc) => [nameOf(npc), bondWith(npc)])),
      location_id: placeId,
    }),
  };
}

/** Somebody whom the scenario places in the world. */
export function npcOf(
  npc: SeedNpc,
  placeId: string,
  heroes: readonly SeedCharacter[],
  book: IdBook,
): CastMember {
  return {
    id: book.take(npc.id),
    character: characterSchema.parse({
      name: nameOf(npc),
      description: nounPhrase(npc.description ?? words(npc.type ?? 'person')),
      location_id: placeId,
      relationships: Object.fromEntries(heroes.map(({ name }) => [name, bondWith(npc)])),
    }),
  };
}

/** How an NPC and the scenario's characters stand to each other, as its type and its relationship say. */
function bondWith({ type, relationship }: SeedNpc): { affinity: number; trust: number; kind: string } {
  const label = `${type ?? ''} ${relationship ?? ''}`;
  const kind = words(relationship ?? 'acquaintance').slice(0, 40);
  if (/enemy|hostile|rival/i.test(label)) return { affinity: -0.5, trust: 0.2, kind };
  if (/ally|friend|mentor|trusted/i.test(label)) return { affinity: 0.5, trust: 0.7, kind };
  return { affinity: 0, trust: 0.5, kind };
}

function nameOf({ id, name }: SeedNpc): string {
  return (name ?? words(id)).slice(0, 80);
}

/** The weights among what is said of a personality: numbers of 0..1. */
function weightsOf(personality: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(personality)
      .filter(
        (entry): entry is [string, number] => typeof entry[1] === 'number' && /^\w{1,80}$/.test(entry[0]),
      )
      .slice(0, 50)
      .map(([key, value]) => [key, clamp(value, 0, 1)]),
  );
}

/** Under other names; where two come together the stronger counts, and those without a name are left out. */
function renamed(
  weights: Readonly<Record<string, number>>,
  rename: (key: string) => string | undefined,
): Record<string, number> {
  const named = new Map<string, number>();
  for (const [key, value] of Object.entries(weights)) {
    const name = rename(key);
    if (name !== undefined) named.set(name, Math.max(value, named.get(name) ?? 0));
  }
  return Object.fromEntries(named);
}

/** 1..10: a scenario's 1..20 halved and rounded up. */
function statsOf(stats: NonNullable<SeedCharacter['stats']>): Record<string, number> {
  const halved = Object.entries(stats).flatMap(([key, stat]): [string, number][] => {
    const name = STATS.get(key);
    return name === undefined || stat === undefined
      ? []
      : [[name, clamp(Math.ceil(stat.current / 2), 1, 10)]];
  });
  return Object.fromEntries(halved);
}

function resourceOf(
  amount: { readonly current: number; readonly maximum?: number | undefined } | undefined,
): { current: number; maximum: number } | undefined {
  if (amount === undefined) return undefined;
  const maximum = clamp(amount.maximum ?? Math.max(100, amount.current), 1, 1000);
  return { maximum, current: clamp(amount.current, 0, maximum) };
}
