-- CreateTable
CREATE TABLE "llm_rate" (
    "name" TEXT NOT NULL,
    "requests_full_at" DOUBLE PRECISION NOT NULL,
    "tokens_full_at" DOUBLE PRECISION NOT NULL,
    "taken" BOOLEAN NOT NULL,
    "wait_ms" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "llm_rate_pkey" PRIMARY KEY ("name")
);

-- Below: what the schema language can't say.

-- Written by every call under a quota, and worth nothing after a crash: kept out of the log.
ALTER TABLE "llm_rate" SET UNLOGGED;
