import { describe, expect, it } from 'vitest';
import { actionRequest } from '../../../src/game/action-request.js';
import { actionTypeOf } from '../../../src/game/action-type.js';
import { CONTEXT_TOKENS, contextOf } from '../../../src/game/context.js';
import { playStateOf } from '../../../src/game/hidden.js';
import { remembered, SUMMARY_LINES } from '../../../src/game/story-summary.js';
import { playWorld, ruleWorldOf } from '../../../src/game/world.js';
import { estimateTokens } from '../../../src/reality/token-budget.js';
import type { Lorebook } from '../../../src/scenario/lorebook.js';
import { briefOf, generate } from '../scenario/generated.js';
import { AT, actionOf, opened, Playing, playThrough } from './played.js';

/** What an action is answered from, and how much of it. */

const { lorebook } = generate(briefOf({ genre: 'fantasy', power_system: 'Tide magic' }), 7, 1);

/** The same book with every text as long as it may be. */
const verbose = (book: Lorebook): Lorebook => {
  const long = (text: string, most = 1_000) =>
    `${text} ${'and so on it goes without an end '.repeat(400)}`.slice(0, most).trim();
  return {
    ...book,
    plot_summary: long(book.plot_summary, 8_000),
    factions: book.factions.map((each) => ({
      ...each,
      description: long(each.description, 8_000),
      goals: each.goals.map((goal) => long(goal)),
    })),
    world_systems: book.world_systems.map((each) => ({
      ...each,
      description: long(each.description, 8_000),
      limitations: each.limitations.map((text) => long(text)),
    })),
    characters: book.characters.map((each) => ({
      ...each,
      background: long(each.background, 8_000),
      goals: each.goals.map((goal) => long(goal)),
      home_location: book.locations[0]?.name,
    })),
    locations: book.locations.map((each) => ({
      ...each,
      description: long(each.description, 8_000),
      notable_features: each.notable_features.map((text) => long(text)),
      dangers: each.dangers.map((text) => long(text)),
    })),
    important_items: book.important_items.map((each) => ({
      ...each,
      description: long(each.description, 8_000),
      location: book.locations[0]?.name,
    })),
    entries: book.entries.map((each) => ({ ...each, constant: true, content: long(each.content, 8_000) })),
  };
};

function requestFor(playing: Playing, text: string) {
  const { world, state } = playing;
  const actionSeq = playing.actions.length + 1;
  const { scene } = contextOf({
    world,
    rules: ruleWorldOf(world),
    state,
    action: text,
    actionSeq,
    type: actionTypeOf(text),
    due: [],
    mayOfferQuest: true,
    developmentDue: true,
    conduct: ['diplomatic'],
  });
  return actionRequest(scene, actionOf(text, actionSeq), { id: 'x', version: 0 });
}

describe('the context of an action', () => {
  it('stays within its tokens, however much there is to say', async () => {
    const book = { id: '00000000-0000-4000-8000-00000000000b', content: verbose(lorebook) };
    const playing = new Playing(opened(7, { lorebook: book }));
    const sizeNow = () => {
      const { stablePrefix, volatileTail } = requestFor(playing, 'word '.repeat(200).trim());
      return estimateTokens(stablePrefix + volatileTail);
    };
    expect(requestFor(playing, 'Look around').volatileTail).toContain('"knows":[{');
    expect(sizeNow()).toBeLessThanOrEqual(CONTEXT_TOKENS);
    for (let round = 1; round <= 4; round += 1) {
      await playThrough(playing, 6);
      expect(sizeNow()).toBeLessThanOrEqual(CONTEXT_TOKENS);
    }
  });

  it('begins with what stays the same from action to action', async () => {
    const playing = new Playing(opened(3));
    const first = requestFor(playing, 'Look around').stablePrefix;
    await playThrough(playing, 8);
    expect(requestFor(playing, 'Wait').stablePrefix).toBe(first);
    expect(first).toContain(playing.world.title);
  });

  it('lets people know what is in their own stores, and nothing else', () => {
    const { world, state } = new Playing(opened(2));
    const prompt = requestFor(new Playing(opened(2)), 'Talk to Tamara').volatileTail;
    const away = world.people.filter(({ name }) => !state.session.world_state.npcs_present.includes(name));
    const secrets = Object.entries(world.snapshot.cast).flatMap(([, { id, secrets: own }]) =>
      away.some((person) => person.id === id) ? own : [],
    );
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(prompt).not.toContain(secret);
  });

  it('puts before those who are there what was asked about first', () => {
    const playing = new Playing(opened(2));
    const [thing] = playing.world.things.filter(({ name }) => name === 'The Harbour Painting');
    const data = requestFor(playing, 'Ask Katya about the Harbour Painting').data as {
      readonly now: {
        readonly people: readonly {
          readonly name: string;
          readonly believes: readonly { readonly subject: string }[];
        }[];
      };
    };
    const katya = data.now.people.find(({ name }) => name === 'Katya Korik');
    expect(katya?.believes[0]?.subject).toBe(thing?.name);
  });

  it('says no more to the offline game master than to a model, word for word', () => {
    const request = requestFor(new Playing(opened(4)), 'Look around');
    const { now, world } = request.data as { readonly now: object; readonly world: object };
    for (const [name, part] of Object.entries(now)) {
      expect(request.volatileTail).toContain(`${name}: ${JSON.stringify(part)}`);
    }
    for (const [name, part] of Object.entries(world)) {
      expect(request.stablePrefix).toContain(`${name}: ${JSON.stringify(part)}`);
    }
  });
});

describe('what of the story stays in mind', () => {
  const entry = (n: number, type: 'player' | 'narration' | 'system', text: string) => ({
    id: `a${String(n).padStart(4, '0')}-1`,
    type,
    text,
    timestamp: AT,
  });

  it('is the last ten entries, and a line for each of the forty weightiest before them', () => {
    let state: Parameters<typeof remembered>[0] = { recent: [], summary: [] };
    for (let n = 1; n <= 100; n += 1) {
      const isQuest = n % 10 === 0;
      state = remembered(state, [
        isQuest
          ? entry(n, 'system', `Quest completed: number ${n}`)
          : entry(n, 'narration', `The day goes by, ${n}. And more.`),
      ]);
    }
    expect(state.recent.map(({ id }) => id)).toEqual(
      Array.from({ length: 10 }, (_, index) => `a${String(91 + index).padStart(4, '0')}-1`),
    );
    expect(state.summary).toHaveLength(SUMMARY_LINES);
    expect(state.summary).toContain('a0010-1 system: Quest completed: number 10');
    expect(state.summary).toContain('a0089-1 narration: The day goes by, 89.');
    expect(state.summary).not.toContain('a0001-1 narration: The day goes by, 1.');
    expect([...state.summary].sort()).toEqual(state.summary);
  });

  it('is as the session keeps it', async () => {
    const playing = await playThrough(new Playing(opened(2)), 20);
    const { recent, summary } = playStateOf(playing.state).hidden;
    expect(recent).toHaveLength(10);
    expect(summary.length).toBeGreaterThan(10);
    expect(summary.length).toBeLessThanOrEqual(SUMMARY_LINES);
    expect(playWorld(opened(2).world).title).toBe(playing.world.title);
  });
});
