import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../benches/report.js';
import { checkDelivery, deliveryFaults } from '../pool/delivery.js';
import { withPool } from '../pool/pool.js';
import type { LoadOptions, LoadReport } from '../report/load-report.js';
import { postOne } from '../traffic/simulations.js';
import { minding } from './settings.js';

/** How many users at once. */
const LEVELS = [5, 10, 25, 50, 100, 250];
const SMOKE_LEVELS = [2, 5];
const WORKERS = 2;
/** The body that every user posts. */
const BODY = { character_names: ['Alice', 'Bob'], turns: 2 };
/** Between two polls of a user. */
const POLL_MS = 200;
/** What is held to a time: so many users are done within so many seconds. */
const HELD = { users: 25, seconds: 2 };

/** Users who post a simulation at the same moment and poll until it is told, more of them at each level. */
export async function levels({ ground, smoke, say }: LoadOptions): Promise<LoadReport> {
  const workers = smoke ? 1 : WORKERS;
  const settings = minding(smoke);
  return withPool({ ground, workers, settings }, async ({ url, database }) => {
    const rows: { users: number; success_rate: number; mean_s: number; p95_s: number; max_s: number }[] = [];
    const accepted: string[] = [];
    await user(url);
    for (const users of smoke ? SMOKE_LEVELS : LEVELS) {
      say(`${users} users`);
      const done = await Promise.all(Array.from({ length: users }, () => user(url)));
      accepted.push(...done.map(({ id }) => id));
      const seconds = done.map((each) => each.seconds).sort((a, b) => a - b);
      rows.push({
        users,
        success_rate: done.filter(({ status }) => status === 'completed').length / users,
        mean_s: seconds.reduce((sum, each) => sum + each, 0) / users,
        p95_s: quantile(seconds, 0.95),
        max_s: quantile(seconds, 1),
      });
    }
    const delivery = await checkDelivery(database.db, accepted);
    const held = rows.find(({ users }) => users === HELD.users);
    return {
      rows,
      figures: {
        workers,
        levels: rows,
        slowest_of_25_s: held?.max_s ?? null,
        delivery: { ...delivery },
      },
      thresholds:
        held === undefined
          ? []
          : [
              {
                what: 'seconds to the end for the slowest of 25 users',
                value: held.max_s,
                limit: HELD.seconds,
                is: 'most',
              },
            ],
      faults: [
        ...rows
          .filter(({ success_rate: share }) => share < 1)
          .map(({ users, success_rate: share }) => `only ${share * 100} % of ${users} users had their story`),
        ...deliveryFaults(delivery, accepted),
      ],
      configuration: { workers, ...settings, poll_ms: POLL_MS },
      notes: [`Each user posts once and polls every ${POLL_MS} ms, as the default settings have it.`],
      chart: {
        kind: 'lines',
        title: 'From the post to the end, by users at once',
        unit: 'seconds',
        across: 'users',
        series: [
          { name: 'mean', points: rows.map(({ users, mean_s }) => [users, mean_s]) },
          { name: 'slowest', points: rows.map(({ users, max_s }) => [users, max_s]) },
        ],
      },
    };
  });
}

/** One user's whole visit. */
async function user(url: string): Promise<{ id: string; status: string; seconds: number }> {
  const startedAt = performance.now();
  const id = await postOne(url, BODY);
  for (;;) {
    const { status } = (await (await fetch(`${url}/api/tasks/${id}`)).json()) as { readonly status: string };
    if (!['queued', 'running'].includes(status)) {
      return { id, status, seconds: (performance.now() - startedAt) / 1000 };
    }
    await delay(POLL_MS);
  }
}
