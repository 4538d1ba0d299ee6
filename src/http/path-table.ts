import { MalformedRequestError } from '../errors.js';

/**
 * Finds what stands under a path without trying one pattern after the other. A pattern is written as in `Endpoint.path`:
 * segments, of which `{name}` stands for any one that isn't empty. Where several patterns fit a path, the one that names
 * its earlier segments wins. Case matters, one slash at the end doesn't.
 */
export class PathTable<T> {
  readonly #root: Node<T> = emptyNode();

  /** @param entries pairs of a pattern and what stands under it; no two patterns that fit exactly the same paths */
  constructor(entries: Iterable<readonly [pattern: string, value: T]>) {
    for (const [pattern, value] of entries) {
      let node = this.#root;
      const names: string[] = [];
      for (const segment of segmentsOf(pattern)) {
        const name = /^\{(\w+)\}$/.exec(segment)?.[1];
        if (name === undefined) {
          node = childOf(node, segment);
        } else {
          names.push(name);
          node.any ??= emptyNode();
          node = node.any;
        }
      }
      node.leaf = { value, names };
    }
  }

  /**
   * @param path of a request, as it was sent
   * @returns undefined when nothing stands there
   * @throws MalformedRequestError for a parameter whose escapes can't be read
   */
  find(path: string): { readonly value: T; readonly params: Readonly<Record<string, string>> } | undefined {
    const segments = segmentsOf(path);
    const leaf = leafUnder(this.#root, segments, 0, []);
    if (leaf === undefined) return undefined;
    const params: Record<string, string> = {};
    for (const [index, name] of leaf.names.entries()) params[name] = decoded(leaf.segments[index] ?? '');
    return { value: leaf.value, params };
  }
}

interface Leaf<T> {
  readonly value: T;
  /** Of the parameters, in their order. */
  readonly names: readonly string[];
}

interface Node<T> {
  readonly named: Map<string, Node<T>>;
  any?: Node<T>;
  leaf?: Leaf<T>;
}

function emptyNode<T>(): Node<T> {
  return { named: new Map() };
}

function childOf<T>(node: Node<T>, segment: string): Node<T> {
  let child = node.named.get(segment);
  if (child === undefined) {
    child = emptyNode();
    node.named.set(segment, child);
  }
  return child;
}

/** What stands between the slashes; of the root one empty segment. */
function segmentsOf(path: string): readonly string[] {
  const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(1, end).split('/');
}

function leafUnder<T>(
  node: Node<T>,
  segments: readonly string[],
  index: number,
  filled: readonly string[],
): (Leaf<T> & { readonly segments: readonly string[] }) | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.leaf && { ...node.leaf, segments: filled };
  const named = node.named.get(segment);
  const found = named && leafUnder(named, segments, index + 1, filled);
  if (found !== undefined || node.any === undefined || segment === '') return found;
  return leafUnder(node.any, segments, index + 1, [...filled, segment]);
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new MalformedRequestError('The request cannot be read', { cause });
  }
}
