import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { buildWorld, checkHistory, expectAllCompleted, tearDownAfterEach } from './world.js';

tearDownAfterEach();

interface Heard {
  readonly id: number;
  readonly type: string;
  readonly data: unknown;
}

/** The events in what a stream has brought so far; one that was cut off is none. */
function eventsIn(text: string): Heard[] {
  return [...text.matchAll(/^id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n/gm)].map(
    ([, id, type = '', data = '']) => ({
      id: Number(id),
      type,
      data: JSON.parse(data),
    }),
  );
}

/** Follows a stream from after an event, and breaks it off when it has brought so many bytes, wherever that is. */
async function listenFor(url: string, after: number, bytes: number): Promise<Heard[]> {
  const leave = new AbortController();
  const response = await fetch(url, {
    headers: after === 0 ? {} : { 'last-event-id': String(after) },
    signal: leave.signal,
  });
  expect(response.status).toBe(200);
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= bytes) {
      break;
    }
  }
  leave.abort();
  return eventsIn(text.slice(0, bytes));
}

it('an event stream that breaks off again and again brings each event once, in order, by any API process', async () => {
  const turns = 10;
  const world = await buildWorld({ simulations: 1, turns, latencyMs: 40 });
  const [id = ''] = world.ids;
  const apis = [world.api.url, await world.startApi()];
  const heard: Heard[] = [];
  let breaks = 0;
  /** Streams in a row that brought nothing: the next may bring twice as much, however long an event is. */
  let barren = 0;
  while (heard.at(-1)?.type !== 'completed') {
    const digest = createHash('sha256')
      .update(`${process.env.FAULT_SEED ?? 'usual'} ${breaks}`)
      .digest();
    // Mostly too few for an event, sometimes enough for several.
    const bytes = Math.ceil(2_000 * 2 ** barren * (digest.readUInt16BE() / 2 ** 16) ** 4);
    const url = `${apis[breaks % apis.length]}/api/tasks/${id}/events`;
    const brought = await listenFor(url, heard.at(-1)?.id ?? 0, bytes);
    heard.push(...brought);
    barren = brought.length === 0 ? barren + 1 : 0;
    breaks += 1;
  }
  const told = await world.database.db.prisma.taskEvent.findMany({
    where: { taskId: id },
    orderBy: { seq: 'asc' },
  });
  expect(heard).toEqual(told.map(({ seq, type, data }) => ({ id: seq, type, data })));
  expect(heard.map((event) => event.id)).toEqual(heard.map((_, index) => index + 1));
  expect(breaks).toBeGreaterThan(2);
  const tasks = await world.allEnded();
  expectAllCompleted(tasks, turns);
  await checkHistory(world, tasks);
});
