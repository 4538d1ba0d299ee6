import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenedSession } from '../../../src/game/outcome.js';
import { mindsOf } from '../../../src/game/reality/minds.js';
import { personNamed, placeNamed } from '../../../src/game/world.js';
import { splitSentences } from '../../../src/narrative/sentences.js';
import { believes } from '../../../src/reality/belief-query.js';
import type { Applied } from './played.js';
import { opened, Playing, playThrough } from './played.js';

function withCharacter(
  session: OpenedSession,
  { health, conditions }: { readonly health: number; readonly conditions: string[] },
): OpenedSession {
  const { character } = session.state.session;
  const metadata = { ...character.metadata, conditions };
  return {
    ...session,
    state: {
      ...session.state,
      session: { ...session.state.session, character: { ...character, health, metadata } },
    },
  };
}

/** Sessions that are played without a model, in worlds of every genre. */
const SEEDS = [1, 2, 3, 4, 6, 10, 13, 14, 15, 19];

const played: Playing[] = [];

beforeAll(async () => {
  for (const seed of SEEDS) played.push(await playThrough(new Playing(opened(seed)), 10));
});

type Fields = { readonly [field: string]: unknown };
const resultsOf = (playing: Playing) => playing.applied.map(({ result }) => result.action_result);
const questChanges = (playing: Playing) =>
  resultsOf(playing).flatMap(({ quest_updates }) => quest_updates.map((update: Fields) => update.change));
const usedIn = ({ result }: Applied) =>
  (result.action_result.character_effects.items_used ?? []) as readonly { readonly item_id: string }[];

