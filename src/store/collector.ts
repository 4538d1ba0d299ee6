/**
 * Requests of the same kind that come in one turn of the event loop, or while statements for earlier ones are on their way,
 * are collected and go together in the next statement. What a statement reads is as new as its requests: none is answered by
 * one that began before it came.
 */
export interface CollectorOptions<In, Out> {
  /** Statements under way at once. */
  readonly lanes: number;
  /** Requests of one statement. */
  readonly most: number;
  /** When a statement is sent beside one that is under way, which costs more than to wait for it; absent: at once. */
  readonly beside?: Beside;
  /** Answers requests in their order; when it rejects, all of them are rejected. */
  readonly run: (requests: readonly In[]) => Promise<readonly Out[]>;
  /** What no two requests of one statement may have in common; absent, or undefined of a request, when they may. */
  readonly keyOf?: (request: In) => string | undefined;
}

export interface Beside {
  /** As soon as so many requests wait. */
  readonly least: number;
  /** Or after so many milliseconds, should the one under way hang. */
  readonly waitMs: number;
}

/** Of statements that cost more than what most requests add to them: few requests wait for the one under way, many don't. */
export const FOR_MANY: Beside = { least: 16, waitMs: 25 };

export interface Collector<In, Out> {
  ask(request: In): Promise<Out>;
}

interface Waiting<In, Out> {
  readonly request: In;
  readonly resolve: (answer: Out) => void;
  readonly reject: (error: unknown) => void;
}

export function createCollector<In, Out>(options: CollectorOptions<In, Out>): Collector<In, Out> {
  const { lanes, most, beside, run, keyOf = () => undefined } = options;
  let line: Waiting<In, Out>[] = [];
  let busy = 0;
  let isGathering = false;
  let isWatched = false;

  const next = (): readonly Waiting<In, Out>[] => {
    const together: Waiting<In, Out>[] = [];
    const stays: Waiting<In, Out>[] = [];
    const keys = new Set<string>();
    for (const waiting of line) {
      const key = keyOf(waiting.request);
      if (together.length === most || (key !== undefined && keys.has(key))) {
        stays.push(waiting);
      } else {
        if (key !== undefined) keys.add(key);
        together.push(waiting);
      }
    }
    line = stays;
    return together;
  };

  const send = async (together: readonly Waiting<In, Out>[]): Promise<void> => {
    try {
      const answers = await run(together.map(({ request }) => request));
      for (const [index, { resolve }] of together.entries()) resolve(answers[index] as Out);
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  };

  /** @param least how many must wait for a statement beside another */
  const begin = (least = beside?.least ?? 1): void => {
    while (busy < lanes && line.length >= (busy === 0 ? 1 : least)) {
      busy += 1;
      void send(next()).finally(() => {
        busy -= 1;
        begin();
      });
    }
    if (beside === undefined || isWatched || busy === lanes || line.length === 0) return;
    isWatched = true;
    setTimeout(() => {
      isWatched = false;
      begin(1);
    }, beside.waitMs);
  };

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        line.push({ request, resolve, reject });
        if (isGathering || busy === lanes) return;
        isGathering = true;
        // Whoever has just been answered asks again in the same turn: each would find a lane free and go alone.
        setImmediate(() => {
          isGathering = false;
          begin();
        });
      }),
  };
}
