-- Counted per state at each scrape of the metrics, from the index alone: history is long.
DROP INDEX "task_ended_idx";
CREATE INDEX "task_ended_idx" ON "task"("completed_at") INCLUDE ("status") WHERE "completed_at" IS NOT NULL;

-- Looked at once a second for tasks that wait beyond their deadline.
CREATE INDEX "task_deadline_idx" ON "task"("deadline_at") WHERE "status" = 'queued' AND "deadline_at" IS NOT NULL;
