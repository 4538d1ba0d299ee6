import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STARTER_CLIENT } from '../../../src/config.js';
import { IdempotencyKeyReusedError, NotFoundError, ValidationError } from '../../../src/errors.js';
import type { Json } from '../../../src/json.js';
import { NOTHING_COMMITTED } from '../../../src/store/simulations.js';
import type { SubmittedTask } from '../../../src/tasks/accept.js';
import { assertReadable, UnreadableCheckpointError } from '../../../src/tasks/checkpoint.js';
import { simulationRequestSchema } from '../../../src/tasks/simulation-request.js';
import { resolveRequest } from '../../../src/tasks/simulation-source.js';
import { type SubmitDependencies, submitSimulation } from '../../../src/tasks/submit-simulation.js';
import type { SimulationTaskRequest } from '../../../src/tasks/task-request.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { submission } from '../../support/simulations.js';

let test: TestDatabase;
let deps: SubmitDependencies;
beforeAll(async () => {
  test = await createTestDatabase();
  deps = submission(test.db);
});
afterAll(() => test.drop());

async function submit(
  body: object,
  options: { readonly clientId?: string; readonly idempotencyKey?: string } = {},
): Promise<SubmittedTask> {
  const request = simulationRequestSchema.parse({ character_names: ['Alice', 'Bob'], turns: 2, ...body });
  return submitSimulation(deps, { clientId: 'local', ...options, request });
}

/** What a promise is refused with. */
async function refusal(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was accepted');
}

async function snapshotOf(id: string): Promise<SimulationTaskRequest['snapshot']> {
  const { request } = await test.db.prisma.task.findUniqueOrThrow({ where: { id } });
  return (await resolveRequest(test.db, request as Json)).snapshot;
}

it('a task is handed back by a program of the version that looked for the snapshot in its request', async () => {
  const { id } = await submit({});
  const { request } = await test.db.prisma.task.findUniqueOrThrow({ where: { id } });
  // What that version did with every request before it played.
  const check = () => assertReadable(request as unknown as SimulationTaskRequest, NOTHING_COMMITTED);
  expect(check).toThrow(UnreadableCheckpointError);
});

const countTasks = (clientId: string) => test.db.prisma.task.count({ where: { clientId } });

describe('an idempotency key', () => {
  it('makes one task of fifty posts of the same body at once', async () => {
    const clientId = 'eager';
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => submit({ seed: 1 }, { clientId, idempotencyKey: 'once' })),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(new Set(answers.map(({ createdAt }) => createdAt.getTime())).size).toBe(1);
    expect(await countTasks(clientId)).toBe(1);
    expect(await test.db.prisma.simulation.count({ where: { clientId } })).toBe(1);
  });

  it('makes one task although each post would draw a seed of its own', async () => {
    const clientId = 'drawing';
    const first = await submit({}, { clientId, idempotencyKey: 'once' });
    expect(await submit({}, { clientId, idempotencyKey: 'once' })).toEqual(first);
  });

  it('is refused with another body, and nothing is stored', async () => {
    const clientId = 'changing';
    await submit({ seed: 1 }, { clientId, idempotencyKey: 'mine' });
    const error = await refusal(submit({ seed: 2 }, { clientId, idempotencyKey: 'mine' }));
    expect(error).toBeInstanceOf(IdempotencyKeyReusedError);
    expect(await countTasks(clientId)).toBe(1);
  });

  it('of different bodies at once accepts one and refuses the others', async () => {
    const clientId = 'mixed';
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, seed) => submit({ seed }, { clientId, idempotencyKey: 'mixed' })),
    );
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(refused).toHaveLength(19);
    for (const error of refused) {
      expect(error).toBeInstanceOf(IdempotencyKeyReusedError);
    }
    expect(await countTasks(clientId)).toBe(1);
  });

  it('belongs to its client: the same key of another one is another task', async () => {
    const mine = await submit({ seed: 1 }, { clientId: 'one', idempotencyKey: 'shared' });
    const theirs = await submit({ seed: 1 }, { clientId: 'other', idempotencyKey: 'shared' });
    expect(theirs.id).not.toBe(mine.id);
  });

  it('answers with the task as it stands, also when its characters are gone by then', async () => {
    const clientId = 'leaving';
    const own = { name: 'Zuleika', traits: {}, goals: [] };
    await test.db.prisma.character.create({
      data: { clientId, id: 'zuleika', name: 'Zuleika', profile: own, contentHash: 'x' },
    });
    const options = { clientId, idempotencyKey: 'once' };
    const first = await submit({ character_names: ['Zuleika', 'Bob'] }, options);
    await test.db.prisma.character.delete({ where: { clientId_id: { clientId, id: 'zuleika' } } });
    expect((await submit({ character_names: ['Zuleika', 'Bob'] }, options)).id).toBe(first.id);
    await refusal(submit({ character_names: ['Zuleika', 'Bob'] }, { clientId }));
  });
});

