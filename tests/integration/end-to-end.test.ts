import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accepted, ended, postSimulation } from '../support/api.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Program, startProgram } from '../support/program.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js';

/** The whole program as `npm start` runs it, once for each kind of queue. */
describe.each(['postgres', 'redis'] as const)('the program with its queue on %s', (kind) => {
  describe.skipIf(kind === 'redis' && !hasRedis)(`${kind} queue`, () => {
    let database: TestDatabase;
    let redis: TestRedis | undefined;
    let program: Program;
    let url: string;

    beforeAll(async () => {
      database = await createTestDatabase();
      redis = kind === 'redis' ? await startRedis() : undefined;
      program = startProgram('workers/supervisor', {
        DATABASE_URL: database.url,
        REDIS_URL: redis?.url ?? '',
        QUEUE_PREFIX: kind === 'redis' ? `t${randomBytes(4).toString('hex')}` : 'test',
        WORKER_PROCESSES: '2',
      });
      url = await program.ready;
    });
    afterAll(async () => {
      await program.end();
      await redis?.stop();
      await database.drop();
    });

    it('answers a waiting post with exactly the promised fields', async () => {
      const response = await postSimulation(
        url,
        { character_names: ['Alice', 'Bob'], turns: 2 },
        { prefer: 'wait=30' },
      );
      expect(response.status).toBe(200);
      expect(response.headers.get('preference-applied')).toBe('wait=30');
      const body = (await response.json()) as Record<string, unknown>;
      expect(Object.keys(body).sort()).toEqual([
        'duration_seconds',
        'participants',
        'story',
        'task_id',
        'turns_executed',
      ]);
      expect(body).toMatchObject({ participants: ['Alice', 'Bob'], turns_executed: 2 });
      expect(body.story).toContain('Alice');
    });

    it('completes fifty simulations posted at once: one seed, one story', async () => {
      const seeds = Array.from({ length: 50 }, (_, index) => 1_000 + Math.floor(index / 2));
      const ids = await Promise.all(
        seeds.map((seed) => accepted(url, { character_names: ['Alice', 'Bob', 'pilot'], turns: 3, seed })),
      );
      const tasks = await Promise.all(ids.map((id) => ended(url, id)));
      expect(tasks.map(({ status }) => status)).toEqual(seeds.map(() => 'completed'));
      const stories = new Map<number, Set<string>>();
      tasks.forEach(({ result }, index) => {
        const seed = seeds[index] ?? 0;
        stories.set(seed, (stories.get(seed) ?? new Set()).add(result?.story ?? ''));
      });
      for (const [seed, told] of stories) {
        expect(told.size, `stories of seed ${seed}`).toBe(1);
      }
      expect(new Set([...stories.values()].flatMap((told) => [...told])).size).toBe(25);
    });

    it('commits every turn once and tells it before the end', async () => {
      const id = await accepted(url, { character_names: ['engineer', 'scientist'], turns: 5 });
      await ended(url, id);
      const { turns } = (await (await fetch(`${url}/api/simulations/${id}/turns`)).json()) as {
        turns: { turn: number; prose: string }[];
      };
      expect(turns.map(({ turn }) => turn)).toEqual([1, 2, 3, 4, 5]);
      expect(turns.every(({ prose }) => prose.length > 100)).toBe(true);
      const events = await (await fetch(`${url}/api/tasks/${id}/events`)).text();
      const types = [...events.matchAll(/^event: ?(\w+)$/gm)].map(([, type]) => type);
      expect(types.filter((type) => type === 'turn')).toHaveLength(5);
      expect(types.filter((type) => type === 'prose')).toHaveLength(5);
      expect(types.at(-1)).toBe('completed');
    });

    it('says so when the offline narrator cannot write the language asked for', async () => {
      const request = { character_names: ['Alice', 'Bob'], turns: 1 };
      const german = await ended(url, await accepted(url, { ...request, style: { language: 'de' } }));
      const english = await ended(url, await accepted(url, { ...request, style: { language: 'en-GB' } }));
      expect(german.result).toMatchObject({
        degraded: true,
        degraded_reasons: [expect.stringContaining('English')],
      });
      expect(english.result).toMatchObject({ degraded: false, degraded_reasons: [] });
    });

    it('lets a world change from turn to turn', async () => {
      const id = await accepted(url, { character_names: ['Alice', 'Bob'], turns: 6, seed: 5 });
      await ended(url, id);
      const turns = await database.db.prisma.turn.findMany({
        where: { simulationId: id },
        orderBy: { turn: 'asc' },
      });
      expect(new Set(turns.map(({ state }) => JSON.stringify(state))).size).toBe(6);
    });
  });
});
