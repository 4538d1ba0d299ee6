import { StoreUnavailableError } from '../errors.js';
import { createCollector } from './collector.js';

/** Statements of a kind under way at once: one that works, and one that waits for the disk. */
const LANES = 2;
const MOST_TOGETHER = 32;

/**
 * @param key what no two requests of one statement may have in common
 * @param request what is asked for; made when it is sent, and once
 */
export type SharedStatement<In, Out> = (key: string, request: () => In) => Promise<Out>;

/**
 * A statement that requests share when they come at once. Where a shared one is refused, each request is sent once more by
 * itself, so that none is refused for the sake of another.
 * @param run sends requests in one statement, all or none of them, and returns their answers in their order
 */
export function shareStatement<In, Out>(
  run: (requests: readonly In[]) => Promise<readonly Out[]>,
): SharedStatement<In, Out> {
  const alone = async (request: In): Promise<Out> => (await run([request]))[0] as Out;
  const collector = createCollector<
    { readonly key: string; readonly request: () => In },
    PromiseSettledResult<Out>
  >({
    lanes: LANES,
    most: MOST_TOGETHER,
    keyOf: ({ key }) => key,
    run: async (asked) => {
      const requests = asked.map(({ request }) => request());
      try {
        return (await run(requests)).map((value) => ({ status: 'fulfilled', value }));
      } catch (error) {
        // Of one whose connection broke nobody knows whether it was committed.
        if (requests.length === 1 || error instanceof StoreUnavailableError) throw error;
        return Promise.allSettled(requests.map(alone));
      }
    },
  });
  return async (key, request) => {
    const answer = await collector.ask({ key, request });
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  };
}
