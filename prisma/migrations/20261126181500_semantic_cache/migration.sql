-- CreateTable
CREATE TABLE "semantic_answer" (
    "id" BIGSERIAL NOT NULL,
    "partition" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "vector" BYTEA NOT NULL,
    "value" JSONB NOT NULL,
    "cost_usd" DOUBLE PRECISION NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "semantic_answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "semantic_check" (
    "namespace" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "checks" INTEGER NOT NULL,
    "disagreements" INTEGER NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "semantic_check_pkey" PRIMARY KEY ("namespace")
);

-- CreateIndex
CREATE INDEX "semantic_answer_partition_id_idx" ON "semantic_answer"("partition", "id");

-- CreateIndex
CREATE INDEX "semantic_answer_expires_at_idx" ON "semantic_answer"("expires_at");
