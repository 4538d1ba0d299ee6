import { describe, expect, it } from 'vitest';
import { ModelRateLimitedError, ModelUnavailableError } from '../../../src/errors.js';
import type { LanguageModel, ModelFailureReason } from '../../../src/llm/port.js';
import { sentenceKey, splitSentences } from '../../../src/narrative/sentences.js';
import {
  assembleStory,
  openChronicle,
  type SimulationSnapshot,
  type TurnRecord,
  writeChapter,
} from '../../../src/simulation/engine.js';
import { answered, modelOf, playAll, SILENT, snapshotOf } from './stage.js';

async function tellAll(snapshot: SimulationSnapshot, records: readonly TurnRecord[], model: LanguageModel) {
  let chronicle = openChronicle();
  const chapters = [];
  for (const record of records) {
    const written = await tell(snapshot, record, model, chronicle);
    chronicle = JSON.parse(JSON.stringify(written.chronicle));
    chapters.push({ turn: record.turn, ...written });
  }
  return chapters;
}

function tell(
  snapshot: SimulationSnapshot,
  record: TurnRecord,
  model: LanguageModel,
  chronicle = openChronicle(),
) {
  const input = { snapshot, simulationId: 'sim', clientId: 'client', record, chronicle };
  return writeChapter(input, model, new AbortController().signal);
}

async function firstTurn() {
  const snapshot = snapshotOf({ turns: 3, cast: ['alice', 'bob'] });
  const { records } = await playAll(snapshot);
  const [record] = records;
  if (record === undefined) throw new Error('no turn was played');
  return { snapshot, record, ids: record.events.map(({ eventId }) => eventId) };
}

