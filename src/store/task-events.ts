import { Prisma } from '../generated/prisma/client.js';

/** An event of a task or a session, to be written with what it tells. */
export interface NewEvent {
  readonly type: string;
  readonly data: unknown;
}

/** Where events of a stream go, and the CTE that has raised the `event_seq` of its row. */
const STREAMS = {
  task: { into: Prisma.raw('task_event (task_id, seq, type, data)'), raised: Prisma.raw('mine') },
  session: { into: Prisma.raw('session_event (session_id, seq, type, data)'), raised: Prisma.raw('played') },
} as const;

/**
 * The insert of events, in order, for a statement whose CTE (`mine` of a task, `played` of a session) has raised
 * `event_seq` by their number and returns it with the row's id.
 */
export function toldEvents(events: readonly NewEvent[], stream: keyof typeof STREAMS = 'task'): Prisma.Sql {
  const { into, raised } = STREAMS[stream];
  return Prisma.sql`
    INSERT INTO ${into}
    SELECT raised.id, raised.event_seq - ${events.length}::int + event.n, event.told ->> 'type', event.told -> 'data'
    FROM ${raised} raised, jsonb_array_elements(${JSON.stringify(events)}::jsonb) WITH ORDINALITY AS event(told, n)`;
}
