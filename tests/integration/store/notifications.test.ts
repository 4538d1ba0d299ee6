import { getEventListeners } from 'node:events';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Channel,
  channelName,
  createNotifier,
  type Listener,
  openListener,
} from '../../../src/store/notifications.js';
import { openTaskChanges, type TaskChanges } from '../../../src/tasks/changes.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startProxy } from '../../support/proxy.js';
import { insertTask } from '../../support/tasks.js';
import { until } from '../../support/until.js';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) {
    await clean();
  }
});

interface Heard {
  readonly channel: Channel;
  readonly taskIds: readonly string[];
}

/** A listener that listens by the time this resolves, and what it has heard since. */
async function listen(channels: readonly Channel[], url = test.url) {
  const heard: Heard[] = [];
  const errors: Error[] = [];
  const listener: Listener = openListener({
    url,
    name: 'novel-engine test',
    channels,
    onNotification: (channel, taskIds) => heard.push({ channel, taskIds }),
    onError: (error) => errors.push(error),
  });
  cleanups.push(() => listener.close());
  await until(() => heard.length >= channels.length);
  heard.length = 0;
  return { heard, errors, listener };
}

/** Ids that were told in so many notifications, in one set. */
const idsOf = (heard: readonly Heard[]) => new Set(heard.flatMap(({ taskIds }) => taskIds));

describe('a notification', () => {
  it('brings the ids of changed tasks to every listener of the channel', async () => {
    const [one, other] = [await listen(['changed']), await listen(['changed', 'queued'])];
    const ids = [uuidv7(), uuidv7()];
    const notifier = createNotifier(test.db);
    for (const id of ids) {
      notifier.notify('changed', id);
    }
    await until(() => idsOf(one.heard).size === 2 && idsOf(other.heard).size === 2);
    expect(idsOf(one.heard)).toEqual(new Set(ids));
    expect(other.heard.map(({ channel }) => channel)).not.toContain('queued');
  });

  it('of a queued task names none, and reaches no one who listens to something else', async () => {
    const [relay, watcher] = [await listen(['queued']), await listen(['changed'])];
    const notifier = createNotifier(test.db);
    notifier.notify('queued', uuidv7());
    await until(() => relay.heard.length > 0);
    const id = uuidv7();
    notifier.notify('changed', id);
    await until(() => watcher.heard.length > 0);
    expect(relay.heard).toEqual([{ channel: 'queued', taskIds: [] }]);
    expect(watcher.heard).toEqual([{ channel: 'changed', taskIds: [id] }]);
  });

  it('of posts alone names their kinds, and of anything beside them nothing', async () => {
    const { heard } = await listen(['queued']);
    const notifier = createNotifier(test.db);
    for (const kind of ['simulation', 'action', 'simulation']) notifier.notify('queued', kind);
    await until(() => heard.length > 0);
    notifier.notify('queued', 'simulation');
    notifier.notify('queued', uuidv7());
    await until(() => heard.length > 1);
    expect(heard).toEqual([
      { channel: 'queued', taskIds: ['simulation', 'action'] },
      { channel: 'queued', taskIds: [] },
    ]);
  });

  it('is as good with a thousand ids at once, which no payload could hold', async () => {
    const { heard } = await listen(['changed']);
    const ids = Array.from({ length: 1_000 }, () => uuidv7());
    const notifier = createNotifier(test.db);
    for (const id of ids) {
      notifier.notify('changed', id);
    }
    await notifier.flush();
    await until(() => idsOf(heard).size === ids.length);
    expect(idsOf(heard)).toEqual(new Set(ids));
    expect(heard.length).toBeGreaterThan(1);
  });

  it('told while another is being sent is sent as well', async () => {
    const { heard } = await listen(['changed']);
    const notifier = createNotifier(test.db);
    const ids = Array.from({ length: 20 }, () => uuidv7());
    for (const id of ids) {
      notifier.notify('changed', id);
      await notifier.flush();
    }
    const late = uuidv7();
    const flushed = notifier.flush();
    notifier.notify('changed', late);
    await flushed;
    await until(() => idsOf(heard).has(late));
    expect(idsOf(heard)).toEqual(new Set([...ids, late]));
  });
});

