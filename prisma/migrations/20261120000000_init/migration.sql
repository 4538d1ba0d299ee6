-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "task_kind" AS ENUM ('simulation', 'scenario', 'action');

-- CreateEnum
CREATE TYPE "task_status" AS ENUM ('queued', 'running', 'completed', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "task" (
    "id" UUID NOT NULL,
    "kind" "task_kind" NOT NULL,
    "client_id" TEXT NOT NULL,
    "priority" SMALLINT NOT NULL DEFAULT 5,
    "serial_key" TEXT,
    "serial_no" INTEGER,
    "request" JSONB NOT NULL,
    "request_hash" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "status" "task_status" NOT NULL DEFAULT 'queued',
    "fence" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "unclean_ends" INTEGER NOT NULL DEFAULT 0,
    "run_after" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deadline_at" TIMESTAMPTZ(3),
    "dispatched_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_expires_at" TIMESTAMPTZ(3),
    "progress" SMALLINT NOT NULL DEFAULT 0,
    "current_step" TEXT NOT NULL DEFAULT 'Waiting for a worker',
    "event_seq" INTEGER NOT NULL DEFAULT 0,
    "usage" JSONB NOT NULL DEFAULT '{}',
    "result" JSONB,
    "error" JSONB,
    "engine_version" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_event" (
    "task_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "task_event_pkey" PRIMARY KEY ("task_id","seq")
);

-- CreateTable
CREATE TABLE "simulation" (
    "id" UUID NOT NULL,
    "client_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "participants" TEXT[],
    "turns" SMALLINT NOT NULL,
    "seed" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "simulation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "turn" (
    "simulation_id" UUID NOT NULL,
    "turn" SMALLINT NOT NULL,
    "fence" INTEGER NOT NULL,
    "record" JSONB NOT NULL,
    "state" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "turn_pkey" PRIMARY KEY ("simulation_id","turn")
);

-- CreateTable
CREATE TABLE "chapter" (
    "simulation_id" UUID NOT NULL,
    "turn" SMALLINT NOT NULL,
    "fence" INTEGER NOT NULL,
    "prose" TEXT NOT NULL,
    "degraded" TEXT,
    "state" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "chapter_pkey" PRIMARY KEY ("simulation_id","turn")
);

-- CreateTable
CREATE TABLE "character" (
    "client_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "profile" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "character_pkey" PRIMARY KEY ("client_id","id")
);

-- CreateTable
CREATE TABLE "relay_leader" (
    "id" SMALLINT NOT NULL,
    "owner" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "relay_leader_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_heartbeat" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "slots" JSONB NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_heartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "task_client_id_id_idx" ON "task"("client_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "task_client_id_idempotency_key_key" ON "task"("client_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "simulation_client_id_id_idx" ON "simulation"("client_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "task_event" ADD CONSTRAINT "task_event_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "simulation" ADD CONSTRAINT "simulation_id_fkey" FOREIGN KEY ("id") REFERENCES "task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "turn" ADD CONSTRAINT "turn_simulation_id_fkey" FOREIGN KEY ("simulation_id") REFERENCES "simulation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "chapter" ADD CONSTRAINT "chapter_simulation_id_fkey" FOREIGN KEY ("simulation_id") REFERENCES "simulation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Below: what the schema language can't say.

-- The relay's order: by client, then priority, then age.
CREATE INDEX "task_to_dispatch_idx" ON "task"("kind", "client_id", "priority", "id") WHERE "status" = 'queued' AND "dispatched_at" IS NULL;

-- Sweeps: jobs that may have been lost on the way, leases that ran out.
CREATE INDEX "task_dispatched_idx" ON "task"("dispatched_at") WHERE "status" = 'queued' AND "dispatched_at" IS NOT NULL;
CREATE INDEX "task_lease_idx" ON "task"("lease_expires_at") WHERE "status" = 'running';

-- Place in line, and the oldest one waiting.
CREATE INDEX "task_queued_idx" ON "task"("kind", "priority", "id") WHERE "status" = 'queued';

-- Only the oldest unfinished task of a serial key may run.
CREATE UNIQUE INDEX "task_serial_no_idx" ON "task"("serial_key", "serial_no") WHERE "serial_key" IS NOT NULL;

ALTER TABLE "task"
    ADD CONSTRAINT "task_priority_check" CHECK ("priority" BETWEEN 1 AND 10),
    ADD CONSTRAINT "task_progress_check" CHECK ("progress" BETWEEN 0 AND 100),
    ADD CONSTRAINT "task_progress_completed_check" CHECK ("progress" < 100 OR "status" = 'completed'),
    ADD CONSTRAINT "task_lease_check" CHECK (("status" = 'running') = ("lease_owner" IS NOT NULL)),
    ADD CONSTRAINT "task_ended_check" CHECK (("status" IN ('completed', 'failed', 'cancelled')) = ("completed_at" IS NOT NULL));

-- Hot rows are updated in place again and again: leave room on their page.
ALTER TABLE "task" SET (fillfactor = 70);
