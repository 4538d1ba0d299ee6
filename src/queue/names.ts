/**
 * What travels through BullMQ: a task's id and the fence under which it may be claimed, nothing else. The job's id is
 * derived from both, so that relaying the same thing twice makes one job.
 */

/** A queue for each kind of task that waits its turn in the pool, named as the kind is. */
export const TASK_QUEUES = ['simulation', 'scenario', 'action'] as const;
export type TaskQueueName = (typeof TASK_QUEUES)[number];
export const SIMULATION_QUEUE = 'simulation';

export interface TaskJob {
  readonly taskId: string;
  readonly fence: number;
}

/** BullMQ refuses `:` in a job's id. */
export function jobId(job: TaskJob): string {
  return `${job.taskId}-${job.fence}`;
}