describe('a chapter', () => {
  it('is the model’s prose when that tells every event', async () => {
    const { snapshot, record, ids } = await firstTurn();
    const prose = 'Alice and Bob did what they did.\n\nThe sea went on.';
    const written = await tell(
      snapshot,
      record,
      modelOf(() => answered({ prose, mentioned_event_ids: ids })),
    );
    expect(written.prose).toBe(prose);
    expect(written).not.toHaveProperty('degraded');
    expect(written.usage.modelCalls).toBe(1);
    expect(written.chronicle.nextTurn).toBe(2);
  });

  it('keeps from a story with a single view what nobody at all has made out', async () => {
    const { snapshot, record } = await firstTurn();
    const [first] = record.events;
    if (first === undefined) throw new Error('nothing happened');
    const { agentId: _nobody, dialogue: _silence, ...plain } = first;
    const alone = {
      ...plain,
      eventId: 't0001-e099',
      type: 'complication',
      participants: [],
      effects: [],
      data: { verb: 'complication', detail: 'The lens cracked from rim to rim.' },
    };
    const limited = { ...snapshot, style: { pov: 'third_limited' } };
    const unseen = { ...record, events: [...record.events, alone] };
    const prompts: string[] = [];
    const { prose } = await tell(
      limited,
      unseen,
      modelOf(({ volatileTail }) => {
        prompts.push(volatileTail);
        return { ok: false, reason: 'refused' };
      }),
    );
    expect(prompts[0]).toMatch(/t0001-e099.*; UNSEEN/);
    expect(prose).not.toContain('lens cracked');
    expect((await tell(snapshot, unseen, SILENT)).prose).toContain('lens cracked');
  });

  it('tells in plain words what the model left out', async () => {
    const { snapshot, record, ids } = await firstTurn();
    const answer = { prose: 'Alice and Bob listened to the wind.', mentioned_event_ids: ids.slice(1) };
    const { prose } = await tell(
      snapshot,
      record,
      modelOf(() => answered(answer)),
    );
    const [opening] = record.events;
    expect(prose).toContain(String(opening?.data.detail));
  });

  it('does not believe that an event is told where its actor is not named', async () => {
    const { snapshot, record, ids } = await firstTurn();
    const answer = { prose: 'Bob stood in the rain.', mentioned_event_ids: ids };
    const { prose } = await tell(
      snapshot,
      record,
      modelOf(() => answered(answer)),
    );
    expect(prose).toContain('Alice');
  });

  it.each<ModelFailureReason>(['timeout', 'invalid', 'refused', 'truncated', 'over-budget'])(
    'is plain prose of the real events when the model fails by %s',
    async (reason) => {
      const { snapshot, record } = await firstTurn();
      const { prose, degraded } = await tell(
        snapshot,
        record,
        modelOf(() => ({ ok: false, reason })),
      );
      expect(degraded).toBe(reason);
      for (const name of ['Alice', 'Bob']) expect(prose).toContain(name);
      for (const { data } of record.events)
        if (typeof data.detail === 'string') expect(prose).toContain(data.detail);
    },
  );

  it.each([
    ['empty prose', { prose: ' \n ', mentioned_event_ids: [] }],
    ['only mark-up', { prose: '# Chapter\n<br>', mentioned_event_ids: [] }],
    ['no prose', { text: 'once' }],
  ])('is plain prose after %s', async (_, answer) => {
    const { snapshot, record } = await firstTurn();
    const { prose, degraded } = await tell(
      snapshot,
      record,
      modelOf(() => answered(answer)),
    );
    expect(degraded).toBe('invalid');
    expect(prose).toContain('Alice');
  });

  it('waits for another time when the model can’t be reached', async () => {
    const { snapshot, record } = await firstTurn();
    const unreachable = modelOf(() => ({ ok: false, reason: 'unavailable' }));
    await expect(tell(snapshot, record, unreachable)).rejects.toBeInstanceOf(ModelUnavailableError);
    const limited = modelOf(() => ({ ok: false, reason: 'rate-limited', retryAt: new Date(0) }));
    await expect(tell(snapshot, record, limited)).rejects.toBeInstanceOf(ModelRateLimitedError);
  });

  it('loses control characters, tags and headings of the model', async () => {
    const { snapshot, record, ids } = await firstTurn();
    const prose = '## Chapter one\nAlice <script>alert(1)</script> and\u0007 <b>Bob</b> waited.';
    const written = await tell(
      snapshot,
      record,
      modelOf(() => answered({ prose, mentioned_event_ids: ids })),
    );
    expect(written.prose).toBe('Alice alert(1) and Bob waited.');
  });

  it('drops a sentence that the story has had, but not the last that names somebody', async () => {
    const snapshot = snapshotOf({ turns: 3, cast: ['alice', 'bob'] });
    const { records } = await playAll(snapshot);
    const model = modelOf((request) => {
      const ids = records.flatMap(({ events }) => events.map(({ eventId }) => eventId));
      const turn = request.key.slice(4, 5);
      return answered({
        prose: `The sea was loud. Alice and Bob went on, for the ${['first', 'second', 'third'][Number(turn) - 1]} time.`,
        mentioned_event_ids: ids,
      });
    });
    const chapters = await tellAll(snapshot, records, model);
    expect(chapters.map(({ prose }) => prose.includes('The sea was loud.'))).toEqual([true, false, false]);
    for (const { prose } of chapters) expect(prose).toContain('Alice');
  });

  it('can be written from stored JSON at a later time, word for word', async () => {
    const snapshot = snapshotOf({ turns: 4 });
    const { records } = await playAll(snapshot);
    const once = await tellAll(snapshot, records, SILENT);
    const stored = JSON.parse(JSON.stringify({ snapshot, records }));
    const again = await tellAll(stored.snapshot, stored.records, SILENT);
    expect(again).toEqual(once);
  });
});

describe('a story', () => {
  it('has a title and a section per turn, in order', async () => {
    const snapshot = snapshotOf({ turns: 3 });
    const story = assembleStory(snapshot, [
      { turn: 2, prose: 'Second.' },
      { turn: 1, prose: 'First.' },
    ]);
    expect(story).toBe(
      '# The Keeper of Skerrow\n\n## Turn one: day 1, 16:35\n\nFirst.\n\n## Turn two: day 1, 16:50\n\nSecond.\n',
    );
  });

  it('in plain words repeats no sentence in ten turns', async () => {
    const snapshot = snapshotOf({ turns: 10, seed: 3 });
    const { records } = await playAll(snapshot, SILENT);
    const chapters = await tellAll(snapshot, records, SILENT);
    const names = snapshot.cast.map(({ name }) => name);
    const keys = chapters
      .flatMap(({ prose }) => splitSentences(prose))
      .map((sentence) => sentenceKey(sentence, names));
    expect(new Set(keys).size).toBe(keys.length);
  });
});
