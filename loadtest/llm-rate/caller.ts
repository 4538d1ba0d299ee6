/**
 * One process of a pool that asks the model as fast as the pool's quota lets it: the gateway as a worker has it, and
 * nothing around it. Told what to do by its parent's first message, and ended by its parent.
 */
import { Redis } from 'ioredis';
import { createGateway } from '../../src/llm/gateway.js';
import { OfflineModel } from '../../src/llm/offline/model.js';
import { PoolQuota } from '../../src/llm/rate/pool-quota.js';
import { postgresRateStore } from '../../src/llm/rate/postgres-store.js';
import { redisRateStore } from '../../src/llm/rate/redis-store.js';
import { openDatabase } from '../../src/store/database.js';

export interface CallerOrder {
  readonly name: string;
  readonly modelUrl: string;
  readonly store: { readonly redisUrl: string } | { readonly databaseUrl: string };
  /** Names the quota that the pool shares. */
  readonly quotaName: string;
  readonly requests: number;
  readonly windowMs: number;
  /** Calls that this process wants to make at once. */
  readonly atOnce: number;
}

const SILENT = { debug: () => undefined, warn: () => undefined, error: () => undefined };

async function obey(order: CallerOrder): Promise<void> {
  const { name, modelUrl, requests, windowMs } = order;
  const store =
    'redisUrl' in order.store
      ? redisRateStore(new Redis(order.store.redisUrl), order.quotaName)
      : postgresRateStore(
          openDatabase({ url: order.store.databaseUrl, poolSize: 1, name: 'llm-rate' }),
          order.quotaName,
        );
  const { model } = createGateway({
    config: {
      geminiApiKey: 'bench',
      geminiModel: 'gemini-2.5-flash',
      geminiBaseUrl: modelUrl,
      timeoutMs: 30_000,
      callDeadlineMs: 120_000,
      maxConcurrency: 64,
    },
    offline: new OfflineModel(),
    log: SILENT,
    quota: new PoolQuota({ store, requests, tokens: undefined, windowMs, log: SILENT }),
  });
  // The first connection and the first use of everything on its way take longest: not on the quota's time.
  await Promise.all([store.settleTokens(0), fetch(`${modelUrl}/stats`).then((response) => response.text())]);
  const keepAsking = async (line: number): Promise<void> => {
    for (let call = 0; ; call += 1) {
      const reply = await model.generate(
        {
          purpose: 'decide',
          key: `${name}-${line}-${call}`,
          scope: { clientId: `client-${line % 3}`, taskId: `${name}-${line}` },
          stablePrefix: 'You are Alice.',
          volatileTail: `${name}, ${line}, call ${call}`,
          temperature: 0.7,
          maxOutputTokens: 100,
        },
        new AbortController().signal,
      );
      if (reply.ok) continue;
      const waitMs = Math.max(50, (reply.retryAt?.getTime() ?? 0) - Date.now());
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  };
  process.send?.({ type: 'ready' });
  await Promise.all(Array.from({ length: order.atOnce }, (_, line) => keepAsking(line)));
}

process.once('message', (order) => void obey(order as CallerOrder));
process.once('disconnect', () => process.exit(0));
