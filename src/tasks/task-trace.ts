import type { Span, Tracing } from '../observability/tracing.js';
import type { ClaimedTask } from '../store/task-statements.js';

/**
 * Spans of a task's way to its worker. What lies before the claim is told by the moments that the database noted, since
 * no process saw all of it: the wait for the relay, and the way over the queue.
 */
export function traceWay(tracing: Tracing, task: ClaimedTask, tookAt: Date): void {
  const { traceparent, kind, taskId, claimedAt, dispatchedAt } = task;
  const readyAt = new Date(claimedAt.getTime() - task.waitedMs);
  const attributes = { 'novel_engine.task': taskId, 'novel_engine.kind': kind };
  const sentAt = dispatchedAt ?? claimedAt;
  tracing
    .start('relay', traceparent, { kind: 'producer', attributes, startedAt: readyAt })
    .end(undefined, sentAt);
  if (dispatchedAt !== null) {
    tracing
      .start('queue', traceparent, { kind: 'consumer', attributes, startedAt: dispatchedAt })
      .end(undefined, claimedAt);
  }
  tracing.start('claim', traceparent, { attributes, startedAt: tookAt }).end();
}

/** The span of a run, parent of all that it does. */
export function traceRun(tracing: Tracing, { traceparent, kind, taskId, attempt }: ClaimedTask): Span {
  return tracing.start(`run ${kind}`, traceparent, {
    attributes: { 'novel_engine.task': taskId, 'novel_engine.kind': kind, 'novel_engine.attempt': attempt },
  });
}
