import type { RequestHandler } from 'express';

/**
 * Several handlers as one, run in their order: each when the one before calls `next`, none when it doesn't. What a handler
 * throws, rejects with or hands on goes to whoever answers errors. Express does the same with its layers, but what it does
 * between two of them takes longer than most of these handlers.
 */
export function inTurn(handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    let index = 0;
    const step = (error?: unknown): void => {
      const handler = handlers[index];
      index += 1;
      if (error !== undefined || handler === undefined) {
        next(error);
        return;
      }
      try {
        const running: unknown = handler(request, response, step);
        if (running instanceof Promise) running.catch(next);
      } catch (thrown) {
        next(thrown);
      }
    };
    step();
  };
}
