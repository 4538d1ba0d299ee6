/**
 * Members of plain objects that are worked out as they are read; copies of such an object hold what they come to.
 * Each object literal with accessors is a table of its own, slow to make and to read, and the runtime keeps what its accessors
 * hold on to until it looks through its whole memory: of decisions that was all that they were made from. These accessors
 * are shared by all objects that one `lazyMembers` has made, which have one layout.
 *
 * @param readers by the member's name, from what the object was made from; called anew at each reading.
 */
export function lazyMembers<Source, Lazy extends object>(
  readers: { readonly [Name in keyof Lazy]: (source: Source) => Lazy[Name] },
): <Plain extends object>(plain: Plain, source: Source) => Plain & Lazy {
  const from = Symbol('from');
  const accessors = Object.fromEntries(
    Object.entries<(source: Source) => unknown>(readers).map(([name, read]) => [
      name,
      {
        enumerable: true,
        get(this: { readonly [from]: Source }) {
          return read(this[from]);
        },
      },
    ]),
  );
  return (plain, source) => {
    Object.defineProperty(plain, from, { value: source });
    return Object.defineProperties(plain, accessors) as typeof plain & Lazy;
  };
}
