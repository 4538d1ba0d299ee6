-- Two claims at the same moment don't see each other: this lets only one of them through.
CREATE UNIQUE INDEX "task_serial_running_idx" ON "task"("serial_key") WHERE "status" = 'running' AND "serial_key" IS NOT NULL;
