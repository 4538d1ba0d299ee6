/** A run must stop because its task was cancelled: that is final, and there is nothing left to write. */
export class TaskCancelledError extends Error {
  constructor(readonly taskId: string) {
    super(`Task ${taskId} was cancelled`);
    this.name = 'TaskCancelledError';
  }
}
