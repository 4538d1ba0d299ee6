import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/cache/state-hash.js';
import { canonicalJson } from '../../../src/canonical-json.js';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { LanguageModel, ModelReply } from '../../../src/llm/port.js';
import {
  assembleStory,
  openChronicle,
  openSimulation,
  type SimulationSnapshot,
  type TurnRecord,
  writeChapter,
} from '../../../src/simulation/engine.js';
import { rng } from '../../../src/simulation/random.js';
import {
  FULL_EVERY,
  restoreState,
  type StoredState,
  storeState,
} from '../../../src/simulation/stored-state.js';
import { playAll, playOne, snapshotOf, WILFUL } from './stage.js';

/** Answers as another model does, each call after a number of microtasks that the order seed says. */
function shuffled(order: number, model: LanguageModel = WILFUL): LanguageModel {
  return {
    name: 'shuffled',
    generate: async (request, signal) => {
      const delay = rng(order, 0, 'delay', request.key).int(0, 40);
      for (let i = 0; i < delay; i += 1) await Promise.resolve();
      return model.generate(request, signal);
    },
  };
}

/** Keeps every answer of another model by its request's key, as a journal does. */
function recording(model: LanguageModel, answers: Map<string, ModelReply>): LanguageModel {
  return {
    name: 'recording',
    generate: async (request, signal) => {
      const reply = await model.generate(request, signal);
      answers.set(request.key, reply);
      return reply;
    },
  };
}

/** Gives recorded answers, after they have been JSON, and knows no others. */
function replaying(answers: ReadonlyMap<string, ModelReply>): LanguageModel {
  const stored = new Map(JSON.parse(JSON.stringify([...answers])) as [string, ModelReply][]);
  return {
    name: 'replaying',
    generate: async ({ key }) => stored.get(key) ?? { ok: false, reason: 'unavailable', detail: key },
  };
}

async function storyOf(
  snapshot: SimulationSnapshot,
  records: readonly TurnRecord[],
  model: LanguageModel,
): Promise<string> {
  const chapters: { turn: number; prose: string }[] = [];
  let chronicle = openChronicle();
  for (const record of records) {
    const input = { snapshot, simulationId: 'sim', clientId: 'client', record, chronicle };
    const chapter = await writeChapter(input, model, new AbortController().signal);
    chapters.push({ turn: record.turn, prose: chapter.prose });
    chronicle = chapter.chronicle;
  }
  return assembleStory(snapshot, chapters);
}

