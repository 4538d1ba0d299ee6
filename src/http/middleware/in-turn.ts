import type { RequestHandler } from 'express';

/**
 * Several handlers as one, run in their order: each when the one before calls `next`, none when it doesn't. What a handler
 * throws, rejects with or hands on goes to whoever answers errors. Express does the same with its layers, but what it does
 * between two of them takes longer than most of these handlers.
 */
export function inTurn(handlers: readonly RequestHandler[]): RequestHandler {
  return (request, response, next) => {
    const run = (index: number): void => {
      const handler = handlers[index];
      if (handler === undefined) {
        next();
        return;
      }
      try {
        const running: unknown = handler(request, response, (error?: unknown) =>
          error === undefined ? run(index + 1) : next(error),
        );
        if (running instanceof Promise) running.catch(next);
      } catch (error) {
        next(error);
      }
    };
    run(0);
  };
}
