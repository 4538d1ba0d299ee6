import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { ReceivedCall } from '../../../loadtest/model-server/respond.js';
import { type Behaviour, startModelServer } from '../../../loadtest/model-server.js';
import { sha256 } from '../../../src/cache/state-hash.js';
import { ModelRateLimitedError, ModelUnavailableError } from '../../../src/errors.js';
import { createGateway } from '../../../src/llm/gateway.js';
import { inPlaceOf, type ModelLayer } from '../../../src/llm/model-layer.js';
import type { LanguageModel } from '../../../src/llm/port.js';
import {
  openChronicle,
  openSimulation,
  playTurn,
  type SimulationSnapshot,
  type SimulationState,
  type TurnRecord,
  writeChapter,
} from '../../../src/simulation/engine.js';
import { snapshotOf } from '../../unit/simulation/stage.js';
import { API_KEY } from './gateway-fixture.js';

/**
 * The table of what happens when the model fails: an outcome per row, a purpose per column, each cell over HTTP from the
 * stand-in server through the SDK and the gateway to the engine. Rows that hand the task back end here with the error by
 * which the worker does it; `tasks/outage` and `faults/model` see it handed back. The columns of the scenario's step and of
 * a player's action are in `scenario/failing-model` and `http/ai`.
 */

const NOW = Date.parse('2026-03-14T12:00:00Z');
const TURNS = 4;
const MOST_STORIES = 20;
const NEVER = new AbortController().signal;

const COLUMNS = ['persona decision', 'director call', 'chronicle'] as const;
type Column = (typeof COLUMNS)[number];

/** Which column a call belongs to, by the answer that it asks for. */
function columnOf({ body }: ReceivedCall): Column {
  const asked = body.generationConfig?.responseSchema?.properties ?? {};
  return 'action' in asked ? 'persona decision' : 'compromises' in asked ? 'director call' : 'chronicle';
}

interface Weather {
  readonly misbehave?: (call: ReceivedCall) => Behaviour | undefined;
  readonly timeoutMs?: number;
  readonly deadlineMs?: number;
  readonly reallyWaits?: boolean;
  readonly budget?: ModelLayer;
}

async function modelIn({
  misbehave,
  timeoutMs = 60_000,
  deadlineMs = 120_000,
  reallyWaits = false,
  budget,
}: Weather): Promise<LanguageModel> {
  const server = await startModelServer(misbehave === undefined ? {} : { script: misbehave });
  onTestFinished(() => server.close());
  const quiet = () => undefined;
  const gateway = createGateway({
    config: {
      geminiApiKey: API_KEY,
      geminiModel: 'gemini-2.5-flash',
      geminiBaseUrl: server.url,
      timeoutMs,
      callDeadlineMs: deadlineMs,
      maxConcurrency: 64,
    },
    offline: { name: 'offline', generate: () => Promise.reject(new Error('not asked for')) },
    log: { debug: quiet, warn: quiet, error: quiet },
    now: () => NOW,
    random: () => 0.5,
    ...(!reallyWaits && { sleep: async () => undefined }),
  });
  return gateway.forRun({ reuse: { cache: 'off', within: 'task' }, ...(budget && { budget }) });
}

/** What a column's call came to. */
interface Outcome {
  /** Why it isn't the model's own; absent when it is. */
  readonly degraded: string | undefined;
  /** Whether the story went on: everybody decided, everything was settled, there is prose. */
  readonly complete: boolean;
}

const ids = { simulationId: 'sim', clientId: 'client', digest: sha256 };

/** A story's turn in which the director is asked, as the stand-in plays it. */
let snapshot: SimulationSnapshot;
let before: SimulationState;
let record: TurnRecord;
beforeAll(async () => {
  const server = await startModelServer();
  const { model } = createGateway({
    config: {
      geminiApiKey: API_KEY,
      geminiModel: 'gemini-2.5-flash',
      geminiBaseUrl: server.url,
      timeoutMs: 60_000,
      callDeadlineMs: 120_000,
      maxConcurrency: 64,
    },
    offline: { name: 'offline', generate: () => Promise.reject(new Error('not asked for')) },
    log: { debug: () => undefined, warn: () => undefined, error: () => undefined },
  });
  const asksDirector = async (seed: number): Promise<boolean> => {
    snapshot = snapshotOf({ seed, turns: TURNS, worldId: 'tessaly_ring' });
    let state = openSimulation(snapshot);
    while (state.turn < TURNS) {
      before = state;
      const played = await playTurn({ ...ids, snapshot, state }, model, NEVER);
      record = played.record;
      if (record.modelAnswers.some(({ key }) => key.endsWith('-direct'))) return true;
      state = played.state;
    }
    return false;
  };
  let seed = 1;
  while (!(await asksDirector(seed))) {
    seed += 1;
    expect(seed, 'no story in which the director is asked').toBeLessThan(MOST_STORIES);
  }
  await server.close();
});

