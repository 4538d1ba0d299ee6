import type { Demand } from './import.js';

export type Verdict = 'met' | 'violated' | 'undecided';

type Comparison = (measured: number) => boolean;

/**
 * Whether a measured value is what a criterion demands: `">= 50"`, `"= 0"`, `"> 20%"` (of 1), `"<= 5 turns"`, a number
 * (exactly that many) or a truth value. Demands in free words, and what hasn't been measured, nobody here can decide.
 */
export function decide(demand: Demand, measured: number | boolean | undefined): Verdict {
  if (measured === undefined) return 'undecided';
  if (typeof measured === 'boolean') {
    return typeof demand === 'boolean' ? verdict(measured === demand) : 'undecided';
  }
  const holds = comparison(demand);
  return holds === undefined ? 'undecided' : verdict(holds(measured));
}

export function verdict(holds: boolean): Verdict {
  return holds ? 'met' : 'violated';
}

function comparison(demand: Demand): Comparison | undefined {
  if (typeof demand === 'number') return (measured) => measured === demand;
  if (typeof demand !== 'string') return undefined;
  const match = /^\s*(>=|<=|==?|!=|>|<)\s*(-?\d+(?:\.\d+)?)\s*(%?)\s*[a-z]*\s*$/i.exec(demand);
  if (match === null) return undefined;
  const bound = Number(match[2]) / (match[3] === '%' ? 100 : 1);
  switch (match[1]) {
    case '>=':
      return (measured) => measured >= bound;
    case '<=':
      return (measured) => measured <= bound;
    case '>':
      return (measured) => measured > bound;
    case '<':
      return (measured) => measured < bound;
    case '!=':
      return (measured) => measured !== bound;
    default:
      return (measured) => measured === bound;
  }
}
