import type { Request, RequestHandler, Response } from 'express';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../src/http/middleware/in-turn.js';

/** What was run, and what the whole handed on in the end. */
async function run(handlers: readonly RequestHandler[]): Promise<unknown> {
  return new Promise((resolve) => {
    void inTurn(handlers)({} as Request, {} as Response, (error?: unknown) => resolve(error));
  });
}

describe('handlers in turn', () => {
  it('run in their order, those that wait too, and then the next one is called', async () => {
    const ran: string[] = [];
    const handed = await run([
      (_request, _response, next) => {
        ran.push('first');
        next();
      },
      async (_request, _response, next) => {
        await Promise.resolve();
        ran.push('second');
        next();
      },
      (_request, _response, next) => {
        ran.push('third');
        next();
      },
    ]);
    expect(handed).toBeUndefined();
    expect(ran).toEqual(['first', 'second', 'third']);
  });

  const failure = new Error('no');
  it.each<[string, RequestHandler]>([
    [
      'throws',
      () => {
        throw failure;
      },
    ],
    ['rejects', () => Promise.reject(failure)],
    ['hands an error on', (_request, _response, next) => next(failure)],
    [
      'throws after it has waited',
      async () => {
        await Promise.resolve();
        throw failure;
      },
    ],
  ])('end at one that %s', async (_how, failing) => {
    const never: RequestHandler = () => {
      throw new Error('was run');
    };
    const passing: RequestHandler = (_request, _response, next) => next();
    expect(await run([passing, failing, never])).toBe(failure);
  });

  it('end at one that answers by itself', () => {
    const ran: string[] = [];
    const silent: RequestHandler = () => {
      ran.push('answered');
    };
    const after: RequestHandler = (_request, _response, next) => {
      ran.push('after');
      next();
    };
    void inTurn([silent, after])({} as Request, {} as Response, () => ran.push('next'));
    expect(ran).toEqual(['answered']);
  });
});
