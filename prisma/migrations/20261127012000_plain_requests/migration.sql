-- A request holds a world, and is read once or twice: compressing it took half of the time that storing a task takes.
ALTER TABLE "task" ALTER COLUMN "request" SET STORAGE EXTERNAL;
