-- The lane of a client is counted from what dispatching reads anyway: each index on what waits is written with every post,
-- every dispatch and every hand-back.
DROP INDEX "task_waiting_idx";

-- The line as a whole, over all clients. No priority is less than 1, but only who asks for the line says so: for a
-- statement that looks for one client's tasks, which would find them anywhere in the line, this index is no choice.
DROP INDEX "task_queued_idx";
CREATE INDEX "task_line_idx" ON "task"("kind", "priority", "id") WHERE "status" = 'queued' AND "priority" > 0;
