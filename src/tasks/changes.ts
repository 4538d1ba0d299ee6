import { openListener } from '../store/notifications.js';

/** Waiting for a task to change. */
export interface TaskChanges {
  /**
   * Resolves when the task may have changed: when told so, and otherwise after a second, so that callers look again in
   * a loop. Rejects with the signal's reason when aborted.
   */
  next(taskId: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const LOOK_AGAIN_MS = 1_000;

/** One listening connection serves all waiters of a process. */
export function openTaskChanges(options: {
  readonly url: string;
  readonly onError: (error: Error) => void;
}): TaskChanges {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (wakers: ReadonlySet<() => void> | undefined) => {
    for (const waker of wakers ?? []) {
      waker();
    }
  };
  const listener = openListener({
    url: options.url,
    name: 'novel-engine changes',
    channels: ['changed'],
    onError: options.onError,
    onNotification: (_channel, taskIds) => {
      if (taskIds.length === 0) {
        [...waiting.values()].forEach(wake);
      }
      for (const taskId of taskIds) {
        wake(waiting.get(taskId));
      }
    },
  });
  return {
    next: (taskId, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const wakers = waiting.get(taskId) ?? new Set();
        waiting.set(taskId, wakers);
        const leave = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', abort);
          wakers.delete(waker);
          if (wakers.size === 0 && waiting.get(taskId) === wakers) {
            waiting.delete(taskId);
          }
        };
        const waker = () => {
          leave();
          resolve();
        };
        const abort = () => {
          leave();
          reject(signal.reason);
        };
        const timer = setTimeout(waker, LOOK_AGAIN_MS);
        signal.addEventListener('abort', abort, { once: true });
        wakers.add(waker);
      }),
    close: () => listener.close(),
  };
}
