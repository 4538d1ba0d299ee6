/** The part of the WebAssembly API that schema-engine.ts uses; the full types come only with those of a browser. */
declare namespace WebAssembly {
  type Exports = Record<string, unknown>;
  function instantiate(
    bytes: Uint8Array,
    imports: Record<string, unknown>,
  ): Promise<{ instance: { readonly exports: Exports } }>;
}
