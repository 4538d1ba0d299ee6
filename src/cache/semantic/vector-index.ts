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
      const similarity = dot(rows, row * dimensions, vector);
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

/**
 * Four sums at a time, so that no addition waits for the one before: the scan's time is spent here. What stands in a
 * Float32Array within its length is a number, whatever its type says.
 */
function dot(rows: Float32Array, start: number, vector: Float32Array): number {
  const { length } = vector;
  const even = length - (length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < even; at += 4) {
    a += (rows[start + at] as number) * (vector[at] as number);
    b += (rows[start + at + 1] as number) * (vector[at + 1] as number);
    c += (rows[start + at + 2] as number) * (vector[at + 2] as number);
    d += (rows[start + at + 3] as number) * (vector[at + 3] as number);
  }
  for (let at = even; at < length; at += 1) a += (rows[start + at] as number) * (vector[at] as number);
  return a + b + (c + d);
}
