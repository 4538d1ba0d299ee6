-- CreateTable
CREATE TABLE "cache_entry" (
    "key" TEXT NOT NULL,
    "value" BYTEA,
    "expires_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "cache_entry_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "cache_entry_expires_at_idx" ON "cache_entry"("expires_at");

-- Below: what the schema language can't say.

-- Written with every call that may be shared, and worth nothing after a crash: kept out of the log.
ALTER TABLE "cache_entry" SET UNLOGGED;
