import { Prisma } from '../generated/prisma/client.js';

/** An event of a task, to be written with what it tells. */
export interface TaskEvent {
  readonly type: string;
  readonly data: unknown;
}

/**
 * The insert of a task's events, in order, for a statement whose CTE `mine` has raised `event_seq` by their number and
 * returns it with the task's id.
 */
export function toldEvents(events: readonly TaskEvent[]): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO task_event (task_id, seq, type, data)
    SELECT mine.id, mine.event_seq - ${events.length}::int + event.n, event.told ->> 'type', event.told -> 'data'
    FROM mine, jsonb_array_elements(${JSON.stringify(events)}::jsonb) WITH ORDINALITY AS event(told, n)`;
}
