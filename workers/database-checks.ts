import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { connectOnce } from '../src/store/single-connection.js';
import { StartError } from './start-error.js';

/**
 * What a database that somebody else runs must be before the program changes or uses it: new enough, one that takes changes,
 * with sessions as the statements expect them, and reached in ways that keep what a connection is told.
 */

const LEAST_POSTGRES = 13;
/** How often it is looked whether a notification has come, and milliseconds in between: it should be there at the first look. */
const LOOKS = 5;
const LOOK_MS = 200;

/** What Postgres calls a server that takes nobody in yet: a standby that becomes the primary will do in time. */
const CANNOT_CONNECT_NOW = '57P03';

interface Session {
  readonly version: number;
  readonly role: string;
  readonly standby: boolean;
  readonly default_transaction_read_only: string;
  readonly default_transaction_isolation: string;
  readonly DateStyle: string;
}

/** Settings that a role or a database may have of its own, and what the statements and the driver count on. */
const EXPECTED: readonly (readonly [keyof Session & string, RegExp, string])[] = [
  ['default_transaction_read_only', /^off$/, 'off'],
  ['default_transaction_isolation', /^read committed$/, 'read committed'],
  ['DateStyle', /^ISO\b/, 'ISO'],
];

/**
 * Looks at the database under both addresses, which are the same where no pooler is in between.
 * @throws StartError naming the setting to change; the driver's error when a server can't be reached
 */
export async function checkDatabase(url: string, directUrl: string): Promise<void> {
  const clients: pg.Client[] = [];
  const connect = async (to: string) => {
    const client = await connectOnce(to, 'start');
    clients.push(client);
    return client;
  };
  try {
    const direct = await connect(directUrl);
    await checkSession(direct, directUrl);
    const sender = await connect(url);
    const other = url === directUrl ? direct : await connect(url);
    if (url !== directUrl) await checkSession(sender, url);
    await checkStatements(sender, other, url);
    await checkNotifications(direct, sender, url === directUrl);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function checkSession(client: pg.Client, url: string): Promise<void> {
  const { rows } = await client.query<Session>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version, current_user AS role, pg_is_in_recovery() AS standby,
       ${EXPECTED.map(([name]) => `current_setting('${name}') AS "${name}"`).join(', ')}`,
  );
  const [session] = rows;
  if (session === undefined) return;
  const database = `The database at ${new URL(url).host}`;
  if (session.version < LEAST_POSTGRES) {
    throw new StartError(
      `${database} is Postgres ${session.version}, and the program needs ${LEAST_POSTGRES} or newer: upgrade it, ` +
        'name another in DATABASE_URL, or unset that to use the embedded one',
    );
  }
  if (session.standby) {
    throw new StartError(`${database} is a standby and takes no changes: name the primary in DATABASE_URL`, {
      cause: Object.assign(new Error('in recovery'), { code: CANNOT_CONNECT_NOW }),
    });
  }
  for (const [name, fitting, value] of EXPECTED) {
    const given = String(session[name]);
    if (!fitting.test(given)) {
      throw new StartError(
        `${database} gives the sessions of ${session.role} the ${name} "${given}", and the program needs "${value}": ` +
          `ALTER ROLE "${session.role}" IN DATABASE "${client.database}" SET ${name} = '${value}'`,
      );
    }
  }
}

/**
 * The driver gives statements a name and sends their text once on each connection. A pooler that doesn't know of it has one
 * connection to the server meet the same name from two clients, or sends a client on to one that never heard of it.
 */
async function checkStatements(one: pg.Client, other: pg.Client, url: string): Promise<void> {
  const statement = { name: 'novel_engine_start', text: 'SELECT 1' };
  try {
    await one.query(statement);
    await other.query('BEGIN');
    await other.query(statement);
    await one.query(statement);
    await other.query('COMMIT');
  } catch (error) {
    throw isLostStatement(error)
      ? new StartError(
          `The pooler at ${new URL(url).host} loses prepared statements: PgBouncer passes them on from 1.21 on, with ` +
            'max_prepared_statements above 0. Otherwise name the server itself in DATABASE_URL',
          { cause: error },
        )
      : error;
  }
}

/** Postgres knows no statement of that name, or has one already. */
function isLostStatement(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '26000' || error.code === '42P05');
}

/** What is told over one address must be heard over the other, as only a connection of one's own to the same database does. */
async function checkNotifications(listener: pg.Client, sender: pg.Client, isOne: boolean): Promise<void> {
  const channel = `novel_engine_start_${randomBytes(8).toString('hex')}`;
  await listener.query(`LISTEN ${channel}`);
  let isHeard = false;
  listener.once('notification', () => {
    isHeard = true;
  });
  await sender.query('SELECT pg_notify($1, $2)', [channel, '']);
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await delay(LOOK_MS);
    // A session has what it is told before the answer to its next statement, however slow the machine is.
    await listener.query('SELECT 1');
    if (isHeard) return;
  }
  throw new StartError(
    isOne
      ? 'DATABASE_URL goes through a pooler that gives connections away between transactions, so that LISTEN and locks get lost: ' +
          'name the same server without it in DIRECT_DATABASE_URL'
      : 'What is told over DATABASE_URL is not heard over DIRECT_DATABASE_URL: both must name the same database, the second ' +
          'without a pooler in between',
  );
}