describe('ten actions without a model', () => {
  it('lead to three places at least', () => {
    for (const { state } of played) {
      expect(new Set(state.session.world_state.location_history).size).toBeGreaterThanOrEqual(3);
    }
  });

  it('see a quest started and a quest completed', () => {
    for (const playing of played) {
      const changes = questChanges(playing);
      expect(changes.some((change) => change === 'activated' || change === 'offered')).toBe(true);
      expect(changes).toContain('completed');
      expect(playing.state.session.character.experience).toBeGreaterThan(10);
    }
  });

  it('bring a thing that is gained and then used', () => {
    for (const playing of played) {
      const gained = new Set(
        playing.state.hidden.movements
          .filter(({ kind }) => kind === 'taken' || kind === 'created')
          .map(({ item_id }) => item_id),
      );
      const used = playing.applied.flatMap(usedIn).map(({ item_id }) => item_id);
      expect(used.some((id) => gained.has(id))).toBe(true);
    }
  });

  it('bring a consequence that comes back, and is told in its own words', () => {
    for (const playing of played) {
      const begun = new Map<string, number>();
      const back = resultsOf(playing).flatMap(({ consequences, ai_response }, turn) =>
        consequences.flatMap(({ id, status, narrative_text }) => {
          if (status === 'pending') begun.set(id, turn);
          return status === 'applied' && begun.has(id)
            ? [{ told: ai_response.includes(narrative_text), after: turn - (begun.get(id) ?? turn) }]
            : [];
        }),
      );
      expect(back.length).toBeGreaterThan(0);
      expect(back.every(({ told, after }) => told && after > 0)).toBe(true);
    }
  });

  it('are refused nothing that was suggested, and hold together', () => {
    for (const { outcomes, applied } of played) {
      expect(outcomes.filter(({ kind }) => kind === 'refused')).toEqual([]);
      expect(applied.map(({ result }) => result.consistency_score)).toEqual(applied.map(() => 1));
      expect(applied.some(({ result }) => result.degraded)).toBe(false);
    }
  });

  it('let nobody say anything that has to be replaced since its speaker can’t know it', async () => {
    const counted = played.map(({ state }) => mindsOf(state.hidden).lines);
    expect(counted.reduce((sum, { said }) => sum + said, 0)).toBeGreaterThan(30);
    expect(counted.reduce((sum, { leaked }) => sum + leaked, 0)).toBe(0);
  });

  it('are told in whole sentences without open slots, doubled words or words of the program', () => {
    for (const narrative of played.flatMap(({ narratives }) => narratives)) {
      expect(narrative).not.toMatch(/[{}[\]|]|undefined|null|NaN|\uE000/u);
      expect(narrative).not.toMatch(/\b(\p{L}+) \1\b(?! had)/iu);
      expect(narrative).not.toMatch(/\b(?:error|timeout|model|invalid|failed to|exception)\b/iu);
      for (const paragraph of narrative.split('\n\n')) expect(paragraph).toMatch(/^[“"\p{Lu}].*[.!?”]$/su);
    }
  });
});

describe('a session of thirty actions', () => {
  it('repeats no sentence, in any genre', async () => {
    for (const seed of [3, 5, 10, 15, 18]) {
      const playing = await playThrough(new Playing(opened(seed)), 12);
      while (playing.actions.length < 30) {
        const { suggestions, actions } = playing;
        await playing.act(suggestions[(actions.length * 3 + seed) % suggestions.length] ?? 'Look around');
      }
      const sentences = playing.narratives.flatMap(splitSentences);
      expect(sentences.filter((sentence, at) => sentences.indexOf(sentence) !== at)).toEqual([]);
    }
  });

  it('takes whatever is suggested at any time', async () => {
    for (const seed of [2, 8, 13]) {
      const playing = new Playing(opened(seed));
      for (let turn = 1; turn <= 30; turn += 1) {
        const { suggestions } = playing;
        expect(suggestions.length).toBeGreaterThan(0);
        await playing.act(suggestions[turn % suggestions.length] ?? '');
      }
      expect(playing.outcomes.filter(({ kind }) => kind === 'refused')).toEqual([]);
    }
  });

  it('is the same to the byte when it is played again', async () => {
    const [one, other] = [
      await playThrough(new Playing(opened(4)), 12),
      await playThrough(new Playing(opened(4)), 12),
    ];
    expect(JSON.stringify(other.outcomes)).toBe(JSON.stringify(one.outcomes));
  });
});

describe('what an action brings without a model', () => {
  it('is somewhere else when the way leads over other places', async () => {
    const playing = new Playing(opened(13));
    await playing.act('Go to the Bitter Quay');
    expect(playing.state.session.world_state.current_location).toBe('The Bitter Quay');
    expect(playing.state.session.world_state.location_history).toEqual([
      'The Moth Bell Tower',
      'The Ashen Library',
      'The Bitter Quay',
    ]);
  });

  it('is harm, a grudge and a memory when somebody is attacked', async () => {
    const playing = new Playing(opened(7));
    const before = playing.state.session.world_state.npc_states['Taqir Ouzul'];
    const outcome = await playing.act('Attack Taqir');
    const after = playing.state.session.world_state.npc_states['Taqir Ouzul'];
    expect(after?.disposition).toBeLessThan(before?.disposition ?? 0);
    expect(playing.state.session.character.health).toBeLessThan(playing.state.session.character.max_health);
    expect(outcome.kind === 'applied' && outcome.result.action_result.consequences).toMatchObject([
      { status: 'pending', category: 'personal', severity: 'moderate' },
    ]);
  });

  it('is strength when there is rest, and less of a remedy when it is used', async () => {
    const playing = new Playing(opened(7));
    await playing.act('Attack Taqir');
    const hurt = playing.state.session.character.health;
    await playing.act('Use the Med Patch');
    const mended = playing.state.session.character.health;
    expect(mended).toBeGreaterThan(hurt);
    expect(playing.state.session.inventory.find(({ name }) => name === 'Med Patch')?.quantity).toBe(1);
  });

  it('is help for somebody who is down and calls for it', async () => {
    const playing = new Playing(withCharacter(opened(2), { health: 0, conditions: ['downed'] }));
    expect(await playing.act('Go to the Ridge Studio')).toMatchObject({
      kind: 'refused',
      result: { error: 'DOWNED' },
    });
    await playing.act('Call for help');
    const { health, metadata } = playing.state.session.character;
    expect(health).toBeGreaterThan(0);
    expect(metadata.conditions).not.toContain('downed');
  });

  it('is no answer from somebody who has been knocked out', async () => {
    const playing = new Playing(opened(2));
    const name = 'Katya Korik';
    for (let blow = 1; blow <= 12; blow += 1) {
      if (playing.state.session.world_state.npc_states[name]?.status === 'unconscious') break;
      await playing.act(blow % 3 === 0 ? 'Rest for a while' : 'Attack Katya');
    }
    expect(playing.state.session.world_state.npc_states[name]?.status).toBe('unconscious');
    const outcome = await playing.act('Talk to Katya');
    expect(outcome).toMatchObject({ kind: 'applied', result: { consistency_score: 1 } });
    expect(playing.narratives.at(-1)).not.toContain('“');
  });

  it('is now and then that somebody goes away, whom the character has seen go', async () => {
    for (let seed = 1; ; seed += 1) {
      const playing = new Playing(opened(seed));
      for (let turn = 1; turn <= 10; turn += 1) {
        const before = playing.state.session.world_state.npcs_present;
        await playing.act('Wait');
        const { npcs_present, npc_states } = playing.state.session.world_state;
        const [gone] = before.filter((name) => !npcs_present.includes(name));
        if (gone === undefined) continue;
        const goal = placeNamed(playing.world, npc_states[gone]?.location ?? '');
        expect(playing.narratives.at(-1)).toContain(gone);
        const { beliefs } = mindsOf(playing.state.hidden);
        const id = personNamed(playing.world, gone)?.id ?? '';
        expect(believes(beliefs, [playing.world.playerId], 'location', id)?.value).toBe(goal?.id);
        return;
      }
    }
  });

  it('is nothing for somebody without the ability', async () => {
    const playing = new Playing(opened(2));
    const outcome = await playing.act('Teleport into the Ridge Studio');
    expect(outcome).toMatchObject({
      kind: 'refused',
      result: { success: false, error: 'NOT_ABLE', version: 0 },
    });
    expect(outcome.result.success ? [] : outcome.result.suggested_actions).not.toEqual([]);
  });
});
