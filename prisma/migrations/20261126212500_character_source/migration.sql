-- CreateTable
CREATE TABLE "character_source" (
    "client_id" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "document" JSON NOT NULL,
    "image" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "character_source_pkey" PRIMARY KEY ("client_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "character_source_client_id_content_hash_key" ON "character_source"("client_id", "content_hash");

-- AddForeignKey
ALTER TABLE "character_source" ADD CONSTRAINT "character_source_client_id_id_fkey" FOREIGN KEY ("client_id", "id") REFERENCES "character"("client_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "character_source" ADD CONSTRAINT "character_source_kind_check" CHECK ("kind" IN ('json', 'png'));
