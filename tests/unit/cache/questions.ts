import type { LanguageModel, ModelAnswer, ModelReply, ModelRequest } from '../../../src/llm/port.js';

/** A question that may be shared, with changes. */
export function question(changes: Partial<ModelRequest> = {}): ModelRequest {
  return {
    purpose: 'decide',
    key: 't0001-decide-alice',
    scope: { clientId: 'ada', taskId: 'task-1' },
    stablePrefix: 'You are Alice.',
    volatileTail: 'The hatch stands open.',
    temperature: 0.7,
    maxOutputTokens: 400,
    reuse: { cache: 'use', within: 'client' },
    ...changes,
  };
}

export function answerOf(value: unknown, changes: Partial<ModelAnswer> = {}): ModelAnswer {
  return {
    ok: true,
    value,
    usage: { promptTokens: 100, cachedTokens: 0, outputTokens: 10, thoughtTokens: 0 },
    model: 'test-model',
    source: 'model',
    costUsd: 0.25,
    savedUsd: 0,
    latencyMs: 5,
    ...changes,
  };
}

/** A model that numbers its answers, or gives those it is told to. */
export class CountingModel implements LanguageModel {
  readonly name = 'test-model';
  readonly metered = true;
  calls = 0;

  constructor(
    private readonly reply: (request: ModelRequest, call: number) => ModelReply = (_, n) => answerOf(n),
  ) {}

  async generate(request: ModelRequest): Promise<ModelReply> {
    this.calls += 1;
    return this.reply(request, this.calls);
  }
}

export interface OpenCall {
  readonly request: ModelRequest;
  readonly signal: AbortSignal;
  readonly answer: (reply: ModelReply) => void;
}

/** A model whose calls stay open until they are answered or aborted. */
export class PatientModel implements LanguageModel {
  readonly name = 'test-model';
  readonly metered = true;
  readonly open: OpenCall[] = [];

  generate(request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
    return new Promise((answer) => {
      this.open.push({ request, signal, answer });
      signal.addEventListener('abort', () => answer({ ok: false, reason: 'aborted' }));
    });
  }
}
