/**
 * Traces, as the program writes them: a request, the tasks that it makes and all that their runs do are one. Without a
 * collector nothing is written and nothing is loaded; see `otel-tracing.ts` for what is behind it with one.
 */
export interface Tracing {
  /**
   * Begins a span that has no parent in this process.
   * @param parent W3C traceparent of the one that it goes on from; a new trace begins without it, or when it can't be read
   */
  start(name: string, parent: string | null, options?: SpanOptions): Span;
  /** Sends what is left, as far as it is taken soon. */
  close(): Promise<void>;
}

export interface Span {
  /** By which another process goes on from here; null where nothing is written. */
  readonly traceparent: string | null;
  child(name: string, options?: SpanOptions): Span;
  rename(name: string): void;
  set(attributes: Attributes): void;
  /** @param failure what went wrong, if something did */
  end(failure?: unknown, at?: Date): void;
}

/** By OpenTelemetry's names where it has one; undefined values are left out. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  readonly kind?: 'server' | 'producer' | 'consumer' | 'client';
  readonly attributes?: Attributes;
  /** Now unless told. */
  readonly startedAt?: Date;
}

const NO_SPAN: Span = {
  traceparent: null,
  child: () => NO_SPAN,
  rename: () => undefined,
  set: () => undefined,
  end: () => undefined,
};

export const UNTRACED: Tracing = { start: () => NO_SPAN, close: async () => undefined };

/** A span around some work: it ends with it, and says what went wrong when it throws. */
export async function within<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    const done = await work(span);
    span.end();
    return done;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

/** The trace that a traceparent names, as logs tell it. */
export function traceIdOf(traceparent: string | null): string | undefined {
  return traceparent?.split('-')[1];
}