/** Makes the column's calls with a model that fails those, and only those, as the weather has it. */
async function outcomeOf(column: Column, weather: Weather): Promise<Outcome> {
  const { misbehave } = weather;
  const model = await modelIn({
    ...weather,
    ...(misbehave && {
      misbehave: (call) => (columnOf(call) === column ? misbehave(call) : undefined),
    }),
  });
  if (column === 'chronicle') {
    const chapter = await writeChapter(
      { ...ids, snapshot, record, chronicle: openChronicle(record.turn - 1) },
      model,
      NEVER,
    );
    return { degraded: chapter.degraded, complete: chapter.prose.trim() !== '' };
  }
  const played = await playTurn({ ...ids, snapshot, state: before }, model, NEVER);
  const isDirect = column === 'director call';
  const answers = played.record.modelAnswers.filter(({ key }) => key.endsWith('-direct') === isDirect);
  expect(answers.length).toBeGreaterThan(0);
  const outcomes = new Set(answers.map(({ outcome }) => outcome));
  expect(outcomes.size).toBe(1);
  const [outcome] = outcomes;
  return {
    degraded: outcome === 'ok' ? undefined : outcome,
    complete: played.record.decisions.length === snapshot.cast.length && played.record.events.length > 0,
  };
}

const always = (behaviour: Behaviour) => () => behaviour;

/** Fails each call's first try only. */
function firstTries(behaviour: Behaviour): (call: ReceivedCall) => Behaviour | undefined {
  const seen = new Set<string>();
  return ({ body }) => {
    const text = JSON.stringify(body);
    if (seen.has(text)) return undefined;
    seen.add(text);
    return behaviour;
  };
}

describe.each(COLUMNS)('%s', (column) => {
  it.each<[string, string, Weather]>([
    ['timeout', 'timeout', { misbehave: always({ kind: 'hang' }), timeoutMs: 100 }],
    ['invalid after repair', 'invalid', { misbehave: always({ kind: 'malformed' }) }],
    ['refused', 'refused', { misbehave: always({ kind: 'blocked', by: 'answer', reason: 'SAFETY' }) }],
    ['truncated', 'truncated', { misbehave: always({ kind: 'truncated' }) }],
  ])('%s: the engine fills in and the record says %s', async (_row, reason, weather) => {
    expect(await outcomeOf(column, weather)).toEqual({ degraded: reason, complete: true });
  });

  it('rate-limited for up to 10 s: waits as long, its deadline’s clock stopped', async () => {
    const weather = {
      misbehave: firstTries({ kind: 'rate-limit', retryDelay: '4.250s' }),
      reallyWaits: true,
      deadlineMs: 4_000,
    };
    expect(await outcomeOf(column, weather)).toEqual({ degraded: undefined, complete: true });
  });

  it('rate-limited for longer: the task is handed back until the named time', async () => {
    const outcome = outcomeOf(column, { misbehave: always({ kind: 'rate-limit', retryDelay: '34.5s' }) });
    await expect(outcome).rejects.toBeInstanceOf(ModelRateLimitedError);
    await expect(outcome).rejects.toMatchObject({ retryAt: new Date(NOW + 34_500) });
  });

  it('daily quota: the task is handed back until the quota’s reset', async () => {
    const quotaId = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier';
    const outcome = outcomeOf(column, {
      misbehave: always({ kind: 'rate-limit', retryDelay: '2s', quotaId }),
    });
    await expect(outcome).rejects.toMatchObject({ retryAt: new Date('2026-03-15T07:00:00Z') });
  });

  it.each<[string, Behaviour]>([
    ['5xx', { kind: 'error', status: 503 }],
    ['connection', { kind: 'drop' }],
  ])('unavailable (%s): the task is handed back with backoff', async (_how, behaviour) => {
    const outcome = outcomeOf(column, { misbehave: always(behaviour) });
    await expect(outcome).rejects.toBeInstanceOf(ModelUnavailableError);
  });

  it('over budget: nothing is asked, and the turn or chapter is still whole', async () => {
    const broke: ModelLayer = (next) => inPlaceOf(next, async () => ({ ok: false, reason: 'over-budget' }));
    if (column === 'director call') {
      const spare: ModelLayer = (next) =>
        inPlaceOf(next, async (request, signal) =>
          request.purpose === 'direct'
            ? { ok: false, reason: 'over-budget' }
            : next.generate(request, signal),
        );
      expect(await outcomeOf(column, { budget: spare })).toEqual({
        degraded: 'over-budget',
        complete: true,
      });
      return;
    }
    expect(await outcomeOf(column, { budget: broke })).toEqual({ degraded: 'over-budget', complete: true });
  });
});
