/** As much of autocannon 9 as is used here; the package has no types of its own. */
declare module 'autocannon' {
  namespace autocannon {
    interface AutocannonRequest {
      readonly method?: string;
      readonly path?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly onResponse?: (status: number, body: string) => void;
    }

    interface AutocannonOptions {
      readonly url: string;
      readonly connections: number;
      /** Seconds; or `amount` requests in all. */
      readonly duration?: number;
      readonly amount?: number;
      readonly requests: readonly AutocannonRequest[];
      /** Milliseconds after which it looks whether it is over. */
      readonly sampleInt?: number;
    }

    interface AutocannonResult {
      /** Seconds. */
      readonly duration: number;
      readonly errors: number;
      readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
    }
  }

  function autocannon(options: autocannon.AutocannonOptions): Promise<autocannon.AutocannonResult>;
  export = autocannon;
}
