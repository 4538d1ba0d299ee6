import type { ModelGateway } from '../llm/gateway.js';
import { inPlaceOf } from '../llm/model-layer.js';
import { type LanguageModel, type ModelReply, NO_USAGE } from '../llm/port.js';
import type { Span } from './tracing.js';

/** A model each of whose calls is a span below the given one; nothing is put around it where nothing is written. */
export function tracedModel(model: LanguageModel, parent: Span): LanguageModel {
  if (parent.traceparent === null) return model;
  return inPlaceOf(model, async (request, signal) => {
    const { purpose, key } = request;
    const span = parent.child(`model ${purpose}`, {
      kind: 'client',
      attributes: { 'novel_engine.purpose': purpose, 'novel_engine.call': key },
    });
    try {
      const reply = await model.generate(request, signal);
      tellReply(span, reply);
      return reply;
    } catch (error) {
      span.end(error);
      throw error;
    }
  });
}

/** A gateway whose runs' calls are spans below the given one. */
export function tracedGateway(gateway: ModelGateway, parent: Span): ModelGateway {
  return { ...gateway, forRun: (run) => tracedModel(gateway.forRun(run), parent) };
}

function tellReply(span: Span, reply: ModelReply): void {
  const { usage = NO_USAGE, costUsd = 0 } = reply;
  span.set({
    'gen_ai.usage.input_tokens': usage.promptTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens + usage.thoughtTokens,
    'novel_engine.cost_usd': costUsd,
    ...(reply.ok
      ? { 'gen_ai.response.model': reply.model, 'novel_engine.source': reply.source }
      : { 'novel_engine.failure': reply.reason }),
  });
  span.end(reply.ok ? undefined : reply.reason);
}
