import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { storeLorebook } from '../../../src/store/lorebooks.js';
import { submitScenario } from '../../../src/tasks/submit-scenario.js';
import { submitSimulation, submitSimulationBatch } from '../../../src/tasks/submit-simulation.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { SCENARIO } from '../../support/scenarios.js';
import { submission } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';
import { soundBook } from '../../unit/scenario/small-lorebook.js';
import { startApi, type TestApi } from '../http/api.js';

/** From a series to a story in its world, over HTTP, without a model. */

let test: TestDatabase;
let api: TestApi;
let stop: () => Promise<void>;

const ANA = { authorization: 'Bearer ana' };
const BEN = { authorization: 'Bearer ben' };
const BOSS = { authorization: 'Bearer boss' };

beforeAll(async () => {
  test = await createTestDatabase();
  const worker = await startTestWorker(test, new OfflineModel());
  stop = () => worker.stop();
  api = await startApi(test.db, {
    generate: (input) => submitScenario(submission(test.db), input),
    submit: (input) => submitSimulation(submission(test.db), input),
    submitBatch: (input) => submitSimulationBatch(submission(test.db), input),
    keys: {
      ana: { client: 'ana', role: 'client' },
      ben: { client: 'ben', role: 'client' },
      boss: { client: 'boss', role: 'admin' },
    },
  });
});
afterAll(async () => {
  await api.close();
  await stop();
  await test.drop();
});

async function ended(id: string, headers = ANA) {
  return until(async () => {
    const { body } = await api.get(`/api/tasks/${id}`, headers);
    return ['completed', 'failed', 'cancelled'].includes(body.status) && body;
  });
}

async function generated(): Promise<{ book: string; template: string; people: string[]; places: string[] }> {
  const posted = await api.post(
    '/api/scenarios/generate',
    { ...SCENARIO, generation_options: { seed: 5 } },
    ANA,
  );
  const { result } = await ended(posted.body.task_id);
  const { body } = await api.get(`/api/lorebooks/${result.lorebook_id}`, ANA);
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
  return {
    book: result.lorebook_id,
    template: result.scenario_template_id,
    people: names(body.lorebook.characters),
    places: names(body.lorebook.locations),
  };
}

describe('a simulation in the world of a template', () => {
  it('plays with its people at its places, from its opening on', async () => {
    const { template, people, places } = await generated();
    const [one = '', two = ''] = people;
    const posted = await api.post(
      '/api/simulations',
      { scenario_template_id: template, character_names: [one, two.toUpperCase()], turns: 3, seed: 2 },
      ANA,
    );
    expect(posted.status, posted.text).toBe(202);
    const task = await ended(posted.body.task_id);
    expect(task).toMatchObject({
      status: 'completed',
      result: { participants: [one, two], turns_executed: 3 },
    });
    const { body: stored } = await api.get(`/api/scenarios/templates/${template}`, ANA);
    const opening = stored.starting_situation.split('. ')[0];
    expect(task.result.story).toContain(opening);
    for (let turn = 1; turn <= 3; turn += 1) {
      const { body: record } = await api.get(`/api/simulations/${posted.body.task_id}/turns/${turn}`, ANA);
      const told = record.prose.toLowerCase();
      expect(places.filter((name) => told.includes(name.toLowerCase()))).not.toEqual([]);
    }
  });

  it('is that of its lorebook, and of no other that is named beside it', async () => {
    const { template } = await generated();
    const other = await storeLorebook(test.db, { clientId: 'ana', content: soundBook() });
    const body = { scenario_template_id: template, lorebook_id: other.id, character_names: ['Alice', 'Bob'] };
    const refused = await api.post('/api/simulations', body, ANA);
    expect([refused.status, refused.body.details.issues[0].path]).toEqual([422, 'lorebook_id']);
  });
});

describe('a simulation in the world of a lorebook', () => {
  it('may be played by its people, by strangers and by inline characters together', async () => {
    const { id } = await storeLorebook(test.db, { clientId: 'ana', content: soundBook() });
    const posted = await api.post(
      '/api/simulations',
      {
        lorebook_id: id,
        character_names: ['ada_merrow', 'Alice'],
        characters: [{ name: 'Nemo' }],
        turns: 1,
        seed: 3,
      },
      ANA,
    );
    const { result } = await ended(posted.body.task_id);
    expect(result.participants).toEqual(['Ada Merrow', 'Alice', 'Nemo']);
    const { body } = await api.get(`/api/simulations/${posted.body.task_id}`, ANA);
    expect(Object.keys(body.world.locations).sort()).toEqual(['bell_rock', 'long_pier', 'salt_market']);
  });

  it('is played from what the book was when it was posted', async () => {
    const { id } = await storeLorebook(test.db, { clientId: 'ana', content: soundBook() });
    const posted = await api.post(
      '/api/simulations',
      { lorebook_id: id, character_names: ['Ada Merrow', 'Cass'], turns: 1, seed: 3 },
      ANA,
    );
    await api.send('DELETE', `/api/lorebooks/${id}`, { headers: ANA });
    expect(await ended(posted.body.task_id)).toMatchObject({ status: 'completed' });
  });

  it('names its people only with it', async () => {
    await storeLorebook(test.db, { clientId: 'ana', content: soundBook() });
    const refused = await api.post('/api/simulations', { character_names: ['Ada Merrow', 'Alice'] }, ANA);
    expect([refused.status, refused.body.details.error_code]).toEqual([404, 'CHARACTER_NOT_FOUND']);
  });

  it('is not another client’s to play in, and is an admin’s', async () => {
    const { id } = await storeLorebook(test.db, { clientId: 'ana', content: soundBook() });
    const body = { lorebook_id: id, character_names: ['Ada Merrow', 'Cass'], turns: 1 };
    const refused = await api.post('/api/simulations', body, BEN);
    expect([refused.status, refused.body.details.error_code]).toEqual([404, 'LOREBOOK_NOT_FOUND']);
    expect((await api.post('/api/simulations', body, BOSS)).status).toBe(202);
  });

  it('is refused where it has no place, with its path in a batch', async () => {
    const { id } = await storeLorebook(test.db, { clientId: 'ana', content: soundBook({ locations: [] }) });
    const item = { lorebook_id: id, character_names: ['Ada Merrow', 'Cass'] };
    const refused = await api.post(
      '/api/simulations/batch',
      { items: [{ character_names: ['Alice', 'Bob'] }, item] },
      ANA,
    );
    expect([refused.status, refused.body.details.issues[0]]).toEqual([
      422,
      { path: 'items[1].lorebook_id', message: 'has no place to play in' },
    ]);
  });
});