describe('a statement that tells by itself', () => {
  it('may do so now and then, others send apart from it', () => {
    const notifier = createNotifier(test.db);
    expect([notifier.takeTurn(), notifier.takeTurn()]).toEqual([true, false]);
  });

  it('tells the relay of a simulation when it is committed', async () => {
    const { heard } = await listen(['queued']);
    await insertTask(test.db, { tellsRelay: true });
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ channel: 'queued', taskIds: ['simulation'] }]);
    // One that stores nothing, and one that leaves it to others, tell nothing.
    await insertTask(test.db, { tellsRelay: true, room: 0 });
    await insertTask(test.db);
    await test.db.execute`SELECT pg_notify(${channelName('queued')}, 'last')`;
    await until(() => heard.length > 1);
    expect(heard.slice(1)).toEqual([{ channel: 'queued', taskIds: ['last'] }]);
  });
});

describe('a listener whose connection is cut', () => {
  it('comes back, says that it may have missed something, and hears again', async () => {
    const proxy = await startProxy(test.url);
    cleanups.push(() => proxy.close());
    const { heard, errors } = await listen(['changed', 'queued'], proxy.url);
    await proxy.cut();
    await until(() => errors.length > 0);
    await proxy.mend();
    await until(() => heard.length >= 2);
    expect(heard).toEqual([
      { channel: 'changed', taskIds: [] },
      { channel: 'queued', taskIds: [] },
    ]);
    const id = uuidv7();
    createNotifier(test.db).notify('changed', id);
    await until(() => idsOf(heard).has(id));
  });

  it('can be closed while the database is away', async () => {
    const proxy = await startProxy(test.url);
    cleanups.push(() => proxy.close());
    const { errors, listener } = await listen(['changed'], proxy.url);
    await proxy.cut();
    await until(() => errors.length > 1);
    await listener.close();
    const told = errors.length;
    await proxy.mend();
    expect(errors).toHaveLength(told);
  });
});

describe('waiting for a task to change', () => {
  async function changes(url = test.url): Promise<TaskChanges> {
    const opened = openTaskChanges({ url, onError: () => undefined });
    cleanups.push(() => opened.close());
    // Whoever waits before the first connection is woken by it: after that, only by what is told.
    await opened.next('none', new AbortController().signal);
    return opened;
  }

  it('ends when the task is told of, for all who wait for it and for no one else', async () => {
    const waiting = await changes();
    const notifier = createNotifier(test.db);
    const { signal } = new AbortController();
    // Those who wait for another task began first: if nothing were told, they would be the first to look again.
    await until(async () => {
      const [mine, another] = [uuidv7(), uuidv7()];
      let othersLooked = false;
      const others = waiting.next(another, signal).then(() => {
        othersLooked = true;
      });
      const both = [waiting.next(mine, signal), waiting.next(mine, signal)];
      notifier.notify('changed', mine);
      await Promise.all(both);
      const told = !othersLooked;
      await others;
      return told;
    });
  });

  it('ends by itself after a while, so that a lost notification costs no more than that', async () => {
    const waiting = await changes();
    await waiting.next(uuidv7(), new AbortController().signal);
  });

  it('is refused with the reason of the signal, before and during the wait', async () => {
    const waiting = await changes();
    const over = new AbortController();
    const reason = new Error('the client has left');
    const next = waiting.next(uuidv7(), over.signal);
    over.abort(reason);
    await expect(next).rejects.toBe(reason);
    await expect(waiting.next(uuidv7(), over.signal)).rejects.toBe(reason);
  });

  it('leaves nothing behind, however it ends', async () => {
    const waiting = await changes();
    const over = new AbortController();
    const id = uuidv7();
    const told = waiting.next(id, over.signal);
    createNotifier(test.db).notify('changed', id);
    await told;
    expect(getEventListeners(over.signal, 'abort')).toHaveLength(0);
    await waiting.next(id, over.signal);
    expect(getEventListeners(over.signal, 'abort')).toHaveLength(0);
    const refused = waiting.next(id, over.signal);
    over.abort(new Error('enough'));
    await expect(refused).rejects.toThrow('enough');
    expect(getEventListeners(over.signal, 'abort')).toHaveLength(0);
  });
});
