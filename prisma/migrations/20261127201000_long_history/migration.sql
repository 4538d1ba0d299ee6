-- CreateIndex
CREATE INDEX "simulation_source_key_idx" ON "simulation"("source_key");

-- Below: what the schema language can't say.

-- What a client lists is found kind by kind and status by status: of a long history nothing else is read. Last comes no null,
-- since there is none: but only who asks for that order says so, and the primary key, which might look as good, isn't in it.
CREATE INDEX "task_client_id_kind_status_id_idx" ON "task"("client_id", "kind", "status", "id" DESC NULLS LAST);

-- Characters are listed by id, in the same order whatever the database's collation.
CREATE INDEX "character_client_id_id_c_idx" ON "character"("client_id", "id" COLLATE "C");

-- Looked at once a second for calls whose task has ended, and not for the answers that failed tasks keep.
CREATE INDEX "model_call_unanswered_idx" ON "model_call"("task_id") WHERE "reply" IS NULL;

-- Last: nobody reads tasks from then on until the migration is over.
DROP INDEX "task_client_id_id_idx";
