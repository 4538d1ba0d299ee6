import { join } from 'node:path';
import { z } from 'zod';

/** What a running keeper leaves in its home for the next user to find. */
export const keeperState = z.object({
  instance: z.string(),
  pid: z.number(),
  /** Where users connect to hold the database open; not Postgres's own port. */
  port: z.number(),
  url: z.string(),
});
export type KeeperState = z.infer<typeof keeperState>;

/** What a keeper prints, once, as one line of JSON. */
export const keeperReport = z.discriminatedUnion('status', [
  z.object({ status: z.literal('ready') }),
  z.object({ status: z.literal('taken') }),
  z.object({ status: z.literal('failed'), message: z.string() }),
]);
export type KeeperReport = z.infer<typeof keeperReport>;

/** What a keeper answers to the goodbye of its last user; its connection closes when it is gone. */
export const STOPPING = 'stopping';
/** What it answers to the goodbye of any other. */
export const STAYING = 'staying';

export function stateFile(home: string): string {
  return join(home, 'postgres-keeper.json');
}
