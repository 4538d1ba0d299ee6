import { EventEmitter } from 'node:events';
import { assertSchemaCompatibility, PostgresConnection } from 'bullmq';

type ListenClient = Awaited<ReturnType<PostgresConnection['getListenClient']>>;

/** How long the connection that listens may go unasked whether it is still there. */
const ASK_AFTER_MS = 5_000;

/**
 * BullMQ's connections to Postgres, such that none is waited on for good. As they come, one that breaks is made anew; but
 * the one that listens is kept when it falls silent, and a first attempt to connect that failed is never made again.
 * Each query needs a limit of its own on time (`query_timeout` of the connection's options).
 */
export class RecoveringConnection extends PostgresConnection {
  readonly #askedAt = new WeakMap<ListenClient, number>();
  #asking: Promise<void> | undefined;
  #ready: Promise<void> | undefined;

  override waitUntilReady(): Promise<void> {
    this.#ready ??= assertSchemaCompatibility(this.pool, this.schema).then(
      () => {
        setImmediate(() => this.emit('ready'));
      },
      (error: unknown) => {
        this.#ready = undefined;
        throw error;
      },
    );
    return this.#ready;
  }

  /** The connection that listens; one that has not been heard of for a while is asked first, and made anew if silent. */
  override async getListenClient(): Promise<ListenClient> {
    const client = await super.getListenClient();
    const askedAt = this.#askedAt.get(client);
    if (askedAt === undefined) {
      this.#askedAt.set(client, performance.now());
      return client;
    }
    if (performance.now() - askedAt < ASK_AFTER_MS) {
      return client;
    }
    this.#asking ??= this.#ask(client).finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
    return super.getListenClient();
  }

  async #ask(client: ListenClient): Promise<void> {
    try {
      await client.query('SELECT 1');
      this.#askedAt.set(client, performance.now());
    } catch (error) {
      // What BullMQ listens to: it lets go of a client that has failed.
      if (client instanceof EventEmitter) {
        client.emit('error', error);
      }
    }
  }
}