describe('a simulation', () => {
  it('gives identical bytes whatever the order in which answers come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (seed, order) => {
        const snapshot = snapshotOf({ seed, turns: 4 });
        const [calm, hurried] = await Promise.all([playAll(snapshot), playAll(snapshot, shuffled(order))]);
        expect(JSON.stringify(hurried)).toBe(JSON.stringify(calm));
      }),
      { numRuns: 15 },
    );
  });

  it('tells an identical story whatever the order in which answers come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (seed, order) => {
        const snapshot = snapshotOf({ seed, turns: 4, worldId: 'hallow_tor' });
        const tell = async (model: LanguageModel) => {
          const played = await playAll(snapshot, model);
          return { ...played, story: await storyOf(snapshot, played.records, model) };
        };
        const calm = await tell(new OfflineModel());
        expect(calm.story.length).toBeGreaterThan(500);
        expect(JSON.stringify(await tell(shuffled(order, new OfflineModel())))).toBe(JSON.stringify(calm));
      }),
      { numRuns: 8 },
    );
  });

  it('is played and told again from its recorded answers, refusals among them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const snapshot = snapshotOf({ seed, turns: 4 });
        const answers = new Map<string, ModelReply>();
        // `WILFUL` decides and refuses to tell.
        const model = recording(WILFUL, answers);
        const first = await playAll(snapshot, model);
        const story = await storyOf(snapshot, first.records, model);
        const again = await playAll(snapshot, replaying(answers));
        expect(JSON.stringify(again)).toBe(JSON.stringify(first));
        expect(await storyOf(snapshot, again.records, replaying(answers))).toBe(story);
        expect([...answers.values()].some((reply) => !reply.ok)).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  it('stands where it stood when its turns are restored from what was stored', async () => {
    const snapshot = snapshotOf({ seed: 5, turns: FULL_EVERY + 3 });
    const opening = openSimulation(snapshot);
    const rows: StoredState[] = [];
    let state = opening;
    let whole: StoredState | undefined;
    for (let turn = 1; turn <= snapshot.turns; turn += 1) {
      const played = await playOne(snapshot, state);
      state = played.state;
      rows.push(JSON.parse(storeState(state, played.delta)) as StoredState);
      const restored = restoreState(snapshot, opening, rows);
      expect(restored).toEqual(JSON.parse(JSON.stringify(state)));
      expect(restored.hash).toBe(played.record.nextStateHash);
      if (turn === 5) whole = { schemaVersion: state.schemaVersion, full: restored };
    }
    const stored = JSON.parse(JSON.stringify(state));
    expect(rows.map((row) => 'full' in row).indexOf(true)).toBe(FULL_EVERY - 1);
    expect(restoreState(snapshot, opening, rows.slice(FULL_EVERY - 1))).toEqual(stored);
    // Whole states may stand between them.
    const more = rows.with(4, whole as StoredState);
    expect(restoreState(snapshot, opening, more)).toEqual(stored);
  });

  it('goes on identically from a state that was stored as JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 6 }), async (seed, cut) => {
        const snapshot = snapshotOf({ seed, turns: 7, worldId: 'tessaly_ring' });
        const { states, records } = await playAll(snapshot);
        const restored = JSON.parse(JSON.stringify({ snapshot, state: states[cut] }));
        const resumed = await playOne(restored.snapshot, restored.state);
        expect(JSON.stringify(resumed.record)).toBe(JSON.stringify(records[cut]));
        expect(JSON.stringify(resumed.state)).toBe(JSON.stringify(states[cut + 1]));
      }),
      { numRuns: 15 },
    );
  });

  it('never writes to the state that it was given', async () => {
    const snapshot = snapshotOf({ turns: 6 });
    let state = openSimulation(snapshot);
    for (let turn = 0; turn < 6; turn += 1) {
      const before = JSON.stringify(state);
      const { state: next } = await playOne(snapshot, state);
      expect(JSON.stringify(state)).toBe(before);
      state = next;
    }
  });

  it('is the story that this seed has always given; who means to change what a seed gives changes this hash', async () => {
    const { records, states } = await playAll(snapshotOf({ seed: 11, turns: 6 }));
    expect(sha256(canonicalJson([records, states.at(-1)]))).toBe(
      'c90d9c71e30e3f656f4f02c740c2869dce71acd7d67f5d84887790318672c789',
    );
  });

  it('takes another course with another seed', async () => {
    const courses = new Set<string>();
    for (let seed = 1; seed <= 12; seed += 1) {
      const { records } = await playAll(snapshotOf({ seed, turns: 5 }), WILFUL);
      const course = records.flatMap(({ events }) =>
        events.map((e) => [e.type, e.agentId, e.data.verb, e.outcome]),
      );
      courses.add(JSON.stringify(course));
    }
    expect(courses.size).toBe(12);
  });

  it('numbers and dates its events in order', async () => {
    const snapshot = snapshotOf({ turns: 5 });
    const { records } = await playAll(snapshot);
    for (const { turn, events, startedAt } of records) {
      expect(startedAt).toBe(snapshot.world.clock + turn * snapshot.stage.turnMinutes * 60);
      events.forEach((event, index) => {
        expect(event.seq).toBe(index + 1);
        expect(event.time).toBe(startedAt + 5 * (index + 1));
        expect(event.eventId).toBe(
          `t${String(turn).padStart(4, '0')}-e${String(index + 1).padStart(3, '0')}`,
        );
      });
    }
  });
});
