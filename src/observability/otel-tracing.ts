import {
  type Context,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Attributes, Span, SpanOptions, Tracing } from './tracing.js';

/**
 * Traces over OTLP. Parents are handed on by name and not by the context of asynchronous calls, which would cost each of
 * them something. The exporter reads OpenTelemetry's own variables for headers, certificates and compression.
 */

export interface TracingOptions {
  /** Of the collector; `/v1/traces` is added. */
  readonly endpoint: string;
  /** Share of new traces that are written; one that a parent began is written if that is. */
  readonly sampleRatio: number;
  /** Which program this is: `api`, `worker`, … */
  readonly program: string;
  readonly version: string;
  readonly host: string;
}

const SEND_EVERY_MS = 1_000;
/** A collector that is away must not keep a process from ending. */
const CLOSE_MS = 2_000;
const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

const KINDS = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
} as const;

export function openOtelTracing(options: TracingOptions): Tracing {
  const { endpoint, sampleRatio, program, version, host } = options;
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(
        resourceFromAttributes({
          'service.name': `novel-engine-${program}`,
          'service.namespace': 'novel-engine',
          'service.version': version,
          'service.instance.id': `${host}-${process.pid}`,
        }),
      )
      // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win.
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: new URL('v1/traces', withSlash(endpoint)).href }),
        scheduledDelayMillis: SEND_EVERY_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('novel-engine', version);
  return {
    start: (name, parent, spanOptions) => begin(tracer, name, contextOf(parent), spanOptions),
    close: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_MS);
      });
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

function begin(tracer: Tracer, name: string, context: Context, options: SpanOptions = {}): Span {
  const { kind, attributes, startedAt } = options;
  const span = tracer.startSpan(
    name,
    {
      kind: kind === undefined ? SpanKind.INTERNAL : KINDS[kind],
      ...(attributes === undefined ? {} : { attributes: given(attributes) }),
      ...(startedAt === undefined ? {} : { startTime: startedAt }),
    },
    context,
  );
  const inside = trace.setSpan(ROOT_CONTEXT, span);
  return {
    traceparent: traceparentOf(span),
    child: (childName, childOptions) => begin(tracer, childName, inside, childOptions),
    rename: (newName) => void span.updateName(newName),
    set: (more) => void span.setAttributes(given(more)),
    end: (failure, at) => {
      if (failure !== undefined) {
        // Messages may hold a client's words.
        const type = failure instanceof Error ? failure.name : String(failure);
        span.setAttribute('error.type', type);
        span.setStatus({ code: SpanStatusCode.ERROR, message: type });
      }
      span.end(at);
    },
  };
}

function contextOf(traceparent: string | null): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  return traceId === undefined || spanId === undefined || flags === undefined
    ? ROOT_CONTEXT
    : trace.setSpanContext(ROOT_CONTEXT, {
        traceId,
        spanId,
        traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
        isRemote: true,
      });
}

function traceparentOf(span: OtelSpan): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

function given(attributes: Attributes): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
