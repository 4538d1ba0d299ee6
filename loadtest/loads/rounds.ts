import { median } from '../report/load-report.js';

/** Rates of peers that were measured in turn, by their names. */
export type Rounds<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** Measures A, B, A, B, …, so that whatever else the machine does strikes both. */
export async function inTurn<Name extends string>(
  rounds: number,
  peers: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Rounds<Name>> {
  const names = Object.keys(peers) as Name[];
  const rates = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) rates[name].push(await peers[name]());
  }
  return rates;
}

/** The median of the rounds' ratios: each compares what was measured one after the other. */
export function ratioOf(of: readonly number[], to: readonly number[]): number {
  return median(of.map((value, round) => value / (to[round] ?? Number.NaN)));
}
