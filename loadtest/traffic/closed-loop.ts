import autocannon, { type AutocannonRequest } from 'autocannon';

/** What a server is asked, as often as it answers. */
export interface Rush {
  readonly url: string;
  /** Each has one request in flight. */
  readonly connections: number;
  /** For how long, or how many requests in all. */
  readonly length: Length;
  /** Sent in turn by each connection. */
  readonly requests: readonly AutocannonRequest[];
}

export type Length = { readonly seconds: number } | { readonly amount: number };

export interface RushFigures {
  /** Answers with an expected status per second. */
  readonly rate: number;
  /** All that did not get an expected status. */
  readonly unexpected: number;
}

/** How often it looks whether the time is over. */
const LOOK_MS = 100;

/** Finds out how much a server can answer: each connection asks again as soon as it has its answer. */
export async function rush(
  { url, connections, length, requests }: Rush,
  expected: number,
): Promise<RushFigures> {
  const result = await autocannon({
    url,
    ...('seconds' in length
      ? { connections, duration: length.seconds }
      : { connections: Math.min(connections, length.amount), amount: length.amount }),
    requests,
    sampleInt: LOOK_MS,
  });
  const counts = Object.entries(result.statusCodeStats);
  const answers = result.statusCodeStats[expected]?.count ?? 0;
  const all = counts.reduce((sum, [, { count }]) => sum + count, result.errors);
  return { rate: answers / result.duration, unexpected: all - answers };
}
