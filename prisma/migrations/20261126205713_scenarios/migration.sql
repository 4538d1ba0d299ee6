-- CreateTable
CREATE TABLE "scenario_step" (
    "task_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "fence" INTEGER NOT NULL,
    "input_hash" TEXT,
    "output" JSONB,
    "degraded" TEXT,
    "usage" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scenario_step_pkey" PRIMARY KEY ("task_id","step")
);

-- CreateTable
CREATE TABLE "lorebook" (
    "id" UUID NOT NULL,
    "client_id" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "themes" TEXT[],
    "tone" TEXT NOT NULL,
    "factions" JSONB NOT NULL,
    "important_items" JSONB NOT NULL,
    "entries" JSONB NOT NULL,
    "plot_summary" TEXT NOT NULL,
    "key_events" TEXT[],
    "generation_metadata" JSONB NOT NULL,
    "source" TEXT,
    "source_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lorebook_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "series_metadata" (
    "lorebook_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "genre" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "series_metadata_pkey" PRIMARY KEY ("lorebook_id")
);

-- CreateTable
CREATE TABLE "character_profile" (
    "lorebook_id" UUID NOT NULL,
    "n" SMALLINT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "character_profile_pkey" PRIMARY KEY ("lorebook_id","n")
);

-- CreateTable
CREATE TABLE "location_profile" (
    "lorebook_id" UUID NOT NULL,
    "n" SMALLINT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "location_profile_pkey" PRIMARY KEY ("lorebook_id","n")
);

-- CreateTable
CREATE TABLE "world_system" (
    "lorebook_id" UUID NOT NULL,
    "n" SMALLINT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "world_system_pkey" PRIMARY KEY ("lorebook_id","n")
);

-- CreateTable
CREATE TABLE "timeline_event" (
    "lorebook_id" UUID NOT NULL,
    "n" SMALLINT NOT NULL,
    "title" TEXT NOT NULL,
    "era" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "timeline_event_pkey" PRIMARY KEY ("lorebook_id","n")
);

-- CreateTable
CREATE TABLE "relationship" (
    "lorebook_id" UUID NOT NULL,
    "n" SMALLINT NOT NULL,
    "character_a" TEXT NOT NULL,
    "character_b" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "content" JSONB NOT NULL,

    CONSTRAINT "relationship_pkey" PRIMARY KEY ("lorebook_id","n")
);

-- CreateTable
CREATE TABLE "scenario_template" (
    "id" UUID NOT NULL,
    "client_id" TEXT NOT NULL,
    "lorebook_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "difficulty" TEXT NOT NULL,
    "tags" TEXT[],
    "content" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "scenario_template_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "lorebook_client_id_id_idx" ON "lorebook"("client_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "lorebook_client_id_source_hash_key" ON "lorebook"("client_id", "source_hash");

-- CreateIndex
CREATE INDEX "series_metadata_title_idx" ON "series_metadata"("title");

-- CreateIndex
CREATE INDEX "series_metadata_genre_idx" ON "series_metadata"("genre");

-- CreateIndex
CREATE INDEX "scenario_template_client_id_id_idx" ON "scenario_template"("client_id", "id" DESC);

-- CreateIndex
CREATE INDEX "scenario_template_lorebook_id_idx" ON "scenario_template"("lorebook_id");

-- CreateIndex
CREATE INDEX "scenario_template_tags_idx" ON "scenario_template" USING GIN ("tags");

-- AddForeignKey
ALTER TABLE "scenario_step" ADD CONSTRAINT "scenario_step_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "task"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "series_metadata" ADD CONSTRAINT "series_metadata_lorebook_id_fkey" FOREIGN KEY ("lorebook_id") REFERENCES "lorebook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "character_profile" ADD CONSTRAINT "character_profile_lorebook_id_fkey" FOREIGN KEY ("lorebook_id") REFERENCES "lorebook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "location_profile" ADD CONSTRAINT "location_profile_lorebook_id_fkey" FOREIGN KEY ("lorebook_id") REFERENCES "lorebook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "world_system" ADD CONSTRAINT "world_system_lorebook_id_fkey" FOREIGN KEY ("lorebook_id") REFERENCES "lorebook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "timeline_event" ADD CONSTRAINT "timeline_event_lorebook_id_fkey" FOREIGN KEY ("lorebook_id") REFERENCES "lorebook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relationship" ADD CONSTRAINT "relationship_lorebook_id_fkey" FOREIGN KEY ("lorebook_id") REFERENCES "lorebook"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scenario_template" ADD CONSTRAINT "scenario_template_lorebook_id_fkey" FOREIGN KEY ("lorebook_id") REFERENCES "lorebook"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Below: what the schema language can't say.

ALTER TABLE "scenario_step"
    ADD CONSTRAINT "scenario_step_state_check" CHECK ("state" IN ('running', 'done', 'degraded', 'skipped')),
    ADD CONSTRAINT "scenario_step_done_check" CHECK (("state" = 'running') = ("input_hash" IS NULL));
