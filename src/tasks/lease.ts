import pg from 'pg';
import { type Holding, RENEW_LEASES } from '../store/task-statements.js';

/** A run must stop: its task is another's by now, or may be soon. Whatever it still writes would be refused. */
export class LeaseLostError extends Error {
  override readonly name: string = 'LeaseLostError';

  constructor(
    readonly taskId: string,
    how = 'is lost',
  ) {
    super(`The lease of task ${taskId} ${how}`);
  }
}

/**
 * The same, of a lease that its worker could not renew although it was awake all the time: the database was away, or too
 * slow. That says nothing about the task, which may be handed back if nobody has taken it meanwhile.
 */
export class LeaseGivenUpError extends LeaseLostError {
  override readonly name = 'LeaseGivenUpError';

  constructor(taskId: string) {
    super(taskId, 'could not be renewed in time and was given up');
  }
}

export interface LeaseKeeper {
  /** Keeps a run's lease alive until released; `lose` is called once if it can't be. */
  keep(holding: Holding, lose: (error: LeaseLostError) => void): KeptLease;
  /** Keeps a lease that another process keeps as well and will let go of: extended by now, or null when it is lost. */
  takeOver(holding: Holding): Promise<KeptLease | null>;
  close(): Promise<void>;
}

export interface KeptLease {
  release(): void;
}

export interface LeaseKeeperOptions {
  readonly url: string;
  readonly leaseMs: number;
  readonly onError: (error: Error) => void;
}

interface Kept extends Holding {
  readonly lose: (error: LeaseLostError) => void;
  readonly onRenewed?: () => void;
  /** Monotonic time of the last moment at which the lease is known to have been extended from. */
  renewedAt: number;
}

/** How often in its length a lease is looked at: the step must fit between giving up at nine tenths and the end. */
const LOOKS = 30;

/** A busy machine may take so long to accept a connection; one that is given up earlier only adds to what it has to do. */
const LEAST_CONNECT_MS = 1_500;

/**
 * Renews all of a worker's leases in one statement every third of a lease, on a connection of its own so that a busy
 * pool can't starve it. A lease that could not be renewed for nine tenths of its time is given up before it ends:
 * by then nothing of the run may still be on its way. Whoever loses one is told whether its worker stood still meanwhile,
 * which a run that blocks its process does to it, or was awake.
 */
export function openLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const kept = new Set<Kept>();
  const interval = options.leaseMs / 3;
  let renewedLastAt = Number.NEGATIVE_INFINITY;
  let lookedLastAt = performance.now();
  /** When this process was last seen to have been unable to look at its leases for a third of one. */
  let stoodStillAt = Number.NEGATIVE_INFINITY;
  let client: pg.Client | undefined;
  /** Connecting or renewing; one at a time. */
  let busy: Promise<void> | undefined;

  const give = (lease: Kept, error: LeaseLostError) => {
    kept.delete(lease);
    lease.lose(error);
  };
  const connected = async (): Promise<pg.Client> => {
    if (client === undefined) {
      const fresh = new pg.Client({
        connectionString: options.url,
        application_name: 'novel-engine leases',
        connectionTimeoutMillis: Math.max(interval, LEAST_CONNECT_MS),
        query_timeout: interval,
        keepAlive: true,
      });
      fresh.on('error', () => drop(fresh));
      fresh.on('end', () => drop(fresh));
      await fresh.connect();
      client = fresh;
    }
    return client;
  };
  const drop = (broken: pg.Client) => {
    if (client === broken) {
      client = undefined;
    }
    broken.end().catch(() => undefined);
  };
  const renew = async () => {
    const leases = [...kept];
    const startedAt = performance.now();
    let connection: pg.Client | undefined;
    try {
      connection = await connected();
      const { rows } = await connection.query<{ id: string }>(RENEW_LEASES, [
        leases.map((lease) => lease.taskId),
        leases.map((lease) => lease.fence),
        options.leaseMs,
      ]);
      renewedLastAt = startedAt;
      const mine = new Set(rows.map((row) => row.id));
      for (const lease of leases) {
        if (mine.has(lease.taskId)) {
          lease.renewedAt = startedAt;
          lease.onRenewed?.();
        } else if (kept.has(lease)) {
          give(lease, new LeaseLostError(lease.taskId));
        }
      }
    } catch (error) {
      if (connection !== undefined) {
        drop(connection);
      }
      options.onError(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const occupy = (work: Promise<void>) => {
    busy = work.finally(() => {
      busy = undefined;
    });
  };
  const tick = () => {
    const now = performance.now();
    if (now - lookedLastAt > interval) {
      stoodStillAt = now;
    }
    lookedLastAt = now;
    for (const lease of [...kept]) {
      if (now - lease.renewedAt > options.leaseMs * 0.9) {
        const wasAwake = stoodStillAt < lease.renewedAt;
        give(lease, wasAwake ? new LeaseGivenUpError(lease.taskId) : new LeaseLostError(lease.taskId));
      }
    }
    if (kept.size > 0 && busy === undefined && now - renewedLastAt >= interval) {
      occupy(renew());
    }
  };
  // Made before it is needed: a first renewal that has to connect as well comes late on a busy machine.
  occupy(
    connected().then(
      () => undefined,
      () => undefined,
    ),
  );
  // Looked at more often than renewed, so that a lease is given up in time, whatever hangs.
  const timer = setInterval(tick, options.leaseMs / LOOKS);

  const keep = (holding: Holding, events: Pick<Kept, 'lose' | 'onRenewed'>): KeptLease => {
    const lease: Kept = { ...holding, ...events, renewedAt: performance.now() };
    kept.add(lease);
    return { release: () => void kept.delete(lease) };
  };

  return {
    keep: (holding, lose) => keep(holding, { lose }),
    takeOver: (holding) =>
      new Promise((resolve) => {
        const lease = keep(holding, { lose: () => resolve(null), onRenewed: () => resolve(lease) });
        // At once, whenever the last renewal was.
        renewedLastAt = Number.NEGATIVE_INFINITY;
        void Promise.resolve(busy).then(tick);
      }),
    close: async () => {
      clearInterval(timer);
      await busy;
      await client?.end().catch(() => undefined);
    },
  };
}