describe('a cast', () => {
  it('with characters that nobody knows is refused by name, with those they may mean', async () => {
    const clientId = 'misspelling';
    const error = await refusal(submit({ character_names: ['Alcie', 'Bob', 'Xanthippus'] }, { clientId }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({
      code: 'CHARACTER_NOT_FOUND',
      status: 404,
      message: expect.stringMatching(/"Alcie".*"Xanthippus"/),
    });
    const { issues, suggestions } = error as NotFoundError;
    expect(issues.map(({ path }) => path)).toEqual(['character_names[0]', 'character_names[2]']);
    expect(suggestions.join(' ')).toContain('Alice');
    expect(suggestions.join(' ')).not.toContain('Bob');
    expect(await countTasks(clientId)).toBe(0);
  });

  it('that names a character by id and by name is refused, naming both places', async () => {
    const { name } = await test.db.prisma.character.findFirstOrThrow({
      where: { clientId: STARTER_CLIENT, id: 'pilot' },
    });
    const error = await refusal(submit({ character_names: ['pilot', 'Bob', name.toUpperCase()] }));
    expect(error).toBeInstanceOf(ValidationError);
    const [issue, ...rest] = (error as ValidationError).issues;
    expect(rest).toEqual([]);
    expect(issue?.path).toBe('character_names[2]');
    expect(issue?.message).toContain('character_names[0]');
  });

  it('that gives a known character again inline is refused, naming both places', async () => {
    const error = await refusal(
      submit({ character_names: ['pilot', 'Bob'], characters: [{ name: 'Pilot!', traits: {}, goals: [] }] }),
    );
    expect(error).toBeInstanceOf(ValidationError);
    const [issue] = (error as ValidationError).issues;
    expect(issue?.path).toBe('characters[0]');
    expect(issue?.message).toContain('character_names[0]');
  });

  it("takes the client's own character before the starter's, and no one else's", async () => {
    const profile = { name: 'Alice', description: 'Nobody else has her.', traits: {}, goals: [] };
    await test.db.prisma.character.create({
      data: { clientId: 'owner', id: 'alice', name: 'Alice', profile, contentHash: 'x' },
    });
    const mine = await snapshotOf((await submit({}, { clientId: 'owner' })).id);
    const theirs = await snapshotOf((await submit({}, { clientId: 'stranger' })).id);
    expect(JSON.stringify(mine.cast[0])).toContain('Nobody else has her.');
    expect(JSON.stringify(theirs.cast[0])).not.toContain('Nobody else has her.');
  });

  it('is stored as it was: a character that changes later changes no accepted task', async () => {
    const clientId = 'editor';
    const profile = { name: 'Edda', description: 'As she was.', traits: {}, goals: [] };
    await test.db.prisma.character.create({
      data: { clientId, id: 'edda', name: 'Edda', profile, contentHash: 'x' },
    });
    const names = { character_names: ['edda', 'Bob'] };
    const { id } = await submit(names, { clientId });
    const before = await snapshotOf(id);
    expect(JSON.stringify(before.cast)).toContain('As she was.');
    await test.db.prisma.character.update({
      where: { clientId_id: { clientId, id: 'edda' } },
      data: { name: 'Edith', profile: { ...profile, name: 'Edith', description: 'As she became.' } },
    });
    expect(await snapshotOf(id)).toEqual(before);
    const after = await snapshotOf((await submit(names, { clientId })).id);
    expect(JSON.stringify(after.cast)).toContain('As she became.');
  });
});

describe('a seed', () => {
  it('is drawn when none is given, stored with the task, and another one each time', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, async () => (await submit({})).id));
    const simulations = await test.db.prisma.simulation.findMany({ where: { id: { in: ids } } });
    expect(new Set(simulations.map(({ seed }) => seed)).size).toBe(10);
    for (const { id, seed } of simulations) {
      expect((await snapshotOf(id)).seed).toBe(Number(seed));
    }
  });

  it.each([0, -1, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER])(
    'of %s is kept exactly',
    async (seed) => {
      const { id } = await submit({ seed });
      expect((await snapshotOf(id)).seed).toBe(seed);
      const simulation = await test.db.prisma.simulation.findUniqueOrThrow({ where: { id } });
      expect(simulation.seed).toBe(BigInt(seed));
    },
  );

  it('makes the snapshot: the same request with the same seed is the same to the last byte', async () => {
    const [one, other, third] = [
      await submit({ seed: 9 }),
      await submit({ seed: 9 }),
      await submit({ seed: 10 }),
    ];
    expect(await snapshotOf(one.id)).toEqual(await snapshotOf(other.id));
    expect(await snapshotOf(one.id)).not.toEqual(await snapshotOf(third.id));
  });
});

describe('a world', () => {
  it.each([
    ['lorebook_id', 'LOREBOOK_NOT_FOUND'],
    ['scenario_template_id', 'SCENARIO_TEMPLATE_NOT_FOUND'],
  ])('that is not there (%s) is refused by its id', async (field, code) => {
    const id = '0198c0de-0000-7000-8000-000000000000';
    const error = await refusal(submit({ [field]: id }));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(id) });
  });

  it('described in text with markup, quotes and SQL is kept to the letter', async () => {
    const setting = `<b>'; DROP TABLE task; -- "\\" \u{1f30a} ${'x'.repeat(5_000)}`;
    const { id } = await submit({ setting });
    expect(JSON.stringify(await snapshotOf(id))).toContain(JSON.stringify(setting).slice(1, -1));
  });
});
