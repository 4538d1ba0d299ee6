-- AlterTable
ALTER TABLE "task" ADD COLUMN     "reuse_key" TEXT;

-- Below: what the schema language can't say.

-- Whose result an equal request may have.
CREATE INDEX "task_reuse_idx" ON "task"("client_id", "reuse_key", "completed_at" DESC)
    WHERE "status" = 'completed' AND "reuse_key" IS NOT NULL;
