import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import { submitScenario } from '../../../src/tasks/submit-scenario.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { SCENARIO } from '../../support/scenarios.js';
import { submission } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';
import { startApi, type TestApi } from '../http/api.js';

let test: TestDatabase;
let api: TestApi;
let stop: () => Promise<void>;

beforeAll(async () => {
  test = await createTestDatabase();
  const worker = await startTestWorker(test, new OfflineModel());
  stop = () => worker.stop();
  api = await startApi(test.db, {
    generate: (input) => submitScenario(submission(test.db), input),
    keys: {
      ana: { client: 'ana', role: 'client' },
      ben: { client: 'ben', role: 'client' },
    },
  });
});
afterAll(async () => {
  await api.close();
  await stop();
  await test.drop();
});

const ANA = { authorization: 'Bearer ana' };
const BEN = { authorization: 'Bearer ben' };

async function generated(body: object, headers = ANA) {
  const { body: posted } = await api.post('/api/scenarios/generate', { ...SCENARIO, ...body }, headers);
  return until(async () => {
    const { body: status } = await api.get(`/api/scenarios/status/${posted.task_id}`, headers);
    return ['completed', 'failed', 'cancelled'].includes(status.status) && status;
  });
}

describe('a scenario without a model', () => {
  it('is generated to the same content by the same seed, without a repair', async () => {
    const bodies = [{ cache: 'off' }, { cache: 'off' }].map((each) => ({
      ...each,
      generation_options: { seed: 11, template_count: 2 },
    }));
    const books = [];
    for (const body of bodies) {
      const { result, status } = await generated(body);
      expect(status).toBe('completed');
      const { body: read } = await api.get(`/api/lorebooks/${result.lorebook_id}`, ANA);
      books.push(read.lorebook);
    }
    const [one, other] = books;
    expect(one.generation_metadata).toMatchObject({ method: 'offline', repairs: [], score: 1 });
    expect(other.version).toBe(one.version);
  });

  it('is refused with every field that does not fit, and for a lorebook that is not there', async () => {
    const refused = await api.post(
      '/api/scenarios/generate',
      { series_type: 'opera', generation_options: { template_count: 4 }, mood: 'dark' },
      ANA,
    );
    expect(refused.status).toBe(422);
    expect(refused.body.details.issues.map(({ path }: { path: string }) => path).sort()).toEqual([
      'generation_options.template_count',
      'mood',
      'series_title',
      'series_type',
    ]);
    const missing = await api.post(
      '/api/scenarios/generate',
      {
        ...SCENARIO,
        generation_options: { lorebook_ids: ['01900000-0000-7000-8000-000000000000'] },
      },
      ANA,
    );
    expect([missing.status, missing.body.details.error_code]).toEqual([404, 'LOREBOOK_NOT_FOUND']);
  });

  it('is one task for one idempotency key, and another body with it is refused', async () => {
    const headers = { ...ANA, 'idempotency-key': 'coast-1' };
    const [first, again] = [
      await api.post('/api/scenarios/generate', SCENARIO, headers),
      await api.post('/api/scenarios/generate', SCENARIO, headers),
    ];
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({
      status: 'started',
      message: 'Started generating scenario for The Drowned Coast',
    });
    const other = await api.post('/api/scenarios/generate', { ...SCENARIO, tone: 'light' }, headers);
    expect(other.body.details.error_code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('builds on a lorebook of one’s own, as it was', async () => {
    const { result } = await generated({});
    const on = await generated({ generation_options: { lorebook_ids: [result.lorebook_id] } });
    expect(on.status).toBe('completed');
  });
});

describe('what was generated', () => {
  it('is its client’s alone', async () => {
    const { task_id, result } = await generated({});
    for (const path of [
      `/api/scenarios/status/${task_id}`,
      `/api/lorebooks/${result.lorebook_id}`,
      `/api/lorebooks/${result.lorebook_id}/export`,
      `/api/scenarios/templates/${result.scenario_template_id}`,
    ]) {
      expect([(await api.get(path, ANA)).status, (await api.get(path, BEN)).status]).toEqual([200, 404]);
    }
    const deleted = await api.send('DELETE', `/api/lorebooks/${result.lorebook_id}`, { headers: BEN });
    expect(deleted.status).toBe(404);
  });

  it('is listed by every condition at once', async () => {
    const { result } = await generated({ series_title: 'Lord of the Fens', genre: ['mystery', 'horror'] });
    const titled = await api.get('/api/lorebooks?series_title=LORD&genre=mystery', ANA);
    expect(titled.body.lorebooks).toMatchObject([{ id: result.lorebook_id, title: 'Lord of the Fens' }]);
    expect((await api.get('/api/lorebooks?series_title=LORD&genre=western', ANA)).body.lorebooks).toEqual([]);
    const path = `/api/scenarios/templates?lorebook_id=${result.lorebook_id}`;
    const [template] = (await api.get(path, ANA)).body.templates;
    const tags = encodeURIComponent(template.tags.join(',').toUpperCase());
    const level = template.difficulty_level;
    expect(
      (await api.get(`${path}&tags=${tags}&difficulty=${level}&limit=1`, ANA)).body.templates,
    ).toHaveLength(1);
    expect((await api.get(`${path}&tags=${tags},no-such-tag`, ANA)).body.templates).toEqual([]);
    expect((await api.get('/api/lorebooks?limit=1', ANA)).body.next_cursor).toEqual(expect.any(String));
  });

  it('is read, changed and sent back; an edit of what has changed since is refused', async () => {
    const { result } = await generated({});
    const path = `/api/lorebooks/${result.lorebook_id}`;
    const { lorebook } = (await api.get(path, ANA)).body;
    const put = (body: unknown) =>
      api.send('PUT', path, {
        headers: { ...ANA, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const edited = await put({ ...lorebook, tone: 'hopeful', characters: lorebook.characters.slice(1) });
    expect(edited.status).toBe(200);
    expect(edited.body.lorebook).toMatchObject({ tone: 'hopeful' });
    expect(edited.body.lorebook.version).not.toBe(lorebook.version);
    expect(edited.body.summary.characters_count).toBe(lorebook.characters.length - 1);
    const late = await put({ ...lorebook, tone: 'grim' });
    expect([late.status, late.body.details.error_code]).toEqual([409, 'LOREBOOK_CHANGED']);
    expect((await put({ ...lorebook, colour: 'red' })).status).toBe(422);
    const { version: _version, ...current } = edited.body.lorebook;
    const twice = await put({ ...current, entries: [current.entries[0], current.entries[0]] });
    expect([twice.status, twice.body.details.issues]).toEqual([
      422,
      [{ path: 'entries', message: 'must have no uid twice' }],
    ]);
  });

  it('is no longer reused for its seed once it was changed', async () => {
    const body = { generation_options: { seed: 77 } };
    const first = await generated(body);
    expect((await generated(body)).result.cached_from).toBe(first.task_id);
    const path = `/api/scenarios/templates/${first.result.scenario_template_id}`;
    const template = (await api.get(path, ANA)).body;
    await api.send('PUT', path, {
      headers: { ...ANA, 'content-type': 'application/json' },
      body: JSON.stringify({ ...template, title: 'Another way in' }),
    });
    expect((await generated(body)).result.cached).toBe(false);
  });

  it('is deleted with its templates only when that is said', async () => {
    const { result } = await generated({});
    const path = `/api/lorebooks/${result.lorebook_id}`;
    const refused = await api.send('DELETE', path, { headers: ANA });
    expect([refused.status, refused.body.details.error_code]).toEqual([409, 'LOREBOOK_IN_USE']);
    expect(refused.body.details.issues[0].path).toContain(result.scenario_template_id);
    expect((await api.send('DELETE', `${path}?templates=delete`, { headers: ANA })).status).toBe(204);
    expect((await api.get(path, ANA)).status).toBe(404);
    expect((await api.get(`/api/scenarios/templates/${result.scenario_template_id}`, ANA)).status).toBe(404);
    expect(await test.db.prisma.characterProfile.count({ where: { lorebookId: result.lorebook_id } })).toBe(
      0,
    );
  });
});

describe('a lorebook that is imported', () => {
  const BOOK = {
    entries: {
      zeta: { uid: 7, key: ['harbour'], content: 'The harbour is shut at night.', order: 20, mood: 'grim' },
      alpha: { uid: 3, key: ['bell'], content: 'The bell rings for the drowned.', selectiveLogic: 9 },
    },
    unknown: { kept: true },
  };
  const importing = (body: unknown, query = '') => api.post(`/api/lorebooks/import${query}`, body, ANA);

  it('is told beforehand, is one however often it comes, and goes back as it came', async () => {
    const trial = await importing(BOOK, '?dry_run=true');
    expect([trial.status, trial.body]).toMatchObject([
      200,
      {
        id: null,
        dry_run: true,
        kind: 'book',
        entries_count: 2,
        unmapped: [{ uid: '3', path: 'selectiveLogic' }],
      },
    ]);
    const [first, again] = [await importing(BOOK), await importing(BOOK)];
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.id).toBe(first.body.id);
    const { text } = await api.get(`/api/lorebooks/${first.body.id}/export`, ANA);
    expect(text).toBe(JSON.stringify(BOOK));
  });

  it('goes back whole when it was exported whole', async () => {
    const { result } = await generated({ generation_options: { seed: 5 } });
    const path = `/api/lorebooks/${result.lorebook_id}`;
    const document = (await api.get(`${path}/export`, ANA)).body;
    expect(document.spec).toBe('novel_engine_lorebook');
    const imported = await importing(document);
    const copy = (await api.get(`/api/lorebooks/${imported.body.id}`, ANA)).body.lorebook;
    expect(copy.version).toBe((await api.get(path, ANA)).body.lorebook.version);
    const book = (await api.get(`${path}/export?format=book`, ANA)).body;
    expect(book).toMatchObject({ spec: 'lorebook_v3' });
    expect(book.data.entries).toHaveLength(copy.entries.length);
  });

  it('calls nobody by mark-up alone: nothing of it is left in a story', async () => {
    const { result } = await generated({ generation_options: { seed: 5 } });
    const document = (await api.get(`/api/lorebooks/${result.lorebook_id}/export`, ANA)).body;
    document.data.characters[0].name = '<b></b>';
    const refused = await importing(document);
    expect([refused.status, refused.body.details.issues[0].path]).toEqual([422, 'data.characters[0].name']);
  });

  it('says what does not fit as every refusal does, a hundred times at most', async () => {
    const data = { themes: [5], key_events: Array(150).fill({}), mood: 'grave' };
    const { body } = await importing({ spec: 'novel_engine_lorebook', data });
    expect(body.details.issues).toHaveLength(100);
    expect(body.details.issues).toEqual(
      expect.arrayContaining([
        { path: 'data.themes[0]', message: 'must be a text' },
        { path: 'data.tone', message: 'is required' },
      ]),
    );
  });

  it.each([
    ['no book at all', { hello: 'there' }],
    ['a lorebook with a hole in it', { spec: 'novel_engine_lorebook', data: { tone: 'grave' } }],
    ['a card without a book', { spec: 'chara_card_v2', data: { name: 'Mara' } }],
  ])('is refused when it is %s', async (_what, body) => {
    const refused = await importing(body);
    expect([refused.status, refused.body.details.error_code]).toEqual([422, 'IMPORT_FAILED']);
  });
});
