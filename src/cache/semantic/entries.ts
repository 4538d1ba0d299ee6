import type { Json } from '../../json.js';
import type { Purpose } from '../../llm/port.js';
import type { Checks } from './verification.js';

/** An answer that was paid for, with the text that it answers. */
export interface KeptAnswer {
  /** Whose answers may be given for each other: everything that shapes them but the text is the same. */
  readonly partition: string;
  readonly text: string;
  readonly vector: Float32Array;
  readonly value: Json;
  /** What it cost, and so what giving it again saves. */
  readonly costUsd: number;
  readonly expiresAt: Date;
}

export interface StoredAnswer extends KeptAnswer {
  /** Grows with each entry of a store. */
  readonly id: bigint;
}

/**
 * Where entries and the record of checks are kept, for all processes that share it. May forget entries at any time, never
 * checks. An entry that another process stores at this very moment may be overlooked: that costs a call, nothing else.
 */
export interface SemanticStore {
  /** Entries of a partition that came after the given one and live on at that time, oldest first; of many the newest. */
  load(partition: string, after: bigint, limit: number, now: Date): Promise<readonly StoredAnswer[]>;
  /** Adds an entry; the oldest of its partition give way to keep it at `capacity`. */
  save(answer: KeptAnswer, capacity: number): Promise<bigint>;
  /** Forgets one entry, which turned out to be wrong. */
  remove(id: bigint): Promise<void>;
  /** What checking the hits of a namespace has shown so far. */
  checks(namespace: string): Promise<Checks>;
  /** Adds one check, and says what they are then. */
  record(namespace: string, purpose: Purpose, agreed: boolean): Promise<Checks>;
}

const NO_CHECKS: Checks = { checks: 0, disagreements: 0 };

/** A store in the memory of this process: for one process that may forget, and for measurements. */
export class MemorySemanticStore implements SemanticStore {
  readonly #answers: StoredAnswer[] = [];
  readonly #checks = new Map<string, Checks>();
  #last = 0n;

  async load(partition: string, after: bigint, limit: number, now: Date): Promise<readonly StoredAnswer[]> {
    const fitting = this.#answers.filter(
      (answer) => answer.partition === partition && answer.id > after && answer.expiresAt > now,
    );
    return fitting.slice(-limit);
  }

  async save(answer: KeptAnswer, capacity: number): Promise<bigint> {
    this.#last += 1n;
    this.#answers.push({ ...answer, id: this.#last });
    const all = this.#answers.filter(({ partition }) => partition === answer.partition);
    const [oldest] = all;
    if (all.length > capacity && oldest !== undefined) await this.remove(oldest.id);
    return this.#last;
  }

  async remove(id: bigint): Promise<void> {
    const at = this.#answers.findIndex((answer) => answer.id === id);
    if (at >= 0) this.#answers.splice(at, 1);
  }

  async checks(namespace: string): Promise<Checks> {
    return this.#checks.get(namespace) ?? NO_CHECKS;
  }

  async record(namespace: string, _purpose: Purpose, agreed: boolean): Promise<Checks> {
    const { checks, disagreements } = this.#checks.get(namespace) ?? NO_CHECKS;
    const after = { checks: checks + 1, disagreements: disagreements + (agreed ? 0 : 1) };
    this.#checks.set(namespace, after);
    return after;
  }
}
