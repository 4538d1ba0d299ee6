import { SLUG } from '../../src/simulation/text.js';

/** Gives out ids that the engine takes, each once, and collects what is worth a warning. */
export class IdBook {
  readonly warnings: string[] = [];
  readonly #taken = new Set<string>();

  warn(warning: string): void {
    this.warnings.push(warning);
  }

  slug(name: string): string {
    const folded = name
      .toLowerCase()
      .replace(/[^a-z0-9_-]+/g, '_')
      .replace(/^[_-]+/, '')
      .slice(0, 50);
    return SLUG.test(folded) ? folded : 'unnamed';
  }

  /** The id of that name, or the next free one with a number. */
  take(name: string): string {
    const slug = this.slug(name);
    let id = slug;
    for (let number = 2; this.#taken.has(id); number += 1) id = `${slug.slice(0, 46)}-${number}`;
    this.#taken.add(id);
    return id;
  }
}
