-- Who plays in which world is stored once for all simulations that have it in common.
CREATE TABLE "simulation_source" (
    "key" TEXT NOT NULL,
    "content" JSON NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "simulation_source_pkey" PRIMARY KEY ("key")
);
CREATE INDEX "simulation_source_used_at_idx" ON "simulation_source"("used_at");

ALTER TABLE "simulation" ADD COLUMN "source_key" TEXT;

-- Characters are looked up by name with every post.
CREATE INDEX "character_client_id_lower_name_idx" ON "character" ("client_id", lower("name"));
