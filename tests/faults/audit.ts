import type { Database } from '../../src/store/database.js';

/**
 * What the database itself notes of who writes what: triggers see each write of a run together with the lease that the
 * task is under at that moment, and each guarded write that found no row. Whose connection it is says its name, which
 * every program of a world has in the address of the database.
 */

/** A write of a run, or a dispatch by the relay, that came through. */
export interface Written {
  readonly taskId: string;
  readonly what: 'claim' | 'turn' | 'chapter' | 'call' | 'result' | 'dispatch';
  /** Of the task, when it was written. */
  readonly fence: number;
  /** Who had the task; for a dispatch, who led the relay. */
  readonly owner: string | null;
  /** The name of the program that wrote it. */
  readonly writer: string;
}

/** A guarded write that found no row. */
export interface Refused {
  readonly what: 'turn' | 'chapter' | 'result' | 'dispatch';
  readonly writer: string;
  /** Tasks that waited to be dispatched at that moment. */
  readonly waiting: number;
}

/** Sets the triggers up, in a database that nobody uses yet. */
export async function startAudit(db: Database): Promise<void> {
  for (const statement of STATEMENTS) {
    await db.prisma.$executeRawUnsafe(statement);
  }
}

/** In the order in which it was written. */
export function writtenIn(db: Database): Promise<readonly Written[]> {
  return db.query<Written>`SELECT task_id AS "taskId", what, fence, owner, writer FROM written ORDER BY id`;
}

export function refusedIn(db: Database): Promise<readonly Refused[]> {
  return db.query<Refused>`SELECT what, writer, waiting FROM refused ORDER BY id`;
}

const STATEMENTS = [
  `CREATE TABLE written (
     id bigint GENERATED ALWAYS AS IDENTITY, task_id uuid, what text, fence int, owner text,
     writer text DEFAULT current_setting('application_name'))`,
  `CREATE TABLE refused (
     id bigint GENERATED ALWAYS AS IDENTITY, what text, writer text DEFAULT current_setting('application_name'),
     waiting int)`,
  // What ends a run may come with its last step: the task is nobody's any more then, and was that of its claim.
  `CREATE FUNCTION note_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     INSERT INTO written (task_id, what, fence, owner)
     SELECT id, TG_ARGV[0], fence, CASE WHEN status = 'completed' THEN (
       SELECT owner FROM written WHERE task_id = task.id AND what = 'claim' AND written.fence = task.fence) ELSE lease_owner END
     FROM task WHERE id = (to_jsonb(NEW) ->> TG_ARGV[1])::uuid;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER note_turn AFTER INSERT ON turn
     FOR EACH ROW EXECUTE FUNCTION note_step('turn', 'simulation_id')`,
  `CREATE TRIGGER note_chapter AFTER INSERT ON chapter
     FOR EACH ROW EXECUTE FUNCTION note_step('chapter', 'simulation_id')`,
  `CREATE TRIGGER note_call AFTER INSERT OR UPDATE ON model_call
     FOR EACH ROW EXECUTE FUNCTION note_step('call', 'task_id')`,
  `CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     INSERT INTO written (task_id, what, fence, owner) VALUES
       (NEW.id, TG_ARGV[0], NEW.fence, coalesce(NEW.lease_owner, OLD.lease_owner));
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER note_claim AFTER UPDATE OF status ON task
     FOR EACH ROW WHEN (OLD.status = 'queued' AND NEW.status = 'running') EXECUTE FUNCTION note_change('claim')`,
  `CREATE TRIGGER note_result AFTER UPDATE OF status ON task
     FOR EACH ROW WHEN (NEW.status = 'completed') EXECUTE FUNCTION note_change('result')`,
  `CREATE FUNCTION note_dispatch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     INSERT INTO written (task_id, what, fence, owner)
     SELECT NEW.id, 'dispatch', NEW.fence, (SELECT max(owner) FROM relay_leader);
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER note_dispatch AFTER UPDATE OF dispatched_at ON task
     FOR EACH ROW WHEN (OLD.dispatched_at IS NULL AND NEW.dispatched_at IS NOT NULL) EXECUTE FUNCTION note_dispatch()`,
  // A statement is told by its own words: nothing else of a write that found no row is left to see. One that runs share may
  // be refused for all that it holds.
  `CREATE FUNCTION note_refused() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF NOT EXISTS (SELECT FROM changed) THEN
       INSERT INTO refused (what, waiting)
       SELECT known.what,
              (SELECT count(*) FROM task WHERE status = 'queued' AND dispatched_at IS NULL AND run_after <= now())
       FROM (VALUES ('turn', '%INSERT INTO turn %'), ('chapter', '%INSERT INTO chapter %'),
                    ('result', '%task.status ELSE ''completed'' END%'), ('result', '%status = ''completed'', progress = 100%'),
                    ('dispatch', '%INSERT INTO client_lane%')) AS known(what, words)
       WHERE current_query() LIKE known.words;
     END IF;
     RETURN NULL;
   END $$`,
  `CREATE TRIGGER note_refused AFTER UPDATE ON task REFERENCING NEW TABLE AS changed
     FOR EACH STATEMENT EXECUTE FUNCTION note_refused()`,
];
