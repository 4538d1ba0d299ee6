import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Queue } from 'bullmq';
import type { Express, RequestHandler } from 'express';
import { Redis } from 'ioredis';
import { StoreUnavailableError } from '../errors.js';

/**
 * A page that shows the queues as BullMQ has them on Redis: how many jobs wait and run, each job's ids, which workers are
 * connected. It changes nothing. Page and connection are loaded and made when the page is asked for first, since most
 * processes are never asked.
 */
export interface QueueBoard {
  /**
   * Answers what lies below the board's path, which is cut off from `request.url`.
   * @throws StoreUnavailableError while Redis can't be reached
   */
  readonly handle: RequestHandler;
  close(): Promise<void>;
}

export interface QueueBoardOptions {
  readonly redisUrl: string;
  /** Key prefix of the queues. */
  readonly prefix: string;
  readonly names: readonly string[];
  /** Where the board is served. */
  readonly basePath: string;
  readonly onError: (error: Error) => void;
}

const CONNECT_MS = 3_000;

interface OpenBoard {
  readonly handle: RequestHandler;
  close(): Promise<void>;
}

export function createQueueBoard(options: QueueBoardOptions): QueueBoard {
  let board: Promise<OpenBoard> | undefined;
  const opened = () => {
    board ??= openBoard(options).catch((cause: unknown) => {
      // The next one who asks tries again.
      board = undefined;
      throw new StoreUnavailableError("The queue's Redis can't be reached", { cause });
    });
    return board;
  };
  return {
    handle: async (request, response, next) => (await opened()).handle(request, response, next),
    close: async () => {
      await board?.then(
        (open) => open.close(),
        () => undefined,
      );
    },
  };
}

async function openBoard({
  redisUrl,
  prefix,
  names,
  basePath,
  onError,
}: QueueBoardOptions): Promise<OpenBoard> {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    commandTimeout: CONNECT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
  });
  redis.on('error', onError);
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const [{ createBullBoard }, { BullMQAdapter }, { ExpressAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/express'),
  ]);
  const queues = names.map((name) => new Queue(name, { connection: redis, prefix }));
  const server = new ExpressAdapter();
  server.setBasePath(basePath);
  createBullBoard({
    queues: queues.map((queue) => {
      queue.on('error', onError);
      return new BullMQAdapter(queue, { readOnlyMode: true });
    }),
    serverAdapter: server,
    options: {
      uiBasePath: dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json')),
      uiConfig: { boardTitle: 'Novel Engine', hideRedisDetails: true },
    },
  });
  const router: Express = server.getRouter();
  router.disable('x-powered-by');
  return {
    handle: (request, response, next) => router(request, response, next),
    close: async () => {
      await Promise.all(queues.map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}
