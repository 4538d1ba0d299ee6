/**
 * Random numbers by name. A stream is a pure function of (seed, turn, phase, subject), so nobody shares one, the order
 * in which calls complete changes nothing, and no position is ever stored.
 */

const PRIME = 0x01000193;
const SALTS: readonly [number, number, number, number] = [0x811c9dc5, 0x9747b28c, 0x6a09e667, 0x3c6ef372];

/** FNV-1a over the text's UTF-16 code units, 32 bit, unsigned, from the given offset. */
export function fnv1a(text: string, salt: number = SALTS[0]): number {
  let hash = salt;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  }
  return hash >>> 0;
}

/** An sfc32 generator. */
export class Stream {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(a: number, b: number, c: number, counter: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#counter = counter | 0;
    // The first outputs still mirror the hash words; twelve rounds mix them.
    for (let i = 0; i < 12; i += 1) this.next();
  }

  /** A number in [0, 1). */
  next(): number {
    const mixed = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + mixed) | 0;
    return (mixed >>> 0) / 4_294_967_296;
  }

  /** An integer from `low` to `high`, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One entry of the list; `undefined` only when the list is empty. */
  pick<T>(list: readonly [T, ...T[]]): T;
  pick<T>(list: readonly T[]): T | undefined;
  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.next() * list.length)];
  }
}

/** The stream of one subject (a persona, a trigger, …) in one phase of one turn. */
export function rng(seed: number, turn: number, phase: string, subject: string): Stream {
  const name = `${seed}\u0000${turn}\u0000${phase}\u0000${subject}`;
  let [a, b, c, d] = SALTS;
  // `fnv1a` from four offsets in one pass over the name.
  for (let i = 0; i < name.length; i += 1) {
    const unit = name.charCodeAt(i);
    a = Math.imul(a ^ unit, PRIME);
    b = Math.imul(b ^ unit, PRIME);
    c = Math.imul(c ^ unit, PRIME);
    d = Math.imul(d ^ unit, PRIME);
  }
  return new Stream(a, b, c, d);
}

/** A 31-bit seed for a provider's sampler, from the same four parts. */
export function samplingSeed(seed: number, turn: number, phase: string, subject: string): number {
  return fnv1a(`${seed}\u0000${turn}\u0000${phase}\u0000${subject}`) >>> 1;
}
