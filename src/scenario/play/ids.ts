import { characterId } from '../../simulation/character.js';

const LONGEST_ID = 50;

/** Ids of a world, made from names; none is given twice. */
export class Ids {
  readonly #taken: Set<string>;

  /** @param taken ids that are those of others already */
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  of(name: string): string {
    const wanted = characterId(name.replace(/^(?:the|an?)\s+/iu, ''));
    let id = wanted;
    for (let n = 2; this.#taken.has(id); n += 1) {
      const mark = `_${n}`;
      id = `${wanted.slice(0, LONGEST_ID - mark.length)}${mark}`;
    }
    this.#taken.add(id);
    return id;
  }
}
