-- CreateTable
CREATE TABLE "idempotency_key" (
    "client_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "task_ids" UUID[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("client_id","key")
);

-- Keys that are in use move to their own table, which can hold several tasks for one key.
INSERT INTO "idempotency_key" ("client_id", "key", "request_hash", "task_ids", "created_at")
SELECT "client_id", "idempotency_key", "request_hash", ARRAY["id"], "created_at"
FROM "task" WHERE "idempotency_key" IS NOT NULL;

-- DropIndex
DROP INDEX "task_client_id_idempotency_key_key";

-- AlterTable
ALTER TABLE "task" DROP COLUMN "idempotency_key",
ADD COLUMN     "error_chain" JSONB NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "client_lane" (
    "kind" "task_kind" NOT NULL,
    "client_id" TEXT NOT NULL,
    "last_served_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "client_lane_pkey" PRIMARY KEY ("kind","client_id")
);

-- CreateTable
CREATE TABLE "usage_day" (
    "client_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "tasks" INTEGER NOT NULL,
    "model_calls" BIGINT NOT NULL,
    "cached_calls" BIGINT NOT NULL,
    "unconfirmed_calls" BIGINT NOT NULL,
    "prompt_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "cost_usd" DOUBLE PRECISION NOT NULL,
    "saved_usd" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "usage_day_pkey" PRIMARY KEY ("client_id","day")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "client_id" TEXT NOT NULL,
    "full_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("client_id")
);

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- Below: what the schema language can't say.

-- A client's lane, counted at each submit.
CREATE INDEX "task_waiting_idx" ON "task"("client_id", "id") WHERE "status" = 'queued';

-- Retention deletes the oldest first, admins list and retry what failed.
CREATE INDEX "task_ended_idx" ON "task"("completed_at") WHERE "completed_at" IS NOT NULL;
CREATE INDEX "task_failed_idx" ON "task"("id" DESC) WHERE "status" = 'failed';

-- Written by every request under a rate limit, and worth nothing after a crash: kept out of the log.
ALTER TABLE "rate_limit" SET UNLOGGED;
