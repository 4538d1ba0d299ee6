-- AlterTable
ALTER TABLE "task" ADD COLUMN     "outage_since" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "turn" ADD COLUMN     "engine_version" TEXT;

-- CreateTable
CREATE TABLE "model_call" (
    "task_id" UUID NOT NULL,
    "call_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "fence" INTEGER NOT NULL,
    "reply" JSONB,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "model_call_pkey" PRIMARY KEY ("task_id","call_key")
);

-- AddForeignKey
ALTER TABLE "model_call" ADD CONSTRAINT "model_call_task_id_fkey" FOREIGN KEY ("task_id") REFERENCES "task"("id") ON DELETE CASCADE ON UPDATE CASCADE;
