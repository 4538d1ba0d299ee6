/** One of the nearest. */
export interface Neighbour<Entry> {
  readonly entry: Entry;
  /** Cosine, -1..1. */
  readonly similarity: number;
}

/**
 * The vectors of one namespace, searched one after the other: exact, and for 10,000 vectors of 256 dimensions a few
 * milliseconds (`npm run bench -- semantic-cache` prints how many here). Bounded: the newest entry takes the place of the oldest.
 */
export class VectorIndex<Entry> {
  readonly #entries: (Entry | undefined)[] = [];
  #rows: Float32Array;
  /** Where the next entry goes once the index is full. */
  #oldest = 0;
  #size = 0;

  constructor(
    private readonly dimensions: number,
    private readonly capacity: number,
  ) {
    this.#rows = new Float32Array(dimensions);
  }

  get size(): number {
    return this.#size;
  }

  /** Takes a vector of length 1. */
  add(vector: Float32Array, entry: Entry): void {
    if (vector.length !== this.dimensions) {
      throw new RangeError(`a vector of ${vector.length} dimensions in an index of ${this.dimensions}`);
    }
    let row = this.#entries.length;
    if (row < this.capacity) {
      this.#reserve(row + 1);
    } else {
      row = this.#oldest;
      this.#oldest = (this.#oldest + 1) % this.capacity;
    }
    this.#rows.set(vector, row * this.dimensions);
    if (this.#entries[row] === undefined) this.#size += 1;
    this.#entries[row] = entry;
  }

  /** Forgets entries. */
  remove(isGone: (entry: Entry) => boolean): void {
    this.#entries.forEach((entry, row) => {
      if (entry !== undefined && isGone(entry)) {
        this.#entries[row] = undefined;
        this.#size -= 1;
        this.#rows.fill(0, row * this.dimensions, (row + 1) * this.dimensions);
      }
    });
  }

  /** Those at least so similar, the most similar first; of equals the newer. */
  nearest(vector: Float32Array, least: number, count: number): readonly Neighbour<Entry>[] {
    const found: Neighbour<Entry>[] = [];
    const { dimensions } = this;
    const rows = this.#rows;
    for (let row = 0; row < this.#entries.length; row += 1) {
      const start = row * dimensions;
      let similarity = 0;
      for (let at = 0; at < dimensions; at += 1) similarity += (rows[start + at] ?? 0) * (vector[at] ?? 0);
      const entry = this.#entries[row];
      if (entry === undefined || similarity < least) continue;
      if (found.length === count && similarity < (found.at(-1)?.similarity ?? 0)) continue;
      const place = found.findIndex((other) => other.similarity <= similarity);
      found.splice(place < 0 ? found.length : place, 0, { entry, similarity });
      if (found.length > count) found.pop();
    }
    return found;
  }

  #reserve(rows: number): void {
    const held = this.#rows.length / this.dimensions;
    if (rows <= held) return;
    const grown = new Float32Array(Math.min(this.capacity, Math.max(rows, 2 * held)) * this.dimensions);
    grown.set(this.#rows);
    this.#rows = grown;
  }
}
