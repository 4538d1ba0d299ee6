/** What was checked, how much of it held, and what was mended where it did not. */
export class Tally {
  /** One line each, in the order in which they were mended. */
  readonly repairs: string[] = [];
  #checks = 0;
  #passed = 0;

  /** Counts a check. @returns whether it passed */
  check(passes: boolean, repair: () => string): boolean {
    this.#checks += 1;
    if (passes) this.#passed += 1;
    else this.repairs.push(repair());
    return passes;
  }

  /** Share of the checks that passed, 0..1. */
  get score(): number {
    return this.#checks === 0 ? 1 : this.#passed / this.#checks;
  }
}
