import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { withModelServer } from '../model-server.js';
import { checkDelivery, deliveryFaults, openTasks, untilIdle } from '../pool/delivery.js';
import { withPool } from '../pool/pool.js';
import { until } from '../pool/until.js';
import type { LoadOptions, LoadReport } from '../report/load-report.js';
import { postBatch, postOne } from '../traffic/simulations.js';
import { modelSettings } from './settings.js';

const QUIET_CLIENTS = 9;
const FULL = { workers: 2, slots: 5, tasks: 1_000, latencyMs: 200, pauseMs: 700 };
const SMOKE = { workers: 1, slots: 4, tasks: 40, latencyMs: 60, pauseMs: 20 };
const BODY = { character_names: ['Alice', 'Bob'], turns: 2 };
/** Share of the queue that is worked off before the others post. */
const WARM_UP = 0.1;
const PATIENCE_SECONDS = 600;

/** One client fills the queue; once the pool is in its stride, nine others post one simulation each. */
export async function fairness({ ground, smoke, say }: LoadOptions): Promise<LoadReport> {
  const { workers, slots, tasks, latencyMs, pauseMs } = smoke ? SMOKE : FULL;
  const clients = ['busy', ...Array.from({ length: QUIET_CLIENTS }, (_, index) => `quiet-${index + 1}`)];
  const keys = new Map(clients.map((client) => [client, randomUUID()]));
  const authorization = (client: string) => ({ authorization: `Bearer ${keys.get(client)}` });
  return withModelServer({ latency: latencyMs }, (model) => {
    const settings = {
      ...modelSettings(model.url),
      GOVERNOR: 'false',
      MAX_CONCURRENT_SIMULATIONS: String(slots),
    };
    const withKeys = {
      ...settings,
      API_KEYS: [...keys]
        .map(([client, key]) => `${client}:client:${createHash('sha256').update(key).digest('hex')}`)
        .join(','),
    };
    return withPool({ ground, workers, settings: withKeys }, async ({ url, database: { db } }) => {
      const many = Array.from({ length: tasks }, () => BODY);
      const accepted = [...(await postBatch(url, many, authorization('busy')))];
      // Nobody is favoured by slots that are still free, nor held up by the first tasks of workers that have just started:
      // these all begin at the same moment and take the longest.
      await until(PATIENCE_SECONDS, 'the queue is not worked off', async () => {
        return (await openTasks(db)) <= (1 - WARM_UP) * tasks;
      });
      say(`${await openTasks(db)} tasks of one client are left; ${QUIET_CLIENTS} others post one each`);
      for (const client of clients.slice(1)) {
        accepted.push(await postOne(url, BODY, authorization(client)));
        await delay(pauseMs);
      }
      await untilIdle(db, PATIENCE_SECONDS);
      const [busy] = await db.query<{ mean: number }>`
        SELECT avg(extract(epoch FROM completed_at - started_at))::float8 AS mean FROM task`;
      const meanSeconds = busy?.mean ?? Number.NaN;
      const waits = await db.query<{ client: string; seconds: number }>`
        SELECT client_id AS client, extract(epoch FROM started_at - created_at)::float8 AS seconds
        FROM task WHERE client_id <> 'busy' ORDER BY client_id`;
      const [last] = await db.query<{ waited: number }>`
        SELECT max(extract(epoch FROM started_at - created_at))::float8 AS waited FROM task WHERE client_id = 'busy'`;
      const longest = Math.max(...waits.map(({ seconds }) => seconds));
      const delivery = await checkDelivery(db, accepted);
      return {
        rows: waits.map(({ client, seconds }) => ({
          client,
          waited_s: seconds,
          of_mean_duration: seconds / meanSeconds,
        })),
        figures: {
          tasks,
          mean_duration_s: meanSeconds,
          waits_s: waits.map(({ seconds }) => seconds),
          longest_of_mean: longest / meanSeconds,
          busy_client_waited_s: last?.waited ?? null,
          delivery: { ...delivery },
        },
        thresholds: [
          {
            what: 'longest wait of the nine, in mean task durations',
            value: longest / meanSeconds,
            limit: 1,
            is: 'most',
          },
        ],
        faults: [
          ...(waits.length === QUIET_CLIENTS
            ? []
            : [`${waits.length} of ${QUIET_CLIENTS} others were served`]),
          ...deliveryFaults(delivery, accepted),
        ],
        configuration: { workers, ...settings, model_latency_ms: latencyMs, tasks },
        notes: [],
        chart: {
          kind: 'bars',
          title: 'Wait from post to start, beside a client with a long queue',
          unit: 'mean task durations',
          bars: waits.map(({ client, seconds }) => ({ name: client, value: seconds / meanSeconds })),
          limit: { value: 1, label: 'one mean duration' },
        },
      };
    });
  });
}
