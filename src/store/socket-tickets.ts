import { createHash, randomBytes } from 'node:crypto';
import type { Database } from './database.js';
import type { Viewer } from './task-reads.js';

/**
 * Tickets for WebSockets: a browser can't send a key with one, and a key in an address would end up in logs. A ticket
 * opens one socket within half a minute; of what is kept nobody can make one.
 */

export const TICKET_SECONDS = 30;

/** Makes a ticket for whoever asks. */
export async function issueTicket(
  db: Database,
  { clientId, role }: Viewer,
): Promise<{ readonly ticket: string; readonly expiresAt: Date }> {
  const ticket = randomBytes(24).toString('base64url');
  const [issued] = await db.query<{ expiresAt: Date }>`
    INSERT INTO socket_ticket (sha256, client_id, role, expires_at)
    VALUES (${digestOf(ticket)}, ${clientId}, ${role}, now() + ${TICKET_SECONDS}::int * interval '1 second')
    RETURNING expires_at AS "expiresAt"`;
  if (issued === undefined) throw new Error('the ticket was not stored');
  return { ticket, expiresAt: issued.expiresAt };
}

/** Takes a ticket: whose it is, the first time and while it is valid. */
export async function redeemTicket(db: Database, ticket: string): Promise<Viewer | undefined> {
  const [owner] = await db.query<Viewer>`
    DELETE FROM socket_ticket WHERE sha256 = ${digestOf(ticket)} AND expires_at > now()
    RETURNING client_id AS "clientId", role`;
  return owner;
}

/** Deletes tickets that nobody took in time, at most `limit`; returns how many. */
export async function deleteExpiredTickets(db: Database, limit: number): Promise<number> {
  return db.execute`
    DELETE FROM socket_ticket WHERE sha256 IN (
      SELECT sha256 FROM socket_ticket WHERE expires_at <= now() ORDER BY expires_at LIMIT ${limit}::int
      FOR UPDATE SKIP LOCKED)`;
}

function digestOf(ticket: string): Buffer {
  return createHash('sha256').update(ticket).digest();
}
