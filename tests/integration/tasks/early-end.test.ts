import { afterEach, expect, it } from 'vitest';
import { OfflineModel } from '../../../src/llm/offline/model.js';
import type { LanguageModel } from '../../../src/llm/port.js';
import type { ChronicleData } from '../../../src/simulation/model-data.js';
import { createTestDatabase } from '../../support/database.js';
import { submitted } from '../../support/simulations.js';
import { startTestWorker } from '../../support/task-worker.js';
import { until } from '../../support/until.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

it('the last chapter of a story that ends at a limit closes it', async () => {
  const test = await createTestDatabase();
  cleanups.push(() => test.drop());
  const offline = new OfflineModel();
  const chapters: Pick<ChronicleData, 'turn' | 'closes' | 'arc'>[] = [];
  const model: LanguageModel = {
    name: 'listening',
    generate: async (request, signal) => {
      if (request.key === 't0002-decide-alice') {
        const { deadlineAt } = await test.db.prisma.task.findUniqueOrThrow({
          where: { id: request.scope.taskId },
        });
        await until(() => Date.now() > (deadlineAt?.getTime() ?? 0));
      }
      if (request.purpose === 'chronicle') {
        const { turn, closes, arc } = request.data as ChronicleData;
        chapters.push({ turn, closes, arc });
      }
      return offline.generate(request, signal);
    },
  };
  const worker = await startTestWorker(test, model);
  cleanups.push(() => worker.stop());
  const id = await submitted(test.db, { turns: 9, limits: { deadline_seconds: 8 } });
  await until(async () => {
    const task = await test.db.prisma.task.findUniqueOrThrow({ where: { id } });
    return task.status === 'completed' || undefined;
  });
  expect(chapters).toEqual([
    { turn: 1, closes: false, arc: 'opening' },
    { turn: 2, closes: true, arc: 'closing' },
  ]);
});
