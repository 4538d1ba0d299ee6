-- CreateTable
CREATE TABLE "game_session" (
    "id" UUID NOT NULL,
    "client_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,
    "action_seq" INTEGER NOT NULL DEFAULT 0,
    "event_seq" INTEGER NOT NULL DEFAULT 0,
    "story_length" INTEGER NOT NULL,
    "character_name" TEXT NOT NULL,
    "scenario_id" UUID,
    "lorebook_id" UUID,
    "seed" BIGINT NOT NULL,
    "world" JSONB NOT NULL,
    "state" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "game_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_story" (
    "session_id" UUID NOT NULL,
    "action_seq" INTEGER NOT NULL,
    "n" SMALLINT NOT NULL,
    "entry" JSONB NOT NULL,

    CONSTRAINT "session_story_pkey" PRIMARY KEY ("session_id","action_seq","n")
);

-- CreateTable
CREATE TABLE "session_event" (
    "session_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "session_event_pkey" PRIMARY KEY ("session_id","seq")
);

-- CreateTable
CREATE TABLE "socket_ticket" (
    "sha256" BYTEA NOT NULL,
    "client_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "socket_ticket_pkey" PRIMARY KEY ("sha256")
);

-- CreateIndex
CREATE INDEX "game_session_client_id_id_idx" ON "game_session"("client_id", "id" DESC);

-- CreateIndex
CREATE INDEX "socket_ticket_expires_at_idx" ON "socket_ticket"("expires_at");

-- AddForeignKey
ALTER TABLE "session_story" ADD CONSTRAINT "session_story_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "game_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session_event" ADD CONSTRAINT "session_event_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "game_session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What of a serial key is unfinished: whether a task is the first of it, and how many wait.
CREATE INDEX "task_serial_unfinished_idx" ON "task"("serial_key", "serial_no") WHERE "serial_key" IS NOT NULL AND "status" IN ('queued', 'running');

-- State is written anew with every action: leave room on the page for the row's next version.
ALTER TABLE "game_session" SET (fillfactor = 70);
